// What was typed into rejected rows and is not sent yet. Values, and functions that make the next value.

import type { FileKind, NewCorrections, RejectedRow } from "~/api/models";

export interface RowDraft {
  kind: FileKind;
  line: number;
  /** The cells that differ from the row as it was read, by column. */
  cells: Readonly<Record<string, string>>;
  /** Leave the whole row out. */
  skip: boolean;
}

export type Drafts = ReadonlyMap<string, RowDraft>;

export const NO_DRAFTS: Drafts = new Map();

/** Where a row is known by: its file and the line in it. */
export function rowKey({ kind, line }: { kind: string; line: number }): string {
  return `${kind}:${line}`;
}

export interface CellChange {
  row: RejectedRow;
  column: string;
  value: string;
}

/** With these cells; a cell that is again as it was read is no change. */
export function withCells(drafts: Drafts, changes: readonly CellChange[]): Drafts {
  const next = new Map(drafts);
  for (const { row, column, value } of changes) {
    const key = rowKey(row);
    const cells = new Map(Object.entries(next.get(key)?.cells ?? {}));
    if (value === (row.cells[column] ?? "")) cells.delete(column);
    else cells.set(column, value);
    put(next, key, { ...draftOf(row), cells: Object.fromEntries(cells), skip: false });
  }
  return next;
}

/** With the row left out, or taken in again. */
export function withSkip(drafts: Drafts, row: RejectedRow, skip: boolean): Drafts {
  const next = new Map(drafts);
  const key = rowKey(row);
  put(next, key, { ...draftOf(row), cells: next.get(key)?.cells ?? {}, skip });
  return next;
}

/** Without what was sent; what has been typed since stays. */
export function withoutSent(drafts: Drafts, sent: Drafts): Drafts {
  return new Map([...drafts].filter(([key, draft]) => sent.get(key) !== draft));
}

/** The request that corrects all of them. */
export function correctionsOf(drafts: Drafts): NewCorrections {
  return {
    rows: [...drafts.values()].map(({ kind, line, cells, skip }) =>
      skip ? { kind, line, skip } : { kind, line, cells: { ...cells } },
    ),
  };
}

function draftOf(row: RejectedRow): RowDraft {
  return { kind: row.kind, line: row.line, cells: {}, skip: false };
}

function put(drafts: Map<string, RowDraft>, key: string, draft: RowDraft): void {
  if (draft.skip || Object.keys(draft.cells).length > 0) drafts.set(key, draft);
  else drafts.delete(key);
}
