import { ApiProblem } from "~/api/problem";
import type { Drafts } from "./drafts";

/** The error with the lines of the file in place of positions in the request: `rows[3]` is the row of a line. */
export function rowErrors(error: unknown, sent: Drafts | undefined): unknown {
  if (!(error instanceof ApiProblem) || !sent) return error;
  const lines = [...sent.values()].map(({ line }) => line);
  return error.withFields(
    error.fields.map((problem) => ({
      ...problem,
      field: problem.field.replace(/^rows\[(\d+)\]/, (whole, index) => {
        const line = lines[Number(index)];
        return line === undefined ? whole : `Line ${line}`;
      }),
    })),
  );
}
