// The columns of the two files of an upload, and what a column is by its cells alone.

export const USER_COLUMNS = ["Group Name", "Phone Number", "User Type", "Region"] as const;
export const PARENT_COLUMNS = ["Parent Group Name", "Child Group Name"] as const;
export const COLUMNS = [...USER_COLUMNS, ...PARENT_COLUMNS] as const;
export type ColumnTitle = (typeof COLUMNS)[number];

/** What a column may be left as. */
export const IGNORED = "";

const NUMBER = /\d[\d\s().\-/]{5,}\d/;
const ROLE = /^(?:admin|member)$/i;
const REGION = /^[A-Z]{2}$/;

/** Whether a cell could hold a phone number. */
export function looksLikeNumber(cell: string): boolean {
  return NUMBER.test(cell);
}

/** Whether the row could be titles: some text, and no phone number among it. */
export function couldBeTitles(row: readonly string[]): boolean {
  return row.some((cell) => cell.trim()) && !row.some(looksLikeNumber);
}

/** The best guess for each column of rows without titles; no column twice. */
export function guessColumns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, index) => rows.map((row) => row[index]?.trim() ?? ""));
  const guesses = columns.map((cells) => kindOf(cells.filter(Boolean)));
  const once: string[] = guesses.map((guess, index) => (guess && guesses.indexOf(guess) === index ? guess : IGNORED));
  const names = columns.flatMap((cells, index) => (!guesses[index] && cells.some(Boolean) ? [index] : []));
  // Where there are no numbers, two columns of names are groups and their sub-groups.
  const titles = guesses.includes("Phone Number") ? ["Group Name"] : PARENT_COLUMNS;
  names.slice(0, titles.length).forEach((column, index) => (once[column] = titles[index] ?? IGNORED));
  return once;
}

function kindOf(cells: readonly string[]): ColumnTitle | null {
  const most = (pattern: RegExp) => cells.filter((cell) => pattern.test(cell)).length * 2 > cells.length;
  if (most(NUMBER)) return "Phone Number";
  if (most(ROLE)) return "User Type";
  return most(REGION) ? "Region" : null;
}

// A user mapping needs them; without a user type, roles stay as they are.
const NEEDED: readonly ColumnTitle[] = ["Group Name", "Phone Number"];

/** What is wrong with the choice, as a sentence; null when it makes a file. `chosen` has a title or IGNORED a column. */
export function choiceError(chosen: readonly string[]): string | null {
  const twice = COLUMNS.find((title) => chosen.filter((other) => other === title).length > 1);
  if (twice) return `Two columns are chosen as ${twice}. Choose one of them.`;
  const isParent = PARENT_COLUMNS.some((title) => chosen.includes(title));
  const isUser = USER_COLUMNS.some((title) => chosen.includes(title));
  if (isParent && isUser) return "Choose the columns of users, or those of parent and child groups, not both.";
  const missing = (isParent ? PARENT_COLUMNS : NEEDED).filter((title) => !chosen.includes(title));
  return missing.length ? `Still missing: ${missing.join(", ")}.` : null;
}
