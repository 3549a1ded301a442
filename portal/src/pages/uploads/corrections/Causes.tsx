// Why rows are rejected, with how many, and what can be done for all rows of a cause at once.

import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import type { Cause, Upload } from "~/api/models";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { count } from "~/lib/format";
import { causeSentence, REPAIR_LABELS, repairsOf, type Repair } from "./causeWords";
import { RepairDialog } from "./RepairDialog";

const useStyles = makeStyles({
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
  buttons: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "flex-end",
    gap: tokens.spacingHorizontalXS,
  },
});

interface CausesProps {
  upload: Upload;
  causes: readonly Cause[];
  onShow: (cause: Cause) => void;
}

export function Causes({ upload, causes, onShow }: CausesProps) {
  const styles = useStyles();
  const [asked, ask] = useState<{ cause: Cause; repair: Repair } | null>(null);
  const columns: Column<Cause>[] = [
    {
      id: "cause",
      title: "Cause",
      isName: true,
      render: ({ code, rejected }) => (
        <span className={styles.words}>
          <span>
            <strong>{count(rejected)}</strong> {causeSentence(code)}
          </span>
          <Text size={200} font="monospace" className={styles.soft}>
            {code}
          </Text>
        </span>
      ),
    },
    {
      id: "repairs",
      title: "For all of them",
      render: (cause) => (
        <span className={styles.buttons}>
          {repairsOf(cause).map((repair) => (
            <DialogButton
              key={repair}
              size="small"
              aria-label={`${REPAIR_LABELS[repair]}: ${causeSentence(cause.code)}`}
              onClick={() => ask({ cause, repair })}
            >
              {REPAIR_LABELS[repair]}
            </DialogButton>
          ))}
          <Button
            size="small"
            appearance="subtle"
            aria-label={`Show rows: ${causeSentence(cause.code)}`}
            onClick={() => onShow(cause)}
          >
            Show rows
          </Button>
        </span>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label="Causes, the most frequent first"
        columns={columns}
        rows={causes}
        rowKey={({ kind, code }) => `${kind} ${code}`}
      />
      {asked && <RepairDialog upload={upload} {...asked} onClose={() => ask(null)} />}
    </>
  );
}
