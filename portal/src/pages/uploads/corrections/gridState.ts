// Where one is in the grid, and how the keys move: as in spreadsheets, and as the ARIA grid pattern says
// (https://www.w3.org/WAI/ARIA/apg/patterns/grid/).

export interface Cell {
  row: number;
  column: number;
}

export interface GridState {
  active: Cell;
  /** The other corner of what is selected; the active cell itself where nothing else is. */
  anchor: Cell;
  /** The text that the editor begins with; null while nothing is edited. */
  editing: string | null;
}

export interface GridSize {
  rows: number;
  columns: number;
}

export const AT_START: GridState = { active: { row: 0, column: 0 }, anchor: { row: 0, column: 0 }, editing: null };

// How many rows Page Up and Page Down go.
const PAGE = 15;

export function isSame(one: Cell, other: Cell): boolean {
  return one.row === other.row && one.column === other.column;
}

/** The cell as far as the grid goes. */
export function within({ row, column }: Cell, { rows, columns }: GridSize): Cell {
  const bound = (value: number, size: number) => Math.max(0, Math.min(value, size - 1));
  return { row: bound(row, rows), column: bound(column, columns) };
}

/** At a cell, with the selection up to it where it is extended. */
export function moveTo(state: GridState, cell: Cell, extend = false): GridState {
  return { active: cell, anchor: extend ? state.anchor : cell, editing: null };
}

/** Where a key leads; null for keys that do not move. */
export function targetOf(key: string, isControl: boolean, { row, column }: Cell, size: GridSize): Cell | null {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const targets: Record<string, Cell> = {
    ArrowUp: { row: isControl ? 0 : row - 1, column },
    ArrowDown: { row: isControl ? last.row : row + 1, column },
    ArrowLeft: { row, column: isControl ? 0 : column - 1 },
    ArrowRight: { row, column: isControl ? last.column : column + 1 },
    Home: { row: isControl ? 0 : row, column: 0 },
    End: { row: isControl ? last.row : row, column: last.column },
    PageUp: { row: row - PAGE, column },
    PageDown: { row: row + PAGE, column },
  };
  const target = targets[key];
  return target ? within(target, size) : null;
}

/** The next cell behind this one, also in the next row; the same one at the end. */
export function nextCell({ row, column }: Cell, step: 1 | -1, size: GridSize): Cell {
  const at = row * size.columns + column + step;
  const bounded = Math.max(0, Math.min(at, size.rows * size.columns - 1));
  return { row: Math.floor(bounded / size.columns), column: bounded % size.columns };
}

export interface Range {
  from: Cell;
  to: Cell;
}

/** What is selected, from the upper left to the lower right cell. */
export function selectionOf({ active, anchor }: GridState): Range {
  return {
    from: { row: Math.min(active.row, anchor.row), column: Math.min(active.column, anchor.column) },
    to: { row: Math.max(active.row, anchor.row), column: Math.max(active.column, anchor.column) },
  };
}

export interface Fill {
  cells: { row: number; column: number; value: string }[];
  /** How many rows of what was pasted find no place. */
  rowsLeftOut: number;
}

/**
 * What pasted rows put into which cells: a rectangle from the selection's upper left cell. One cell fills all of a
 * selection, as in spreadsheets. `size` are the cells that can be written.
 */
export function fill(pasted: readonly (readonly string[])[], selection: Range, size: GridSize): Fill {
  const { from, to } = selection;
  const single = pasted.length === 1 && pasted[0]?.length === 1 ? (pasted[0][0] ?? "") : null;
  const cells: Fill["cells"] = [];
  const put = (row: number, column: number, value: string) => {
    if (row < size.rows && column < size.columns) cells.push({ row, column, value });
  };
  if (single !== null) {
    for (let row = from.row; row <= to.row; row += 1)
      for (let column = from.column; column <= to.column; column += 1) put(row, column, single);
    return { cells, rowsLeftOut: 0 };
  }
  pasted.forEach((values, row) => values.forEach((value, column) => put(from.row + row, from.column + column, value)));
  return { cells, rowsLeftOut: Math.max(0, from.row + pasted.length - size.rows) };
}
