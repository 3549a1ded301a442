// The columns of the grid: what can be edited, and the two beside it.

import type { FileKind } from "~/api/models";
import { PARENT_COLUMNS, USER_COLUMNS } from "~/lib/titles";

export function editableColumns(kind: FileKind): readonly string[] {
  return kind === "parent-group-mapping" ? PARENT_COLUMNS : USER_COLUMNS;
}

/** Behind those that can be edited: why the row is rejected, and whether to leave it out. */
export const FURTHER_COLUMNS = ["Problem", "Skip"] as const;
