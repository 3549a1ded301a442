// From pasted cells to a file of an upload.

import { toCsv } from "~/lib/pastedCells";
import { choiceError, guessColumns, IGNORED } from "~/lib/titles";

// Enough rows to see what a column holds.
const GUESSED_BY = 100;

/** Without rows that are blank. */
export function dataRows(rows: string[][]): string[][] {
  return rows.filter((row) => row.some((cell) => cell.trim()));
}

export function guessOf(rows: readonly string[][]): string[] {
  const width = Math.max(0, ...rows.slice(0, GUESSED_BY).map((row) => row.length));
  const guesses = guessColumns(rows.slice(0, GUESSED_BY));
  return Array.from({ length: width }, (_, index) => guesses[index] ?? IGNORED);
}

/** Why the rows cannot be sent yet; null when they can. Titles that somebody pasted are the service's to judge. */
export function pastedError(rows: readonly string[][], hasTitles: boolean, chosen: readonly string[]): string | null {
  if (hasTitles) return rows.length > 1 ? null : "Below the titles there are no rows.";
  return choiceError(chosen);
}

/** The rows as CSV; `chosen` has the title of each column, and is null where the first row holds them. */
export function pastedFile(rows: readonly string[][], chosen: readonly string[] | null): File {
  const cells = chosen === null ? rows : withTitles(rows, chosen);
  return new File([toCsv(cells)], "pasted-rows.csv", { type: "text/csv" });
}

function withTitles(rows: readonly string[][], chosen: readonly string[]): string[][] {
  const kept = chosen.flatMap((title, index) => (title === IGNORED ? [] : [index]));
  const titles = kept.map((index) => chosen[index] ?? IGNORED);
  // The header of a user mapping has a User Type.
  const added = titles.includes("Group Name") && !titles.includes("User Type") ? ["User Type"] : [];
  const cellsOf = (row: readonly string[]) => [...kept.map((index) => row[index] ?? ""), ...added.map(() => "")];
  return [[...titles, ...added], ...rows.map(cellsOf)];
}
