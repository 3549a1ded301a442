import type { RejectedRow } from "~/api/models";
import type { CellChange } from "./drafts";

/**
 * The row with a suggestion taken: that of one problem, or of all. A cell may hold several numbers, of which only the
 * rejected one is replaced.
 */
export function withSuggestions(row: RejectedRow, only?: number): CellChange[] {
  const cells: Record<string, string> = {};
  row.problems.forEach(({ suggestion, value }, index) => {
    if (!suggestion || (only !== undefined && only !== index)) return;
    const { column } = suggestion;
    const before = cells[column] ?? row.cells[column] ?? "";
    cells[column] = value && before.includes(value) ? before.replace(value, () => suggestion.value) : suggestion.value;
  });
  return Object.entries(cells).map(([column, value]) => ({ row, column, value }));
}
