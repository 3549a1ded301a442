// Cells of the grid to and from the clipboard, by the events that Ctrl+C and Ctrl+V raise (Clipboard API and events):
// they need no permission, which reading by navigator.clipboard would.

import type { ClipboardEvent } from "react";
import { parsePasted, toPasted } from "~/lib/pastedCells";
import { fill, selectionOf, type Cell, type Fill, type GridSize, type GridState } from "./gridState";

interface ClipboardOptions {
  state: GridState;
  /** The cells that can be written. */
  size: GridSize;
  valueAt: (cell: Cell) => string;
  write: (cells: Fill["cells"]) => void;
}

export function gridClipboard({ state, size, valueAt, write }: ClipboardOptions) {
  return {
    copy(event: ClipboardEvent) {
      if (state.editing !== null) return;
      const { from, to } = selectionOf(state);
      const rows: string[][] = [];
      for (let row = from.row; row <= to.row; row += 1) {
        const cells: string[] = [];
        for (let column = from.column; column <= to.column; column += 1) cells.push(valueAt({ row, column }));
        rows.push(cells);
      }
      event.clipboardData.setData("text/plain", toPasted(rows));
      event.preventDefault();
    },
    /** Answers how many rows found no place. */
    paste(event: ClipboardEvent): number {
      if (state.editing !== null) return 0;
      event.preventDefault();
      const filled = fill(parsePasted(event.clipboardData.getData("text/plain")), selectionOf(state), size);
      write(filled.cells);
      return filled.rowsLeftOut;
    },
  };
}
