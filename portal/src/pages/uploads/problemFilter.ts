// Filters over the problems of an upload.

import type { UploadProblem } from "~/api/models";

export const ANY = "";

export interface ProblemFilter {
  text: string;
  severity: string;
  code: string;
}

export const NO_FILTER: ProblemFilter = { text: "", severity: ANY, code: ANY };

export function isFiltering(filter: ProblemFilter): boolean {
  return filter.text.trim() !== "" || filter.severity !== ANY || filter.code !== ANY;
}

/** Those that match every part of the filter; a number also matches as the line itself. */
export function filterProblems(problems: readonly UploadProblem[], filter: ProblemFilter): UploadProblem[] {
  const text = filter.text.trim().toLowerCase();
  return problems.filter(
    (problem) =>
      (filter.severity === ANY || problem.severity === filter.severity) &&
      (filter.code === ANY || problem.code === filter.code) &&
      (text === "" || String(problem.line) === text || wordsOf(problem).includes(text)),
  );
}

/** The codes that occur, most frequent first. */
export function codesIn(problems: readonly UploadProblem[]): { code: string; occurrences: number }[] {
  const found = new Map<string, number>();
  for (const { code } of problems) found.set(code, (found.get(code) ?? 0) + 1);
  return [...found]
    .map(([code, occurrences]) => ({ code, occurrences }))
    .sort((a, b) => b.occurrences - a.occurrences || a.code.localeCompare(b.code));
}

function wordsOf(problem: UploadProblem): string {
  return `${problem.message} ${problem.column} ${problem.code} ${problem.sheet}`.toLowerCase();
}
