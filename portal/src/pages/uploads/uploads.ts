// What is said of an upload on several pages.

import type { Upload, UploadState } from "~/api/models";

const STATE_LABELS: Record<UploadState, string> = {
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

/** Undoing is applying backwards to the service, and another thing to who looks on. */
export function stateLabel({ state, undoing }: Pick<Upload, "state" | "undoing">): string {
  return undoing && state === "applying" ? "Undoing" : STATE_LABELS[state];
}

/** How far it is, from 0 to 1; undefined while nobody can say. */
export function shareDone(upload: Upload): number | undefined {
  const { chunksTotal, chunksDone, entriesDone } = upload.progress;
  if (upload.state !== "applying" || upload.undoing || !chunksTotal) return undefined;
  if (upload.counts.entries) return Math.min(1, entriesDone / upload.counts.entries);
  return chunksDone / chunksTotal;
}

/** The name one knows it by: what was dropped into storage has one, an upload from here only an id. */
export function uploadName(upload: Pick<Upload, "id" | "name">): string {
  return upload.name === upload.id ? "Upload" : upload.name;
}

export function fileNames(upload: Upload): string[] {
  return upload.files.map((file) => file.blobName.slice(file.blobName.lastIndexOf("/") + 1));
}
