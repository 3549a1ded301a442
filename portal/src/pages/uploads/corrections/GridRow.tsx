// One rejected row: its line, its cells, why it is rejected, and whether it is left out.

import { Badge, mergeClasses } from "@fluentui/react-components";
import { memo, type ReactNode } from "react";
import type { RejectedRow } from "~/api/models";
import { CellEditor, type Leave } from "./CellEditor";
import type { RowDraft } from "./drafts";
import type { GridStyles } from "./gridStyles";
import { RowProblems } from "./RowProblems";

interface GridRowProps {
  row: RejectedRow;
  index: number;
  draft: RowDraft | undefined;
  /** Those that can be edited. */
  columns: readonly string[];
  /** The column of the active cell when it is in this row. */
  active: number | null;
  /** The first and the last selected column of this row, -1 for none. */
  first: number;
  last: number;
  /** What the editor begins with, when the active cell is edited. */
  editing: string | null;
  isReadOnly: boolean;
  styles: GridStyles;
  hintOf: (row: RejectedRow, draft: RowDraft | undefined, column: string, text: string) => string | null;
  onWrite: (row: RejectedRow, column: string, text: string) => void;
  onLeave: (leave: Leave) => void;
  onSkip: (row: RejectedRow, skip: boolean) => void;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, index, draft, columns, styles, active, first, last, editing, hintOf } = props;
  const place = row.sheet ? `${row.sheet}, row ${row.line}` : String(row.line);
  const problemColumn = columns.length;
  const cell = (column: number, classes: string | false | undefined, children: ReactNode) => (
    <GridCell key={column} {...{ index, column, active, first, last, styles, classes }}>
      {children}
    </GridCell>
  );
  const hints = columns.flatMap((column) => {
    const typed = draft?.cells[column];
    return typed === undefined ? [] : [hintOf(row, draft, column, typed)].filter((hint) => hint !== null);
  });
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.row}>
      <div role="rowheader" aria-colindex={1} className={mergeClasses(styles.cell, styles.place)}>
        <bdi>{place}</bdi>
      </div>
      {columns.map((column, at) => {
        const typed = draft?.cells[column];
        const value = typed ?? row.cells[column] ?? "";
        const isEdited = active === at && editing !== null;
        return cell(
          at,
          mergeClasses(
            typed !== undefined && styles.changed,
            draft?.skip && styles.struck,
            row.problems.some((problem) => problem.column === column) && typed === undefined && styles.wrong,
          ),
          isEdited ? (
            <CellEditor
              label={`${column}, line ${place}`}
              initial={editing}
              current={value}
              hintOf={(text) => hintOf(row, draft, column, text)}
              onWrite={(text) => text !== value && props.onWrite(row, column, text)}
              onLeave={props.onLeave}
            />
          ) : (
            <>
              <bdi>{value}</bdi>
              {typed !== undefined && <span className="visually-hidden"> (changed)</span>}
            </>
          ),
        );
      })}
      {cell(problemColumn, styles.problem, <RowProblems row={row} draft={draft} hints={hints} styles={styles} />)}
      {cell(
        problemColumn + 1,
        styles.skip,
        <>
          <input
            type="checkbox"
            tabIndex={active === problemColumn + 1 ? 0 : -1}
            aria-label={`Skip line ${place}`}
            checked={draft?.skip ?? false}
            disabled={props.isReadOnly}
            onChange={(event) => props.onSkip(row, event.target.checked)}
          />
          {draft?.skip && <Badge appearance="tint">Skipped</Badge>}
        </>,
      )}
    </div>
  );
});

interface GridCellProps {
  index: number;
  column: number;
  active: number | null;
  first: number;
  last: number;
  styles: GridStyles;
  classes: string | false | undefined;
  children: ReactNode;
}

/** A cell of the roving tabindex: the active one takes the focus, or what is in it does. */
function GridCell({ index, column, active, first, last, styles, classes, children }: GridCellProps) {
  const isSelected = column >= first && column <= last;
  const isActive = active === column;
  return (
    <div
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={isSelected}
      data-cell={`${index}:${column}`}
      tabIndex={isActive ? 0 : -1}
      className={mergeClasses(styles.cell, classes, isSelected && styles.selected, isActive && styles.active)}
    >
      {children}
    </div>
  );
}
