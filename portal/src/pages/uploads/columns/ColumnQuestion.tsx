// An upload whose titles are not known: the person says what each column is, and the upload goes on from there.

import { Button, makeStyles, Subtitle1, Text, tokens } from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { chooseColumns } from "~/api/columns";
import type { Upload, UploadColumn } from "~/api/models";
import { AppLink } from "~/components/AppLink";
import { ProblemMessage } from "~/components/ProblemMessage";
import { useNotify } from "~/components/toast";
import { choiceError, IGNORED } from "~/lib/titles";
import { ColumnChooser } from "./ColumnChooser";

const useStyles = makeStyles({
  section: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalL },
});

export function ColumnQuestion({ upload, columns }: { upload: Upload; columns: readonly UploadColumn[] }) {
  const styles = useStyles();
  const notify = useNotify();
  const [chosen, setChosen] = useState(() => columns.map(({ guess }) => guess ?? IGNORED));
  const send = useMutation({
    mutationFn: () =>
      chooseColumns(
        upload.id,
        Object.fromEntries(columns.map(({ title }, index) => [title, chosen[index] ?? IGNORED])),
      ),
    onSuccess: () => notify("The columns are chosen. The file is being checked."),
  });
  const missing = choiceError(chosen);
  return (
    <section className={styles.section} aria-labelledby="columns">
      <Subtitle1 as="h2" id="columns" style={{ margin: 0 }}>
        What is in each column?
      </Subtitle1>
      <Text>
        Choose what each column of the file is. The choice is remembered for files with the same titles: see the{" "}
        <AppLink to="/uploads/column-choices" inline>
          remembered columns
        </AppLink>
        .
      </Text>
      <ColumnChooser
        label="Columns of the file"
        columns={columns.map((column, index) => ({ ...column, chosen: chosen[index] ?? IGNORED }))}
        onChoose={(index, title) => setChosen(chosen.with(index, title))}
      />
      {send.isError && <ProblemMessage error={send.error} title="The columns were not taken." />}
      <div className={styles.row}>
        <Button
          appearance="primary"
          disabled={missing !== null || send.isPending}
          aria-describedby="columns-missing"
          onClick={() => send.mutate()}
        >
          {send.isPending ? "Working …" : "Go on with these columns"}
        </Button>
        <Text id="columns-missing" role="status">
          {missing}
        </Text>
      </div>
    </section>
  );
}
