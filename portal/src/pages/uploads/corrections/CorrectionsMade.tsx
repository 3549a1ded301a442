// What was corrected of an upload, and by whom; while it waits for review each correction can be taken back.

import { makeStyles, Subtitle2, Text, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { correctionsQuery, sendCorrections } from "~/api/corrections";
import type { Corrections, Upload } from "~/api/models";
import { readingOf } from "~/api/uploads";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { Loading } from "~/components/Loading";
import { ProblemMessage } from "~/components/ProblemMessage";
import { TimeBy } from "~/components/TimeBy";
import { useNotify } from "~/components/toast";
import { count, counted } from "~/lib/format";
import { linesOf, type CorrectionLine } from "./correctionLines";

// Nobody reads more on a screen; the log and rejected.csv have what else there is.
const DRAWN = 100;

const useStyles = makeStyles({
  section: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
  soft: { color: tokens.colorNeutralForeground2 },
  words: { display: "grid" },
});

export function CorrectionsMade({ upload }: { upload: Upload }) {
  const styles = useStyles();
  const query = useQuery(correctionsQuery(upload.id, readingOf(upload)));
  return (
    <section className={styles.section} aria-labelledby="corrected">
      <Subtitle2 as="h3" id="corrected" style={{ margin: 0 }}>
        Corrected so far
      </Subtitle2>
      {query.isPending && <Loading label="Loading the corrections" />}
      {query.isError && (
        <ProblemMessage
          error={query.error}
          title="What was corrected is not known."
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data && <Lines upload={upload} corrections={query.data} />}
    </section>
  );
}

function Lines({ upload, corrections }: { upload: Upload; corrections: Corrections }) {
  const styles = useStyles();
  const notify = useNotify();
  const [leaving, setLeaving] = useState<CorrectionLine | null>(null);
  const lines = linesOf(corrections);
  const mayCorrect = upload.allowedActions.includes("correct");
  const columns: Column<CorrectionLine>[] = [
    {
      id: "what",
      title: "Correction",
      isName: true,
      render: ({ where, what }) => (
        <span className={styles.words}>
          <bdi>{what}</bdi>
          <Text size={200} className={styles.soft}>
            {where}
          </Text>
        </span>
      ),
    },
    {
      id: "by",
      title: "By",
      hideOn: "phone",
      render: ({ by, at }) => <TimeBy at={at} by={by} />,
    },
  ];
  if (mayCorrect) {
    columns.push({
      id: "back",
      title: "Take back",
      hideTitle: true,
      width: "130px",
      render: (line) => (
        <DialogButton
          size="small"
          aria-label={`Take back: ${line.where}, ${line.what}`}
          onClick={() => setLeaving(line)}
        >
          Take back
        </DialogButton>
      ),
    });
  }
  return (
    <>
      <DataTable
        label="Corrections"
        columns={columns}
        rows={lines.slice(0, DRAWN)}
        rowKey={({ where, what }) => `${where} ${what}`}
      />
      {lines.length > DRAWN && (
        <Text className={styles.soft}>
          The first {count(DRAWN)} of {counted(lines.length, "correction")}.
        </Text>
      )}
      {leaving && (
        <ConfirmDialog
          title="Take this correction back?"
          confirm="Take back"
          onConfirm={() => sendCorrections(upload.id, leaving.back, upload.plan?.id)}
          onDone={() => notify("The correction is taken back. The rows are being checked again.")}
          onClose={() => setLeaving(null)}
        >
          {leaving.where}: <bdi>{leaving.what}</bdi>. It will be read again as the file has it.
        </ConfirmDialog>
      )}
    </>
  );
}
