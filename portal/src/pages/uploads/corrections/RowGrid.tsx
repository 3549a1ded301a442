// A grid of rejected rows that is edited by keyboard like a spreadsheet: ARIA's grid pattern with a roving tabindex.

import { mergeClasses } from "@fluentui/react-components";
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { FileKind, RejectedRow } from "~/api/models";
import type { Leave } from "./CellEditor";
import { rowKey, withCells, withSkip, type RowDraft } from "./drafts";
import type { DraftHandle } from "./draftStore";
import { editableColumns, FURTHER_COLUMNS } from "./gridColumns";
import { GridRow } from "./GridRow";
import {
  AT_START,
  isSame,
  moveTo,
  nextCell,
  selectionOf,
  targetOf,
  within,
  type Cell,
  type GridSize,
  type GridState,
} from "./gridState";
import { useGridStyles } from "./gridStyles";
import { withSuggestions } from "./suggestions";
import { gridClipboard } from "./gridClipboard";

const LINE_WIDTH = "88px";

interface RowGridProps {
  label: string;
  kind: FileKind;
  rows: readonly RejectedRow[];
  handle: DraftHandle;
  isReadOnly: boolean;
  hintOf: (row: RejectedRow, draft: RowDraft | undefined, column: string, text: string) => string | null;
  /** Says what a paste could not place. */
  onNotice: (sentence: string) => void;
}

