// Phone numbers as they come when cells of a spreadsheet are pasted into a field for numbers.

import { parsePasted } from "./pastedCells";
import { guessColumns } from "./titles";

const DIGIT = /\p{Nd}/u;

/** The text without what is no number: a title above the numbers, and the columns beside theirs. */
export function pastedNumbers(text: string): string {
  const [first = "", ...others] = (text.includes("\t") ? numberColumn(text) : text).split(/\r\n|\n|\r/);
  const isTitle = !DIGIT.test(first) && others.some((line) => DIGIT.test(line));
  return (isTitle ? others : [first, ...others]).join("\n");
}

function numberColumn(text: string): string {
  const rows = parsePasted(text);
  const column = guessColumns(rows).indexOf("Phone Number");
  return column < 0 ? text : rows.map((row) => row[column] ?? "").join("\n");
}
