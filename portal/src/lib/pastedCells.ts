// Cells as spreadsheets put them on the clipboard: text with a tab between cells and a line break between rows. A cell
// that holds one of these stands in quotation marks, and a quotation mark inside it is then doubled.

/** The rows of pasted text. The line break behind the last row begins no further one. */
export function parsePasted(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const { cell, end } = readCell(text, at);
    rows.at(-1)?.push(cell);
    at = end;
    if (at >= text.length) break;
    if (text[at] === "\t") {
      at += 1;
      if (at === text.length) rows.at(-1)?.push("");
      continue;
    }
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    if (at < text.length) rows.push([]);
  }
  return rows[0]?.length ? rows.map((row) => (row.length ? row : [""])) : [];
}

/** Rows as parsePasted reads them. */
export function toPasted(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

/** Rows as a CSV file (RFC 4180), every cell in quotation marks. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n") + "\r\n";
}

const QUOTED = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
const NEEDS_MARKS = /[\t\r\n]/;
const PLAIN = /[^\t\r\n]*/y;

function readCell(text: string, at: number): { cell: string; end: number } {
  // "A" is written as it is: marks stand only around what needs them, and the last one ends the cell.
  QUOTED.lastIndex = at;
  const inMarks = QUOTED.exec(text)?.[1];
  if (inMarks !== undefined && NEEDS_MARKS.test(inMarks)) {
    return { cell: inMarks.replaceAll('""', '"'), end: QUOTED.lastIndex };
  }
  PLAIN.lastIndex = at;
  return { cell: PLAIN.exec(text)?.[0] ?? "", end: PLAIN.lastIndex };
}

function quoted(cell: string): string {
  return NEEDS_MARKS.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
