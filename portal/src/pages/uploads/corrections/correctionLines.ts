// Corrections as lines to read, each with the request that takes it back.

import type { Corrections, NewCorrections } from "~/api/models";
import { causeSentence } from "./causeWords";
import { KIND_LABELS } from "./rowsFilter";

export interface CorrectionLine {
  /** The rows that it is of. */
  where: string;
  what: string;
  by: string;
  at: string;
  back: NewCorrections;
}

/** Rules first, because each is of many rows. */
export function linesOf({ rows, rules }: Corrections): CorrectionLine[] {
  return [
    ...rules.map((rule) => ({
      where: `All rows with: ${causeSentence(rule.code)}`,
      what: ruleWords(rule),
      by: rule.by,
      at: rule.at,
      back: { rules: [{ code: rule.code, set: {} }] },
    })),
    ...rows.map(({ kind, line, cells, skip, by, at }) => ({
      where: `${KIND_LABELS[kind]}, line ${line}`,
      what: skip ? "Skipped" : cellWords(cells),
      by,
      at,
      back: { rows: [{ kind, line, cells: {} }] },
    })),
  ];
}

function ruleWords({ set, accept, skip }: Corrections["rules"][number]): string {
  if (skip) return "Skipped";
  return accept ? "Suggestions accepted" : cellWords(set ?? {});
}

function cellWords(cells: Record<string, string>): string {
  return Object.entries(cells)
    .map(([column, value]) => `${column}: ${value || "blank"}`)
    .join(", ");
}
