// The rejected rows of an upload that waits for review: why they are rejected, and how they are corrected.

import { Button, makeStyles, Subtitle1, Text, tokens } from "@fluentui/react-components";
import { lazy, Suspense, useState } from "react";
import type { FileKind, Upload } from "~/api/models";
import { readingOf } from "~/api/uploads";
import { Loading } from "~/components/Loading";
import { Causes } from "./Causes";
import { CorrectionsMade } from "./CorrectionsMade";
import { useDrafts } from "./draftStore";
import type { RowsFilter } from "./rowsFilter";

const RejectedRows = lazy(() => import("./RejectedRows"));

const useStyles = makeStyles({
  section: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalL },
  open: { justifySelf: "start" },
});

export function CorrectionsSection({ upload }: { upload: Upload }) {
  const styles = useStyles();
  const handle = useDrafts(upload.id, readingOf(upload));
  const { causes } = upload;
  const mayCorrect = upload.allowedActions.includes("correct") && causes.length > 0;
  const [shown, show] = useState<RowsFilter | null>(null);
  const [typed] = handle.drafts.values();
  // What was typed must be seen, also when somebody comes back to this page.
  const filter = shown ?? (typed ? { kind: typed.kind, code: "" } : null);
  const isGridShown = filter !== null && (mayCorrect || handle.drafts.size > 0 || upload.state === "validating");
  if (!mayCorrect && !isGridShown && !upload.corrections) return null;
  return (
    <section className={styles.section} aria-labelledby="corrections">
      <Subtitle1 as="h2" id="corrections" style={{ margin: 0 }}>
        Rejected rows
      </Subtitle1>
      {mayCorrect && (
        <>
          <Text>
            Correct them here, for all rows of a cause or one by one. The file stays as it is; the rows are checked
            again and the plan is made anew.
          </Text>
          <Causes upload={upload} causes={causes} onShow={({ kind, code }) => show({ kind: kind as FileKind, code })} />
        </>
      )}
      {isGridShown ? (
        <Suspense fallback={<Loading label="Loading the rejected rows" />}>
          <RejectedRows upload={upload} handle={handle} filter={filter} onFilter={show} />
        </Suspense>
      ) : (
        mayCorrect && (
          <Button
            className={styles.open}
            onClick={() => show({ kind: (causes[0]?.kind ?? "user-group-mapping") as FileKind, code: "" })}
          >
            Correct rows one by one
          </Button>
        )
      )}
      {upload.corrections && <CorrectionsMade upload={upload} />}
    </section>
  );
}