export function RowGrid({ label, kind, rows, handle, isReadOnly, hintOf, onNotice }: RowGridProps) {
  const styles = useGridStyles();
  const helpId = useId();
  const box = useRef<HTMLDivElement>(null);
  // The focus follows the active cell only where somebody works in the grid.
  const isWorking = useRef(false);
  const [place, setPlace] = useState<GridState>(AT_START);
  const columns = editableColumns(kind);
  const size = { rows: rows.length, columns: columns.length + FURTHER_COLUMNS.length };
  const state = { ...place, active: within(place.active, size), anchor: within(place.anchor, size) };
  const { active, editing } = state;
  const { drafts, change } = handle;
  const isEditable = (cell: Cell) => !isReadOnly && cell.column < columns.length;
  const valueAt = (cell: Cell): string => {
    const row = rows[cell.row];
    const column = columns[cell.column];
    return (row && column && (drafts.get(rowKey(row))?.cells[column] ?? row.cells[column])) || "";
  };

  useEffect(() => {
    if (!isWorking.current || editing !== null) return;
    const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${active.row}:${active.column}"]`);
    const control = cell?.querySelector<HTMLElement>("input");
    (control ?? cell)?.focus();
  }, [active.row, active.column, editing]);

  const go = (cell: Cell, extend = false) => setPlace(moveTo(state, cell, extend));
  const edit = (text: string) => {
    if (isEditable(active)) setPlace({ ...moveTo(state, active), editing: text });
  };
  const write = (cells: { row: number; column: number; value: string }[]) =>
    change((current) =>
      withCells(
        current,
        cells.flatMap(({ row: at, column: name, value }) => {
          const row = rows[at];
          const column = columns[name];
          return row && column ? [{ row, column, value }] : [];
        }),
      ),
    );
  const takeSuggestions = (row: RejectedRow | undefined, only?: number) => {
    if (row && !isReadOnly) change((current) => withCells(current, withSuggestions(row, only)));
  };
  const clear = () => {
    if (isReadOnly) return;
    const { from, to } = selectionOf(state);
    const cells: Parameters<typeof write>[0] = [];
    for (let row = from.row; row <= to.row; row += 1)
      for (let column = from.column; column <= to.column && column < columns.length; column += 1)
        cells.push({ row, column, value: "" });
    write(cells);
  };
  const clipboard = gridClipboard({ state, size: { rows: rows.length, columns: columns.length }, valueAt, write });

  // Rows that did not change must not be drawn again at every key, so what they are given stays the same function.
  const writeCell = useLatest((row: RejectedRow, column: string, value: string) =>
    change((current) => withCells(current, [{ row, column, value }])),
  );
  const leave = useLatest((how: Leave) => {
    if (how === "out") {
      // Somebody has clicked elsewhere, also into another cell, which is then the active one.
      setPlace((current) => ({ ...current, editing: null }));
      if (!box.current?.contains(document.activeElement)) isWorking.current = false;
      return;
    }
    // At the last stop of the page tabster has moved the focus away before Tab comes here.
    isWorking.current = true;
    go(leftFor(how, active, size));
  });
  const skip = useLatest((row: RejectedRow, isSkipped: boolean) =>
    change((current) => withSkip(current, row, isSkipped)),
  );
  const hint = useLatest(hintOf);

  const keyDown = (event: KeyboardEvent) => {
    const isControl = event.ctrlKey || event.metaKey;
    const target = targetOf(event.key, isControl, active, size);
    const isProblem = active.column === columns.length;
    if (target) go(target, event.shiftKey);
    else if (event.key === "Enter" || event.key === "F2") {
      if (isProblem && event.key === "Enter") takeSuggestions(rows[active.row]);
      else if (isEditable(active)) edit(valueAt(active));
      else return;
    } else if (event.key === "Delete" || event.key === "Backspace") clear();
    else if (isControl && event.key.toLowerCase() === "z" && !isReadOnly) handle.undo();
    else if (event.key.length === 1 && !isControl && !event.altKey && isEditable(active)) edit(event.key);
    else return;
    event.preventDefault();
  };

  const mouseDown = (event: MouseEvent) => {
    const cell = cellOf(event.target);
    if (!cell || (event.target as Element).closest("input")) return;
    // The browser would select text from the cell before to this one.
    if (event.shiftKey) event.preventDefault();
    isWorking.current = true;
    if (
      isSame(cell, active) &&
      editing === null &&
      document.activeElement === (event.target as Element).closest("[data-cell]")
    ) {
      event.preventDefault();
      edit(valueAt(active));
    } else go(cell, event.shiftKey);
  };
  const click = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-suggestion]");
    const cell = button && cellOf(button);
    if (cell) takeSuggestions(rows[cell.row], Number(button.dataset["suggestion"]));
  };

  const { from, to } = selectionOf(state);
  const template = [LINE_WIDTH, ...columns.map(columnWidth), "minmax(220px, 2fr)", "84px"];
  return (
    <>
      <p id={helpId} className={styles.soft} style={{ margin: 0 }}>
        Arrow keys move, Enter or F2 edits, Escape gives an edit up, Delete empties. Copy and paste work with cells of a
        spreadsheet, and Ctrl+Z takes the last change back. Tab leaves the rows.
      </p>
      <div ref={box} className={styles.box}>
        <div
          role="grid"
          aria-label={label}
          aria-describedby={helpId}
          aria-rowcount={rows.length + 1}
          aria-colcount={size.columns + 1}
          aria-multiselectable
          aria-readonly={isReadOnly}
          tabIndex={-1}
          className={styles.grid}
          style={{ "--columns": template.join(" ") } as React.CSSProperties}
          onKeyDown={keyDown}
          onMouseDown={mouseDown}
          onClick={click}
          onFocus={(event) => {
            isWorking.current = true;
            // A finger or a screen reader focuses a cell without a key of ours.
            const cell = cellOf(event.target);
            if (cell && !isSame(cell, active)) go(cell);
          }}
          onBlur={(event) => {
            if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) isWorking.current = false;
          }}
          onCopy={(event) => clipboard.copy(event)}
          onCut={(event) => {
            clipboard.copy(event);
            if (event.defaultPrevented) clear();
          }}
          onPaste={(event) => {
            if (isReadOnly) return;
            const rowsLeftOut = clipboard.paste(event);
            if (rowsLeftOut > 0) onNotice(`${rowsLeftOut} pasted rows found no place on this page.`);
          }}
        >
          <div role="row" aria-rowindex={1} className={mergeClasses(styles.row, styles.head)}>
            {["Line", ...columns, ...FURTHER_COLUMNS].map((title, index) => (
              <div
                key={title}
                role="columnheader"
                aria-colindex={index + 1}
                className={mergeClasses(styles.cell, index === 0 && styles.place)}
              >
                {title}
              </div>
            ))}
          </div>
          {rows.map((row, index) => {
            const isActive = index === active.row;
            const isSelected = index >= from.row && index <= to.row;
            return (
              <GridRow
                key={rowKey(row)}
                row={row}
                index={index}
                draft={drafts.get(rowKey(row))}
                columns={columns}
                active={isActive ? active.column : null}
                first={isSelected ? from.column : -1}
                last={isSelected ? to.column : -1}
                editing={isActive ? editing : null}
                isReadOnly={isReadOnly}
                styles={styles}
                hintOf={hint}
                onWrite={writeCell}
                onLeave={leave}
                onSkip={skip}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

/** The cell that an edit is left for. */
function leftFor(how: Exclude<Leave, "out">, cell: Cell, size: GridSize): Cell {
  if (how === "next" || how === "previous") return nextCell(cell, how === "next" ? 1 : -1, size);
  const step = { down: 1, up: -1, stay: 0 }[how];
  return within({ ...cell, row: cell.row + step }, size);
}

function columnWidth(title: string): string {
  if (title === "User Type" || title === "Region") return "88px";
  return "minmax(140px, 1fr)";
}

function cellOf(target: EventTarget): Cell | null {
  const cell = (target as Element).closest<HTMLElement>("[data-cell]");
  const [row, column] = cell?.dataset["cell"]?.split(":").map(Number) ?? [];
  return row === undefined || column === undefined ? null : { row, column };
}

/** A function that stays the same and calls the latest one. */
function useLatest<Arguments extends unknown[], Result>(
  latest: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  const current = useRef(latest);
  useEffect(() => {
    current.current = latest;
  });
  return useCallback((...args: Arguments) => current.current(...args), []);
}
