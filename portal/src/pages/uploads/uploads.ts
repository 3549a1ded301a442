// Uploads: what is asked of the API, and what their states mean.

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import type { Upload, UploadMode, UploadState } from "~/api/models";
import { continuationOf } from "~/api/paging";

export type FileKind = "user-group-mapping" | "parent-group-mapping";

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

const MOVING: readonly UploadState[] = ["awaitingFiles", "validating", "applying"];
const ENDED: readonly UploadState[] = ["completed", "completedWithErrors", "failed", "cancelled", "undone"];

export function isMoving(upload: Upload): boolean {
  return MOVING.includes(upload.state);
}

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

export const uploadsQuery = infiniteQueryOptions({
  queryKey: ["uploads"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/uploads", { params: { query: { limit: 25, continuation: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: continuationOf,
  refetchInterval: (query) => (query.state.data?.pages.some((page) => page.value.some(isMoving)) ? 2000 : false),
});

export function uploadQuery(id: string) {
  return queryOptions({
    queryKey: ["uploads", id],
    queryFn: ({ signal }) => answer(api.GET("/uploads/{upload_id}", { params: { path: { upload_id: id } }, signal })),
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data) ? 700 : false),
  });
}

export function problemsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["uploads", id, "problems"],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/uploads/{upload_id}/problems", {
          params: { path: { upload_id: id }, query: { limit: 200, continuation: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: continuationOf,
  });
}

export type UploadCommand = "apply" | "cancel" | "rerun" | "undo";

export function commandUpload(id: string, command: UploadCommand): Promise<Upload> {
  return answer(api.POST(`/uploads/{upload_id}/${command}`, { params: { path: { upload_id: id } } }));
}

export interface NewUpload {
  mode: UploadMode;
  region: string;
  review: boolean;
  userMapping: File;
  parentMapping: File | null;
}
