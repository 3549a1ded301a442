// What is said of an upload on several pages.

import type { Upload, UploadState } from "~/api/models";

export const STATE_LABELS: Record<UploadState, string> = {
  awaitingFiles: "Waiting for files",
  validating: "Checking",
  awaitingReview: "Waiting for your review",
  applying: "Applying",
  completed: "Completed",
  completedWithErrors: "Completed with errors",
  failed: "Failed",
  cancelled: "Cancelled",
  undone: "Undone",
};

const ENDED: readonly UploadState[] = ["completed", "completedWithErrors", "failed", "cancelled", "undone"];

export function hasEnded(upload: Upload): boolean {
  return ENDED.includes(upload.state);
}

/** What may be done to an upload now; the rules of shared/services/uploads/control_upload.py, so that only these are offered. */
export function offers(upload: Upload): { apply: boolean; cancel: boolean; rerun: boolean; undo: boolean } {
  const hasUserFile = upload.files.some((file) => file.kind === "user-group-mapping");
  return {
    apply: upload.state === "awaitingReview",
    cancel: !hasEnded(upload),
    rerun: ["failed", "cancelled", "undone"].includes(upload.state) && hasUserFile,
    undo: hasEnded(upload) && upload.state !== "undone" && upload.progress.chunksTotal > 0,
  };
}

/** How far it is, from 0 to 1; undefined while nobody can say. */
export function shareDone(upload: Upload): number | undefined {
  const { chunksTotal, chunksDone, entriesDone } = upload.progress;
  if (upload.state !== "applying" || !chunksTotal) return undefined;
  if (upload.counts.entries) return Math.min(1, entriesDone / upload.counts.entries);
  return chunksDone / chunksTotal;
}

/** The name one knows it by: what was dropped into storage has one, an upload from here only an id. */
export function uploadName(upload: Upload): string {
  return upload.name === upload.id ? "Upload" : upload.name;
}

export function fileNames(upload: Upload): string[] {
  return upload.files.map((file) => file.blobName.slice(file.blobName.lastIndexOf("/") + 1));
}
