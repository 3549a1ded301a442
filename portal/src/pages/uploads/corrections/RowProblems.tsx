import type { RejectedRow } from "~/api/models";
import type { RowDraft } from "./drafts";
import type { GridStyles } from "./gridStyles";

interface RowProblemsProps {
  row: RejectedRow;
  draft: RowDraft | undefined;
  /** What may be wrong with what was typed. */
  hints: readonly string[];
  styles: GridStyles;
}

/** Why the row is rejected, with what it probably means; once it is changed, what is known of the change. */
export function RowProblems({ row, draft, hints, styles }: RowProblemsProps) {
  if (draft?.skip) return <span>It will be left out.</span>;
  return (
    <>
      {draft && <strong className={hints.length ? styles.hint : undefined}>{hints.join(" ") || "Changed."}</strong>}
      {row.problems.map(({ message, suggestion }, index) => (
        <span key={index} className={draft ? styles.soft : undefined}>
          <bdi>{message}</bdi>
          {suggestion && !draft && (
            <>
              {" "}
              {/* Enter in the cell does the same, so the keyboard needs no stop here. */}
              <button type="button" tabIndex={-1} data-suggestion={index} className={styles.use}>
                Use <bdi>{suggestion.value}</bdi>
              </button>
            </>
          )}
        </span>
      ))}
    </>
  );
}
