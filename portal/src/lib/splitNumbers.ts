// One field may hold many numbers, separated as in a cell of an upload (split_cell in shared/domain/phone.py).

const GROUPED = /^\+?\d{1,3}(?:,\d{3}){2,4}(?:\.\d+)?$/;
// Comma, semicolon and line break, in the scripts that have their own; not the comma in 9,19812E+11.
const SEPARATOR = /[;\r\n\u2028\u2029，、﹐､،；؛﹔]|,(?!(?<=(?:^|\D)\d,)\d+\s*[eE]\s*[+-]?\d)/u;

/** The numbers in what was typed, trimmed, without empty ones; one with thousands separators stays in one piece. */
export function splitNumbers(text: string): string[] {
  if (GROUPED.test(text.trim())) return [text.trim()];
  return text
    .split(SEPARATOR)
    .map((piece) => piece.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, ""))
    .filter(Boolean);
}
