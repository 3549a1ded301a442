// Which rejected rows are shown.

import type { FileKind, Upload } from "~/api/models";

export interface RowsFilter {
  kind: FileKind;
  /** A code of problems, empty for every one. */
  code: string;
}

export const KIND_LABELS: Record<FileKind, string> = {
  "user-group-mapping": "Users of groups",
  "parent-group-mapping": "Parent and child groups",
};

/** The files of which rows are rejected, with the one that is shown. */
export function kindsOf(upload: Upload, shown: FileKind): FileKind[] {
  const kinds = Object.keys(KIND_LABELS) as FileKind[];
  return kinds.filter((kind) => kind === shown || upload.causes.some((cause) => cause.kind === kind));
}
