// Rows pasted from a spreadsheet: shown as they are read, and made a file with titles.

import { Field, makeStyles, Switch, Text, Textarea, tokens } from "@fluentui/react-components";
import { useMemo, useState } from "react";
import { FormDialog } from "~/components/FormDialog";
import { counted } from "~/lib/format";
import { parsePasted } from "~/lib/pastedCells";
import { couldBeTitles } from "~/lib/titles";
import { ColumnChooser } from "../columns/ColumnChooser";
import { PastedTable } from "./PastedTable";
import { dataRows, guessOf, pastedError, pastedFile } from "./pastedRows";

const useStyles = makeStyles({
  part: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
});

interface PasteDialogProps {
  onDone: (file: File) => void;
  onClose: () => void;
}

export default function PasteDialog({ onDone, onClose }: PasteDialogProps) {
  const styles = useStyles();
  const [text, setText] = useState("");
  const [said, say] = useState<boolean | null>(null);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const rows = useMemo(() => dataRows(parsePasted(text)), [text]);
  const hasTitles = said ?? couldBeTitles(rows[0] ?? []);
  const columns = chosen ?? guessOf(rows);
  const error = rows.length > 0 ? pastedError(rows, hasTitles, columns) : null;

  const change = (value: string) => {
    setText(value);
    say(null);
    setChosen(null);
  };

  return (
    <FormDialog
      title="Paste rows"
      submit="Use these rows"
      isReady={rows.length > 0 && error === null}
      isPending={false}
      error={null}
      onSubmit={() => onDone(pastedFile(rows, hasTitles ? null : columns))}
      onClose={onClose}
    >
      <Field
        label="Rows from a spreadsheet"
        hint="Copy the cells in the spreadsheet, best with their titles, and paste them here."
      >
        <Textarea value={text} rows={4} resize="vertical" onChange={(_, { value }) => change(value)} />
      </Field>
      {rows.length > 0 && (
        <div className={styles.part}>
          <Text role="status" weight="semibold">
            {counted(rows.length - (hasTitles ? 1 : 0), "row")} in {counted(columns.length, "column")}
          </Text>
          <Switch
            checked={hasTitles}
            onChange={(_, data) => say(data.checked)}
            label="The first row holds the titles"
          />
          {hasTitles ? (
            <PastedTable rows={rows} />
          ) : (
            <ColumnChooser
              label="Columns of the pasted rows"
              columns={columns.map((column, index) => ({
                title: "",
                samples: rows.slice(0, 3).map((row) => row[index] ?? ""),
                chosen: column,
              }))}
              onChoose={(index, title) => setChosen(columns.with(index, title))}
            />
          )}
          {error && <Text role="alert">{error}</Text>}
        </div>
      )}
    </FormDialog>
  );
}
