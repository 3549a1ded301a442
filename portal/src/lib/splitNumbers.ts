// One field may hold many numbers, separated as in a cell of an upload (shared/domain/phone/cells.py).

/** Digits grouped by commas: three pieces or more, the first too short to be a number of its own. */
export const GROUPED = /^[\s']*\+?\d{1,3}(?:,\d{2,5}){2,6}(?:\.0+)?\s*$/;
// Semicolon (but not that of ;ext=5), line break, bar and :::, in the scripts that have their own.
const SURE_SEPARATOR = /[\r\n\u2028\u2029；؛﹔|｜]|;(?!ext=)|:::/u;
// Not the comma in 9,19812E+11.
const COMMA = /[，、﹐､،]|,(?!(?<=(?:^|\D)\d,)\d+\s*[eE]\s*[+-]?\d)/u;

// ="+919812345678" makes a spreadsheet keep a cell as text.
const TEXT_FORMULA = /^\s*="(.*)"\s*$/s;

/** The numbers in what was typed, trimmed, without empty ones; one whose digits commas group stays in one piece. */
export function splitNumbers(text: string): string[] {
  return text
    .replace(TEXT_FORMULA, "$1")
    .split(SURE_SEPARATOR)
    .flatMap((part) => (GROUPED.test(part) ? [part] : part.split(COMMA)))
    .map((piece) => piece.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, ""))
    .filter(Boolean);
}
