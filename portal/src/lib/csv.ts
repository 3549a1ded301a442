// CSV as spreadsheets write it (RFC 4180), with comma, semicolon or tab between the cells.

/** The rows of a file, without blank ones. */
export function parseCsv(text: string): string[][] {
  const content = text.replace(/^\ufeff/, "");
  const separator = separatorOf(content);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;

  const endCell = () => {
    row.push(cell.trim());
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };

  for (let at = 0; at < content.length; at += 1) {
    const character = content[at] ?? "";
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (content[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell.trim() === "") {
      isQuoted = true;
      cell = "";
    } else if (character === separator) endCell();
    else if (character === "\n" || character === "\r") endRow();
    else cell += character;
  }
  endRow();
  return rows;
}

/** The most frequent of the three in the first line that is no instruction. */
function separatorOf(content: string): string {
  const line = content.split(/[\r\n]+/).find((candidate) => candidate.trim() && !candidate.startsWith("#")) ?? "";
  const frequency = (separator: string) => line.split(separator).length;
  return [",", ";", "\t"].reduce((best, next) => (frequency(next) > frequency(best) ? next : best));
}
