// Bulk uploads: the jobs, their problems, logs and files.

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, download } from "./client";
import type { FileKind, NewUpload, Upload, UploadAction, UploadState } from "./models";
import { byPage } from "./paging";

const MOVING: readonly UploadState[] = ["awaitingFiles", "validating", "applying"];

/** Whether the service works on it, so that what it says next may be something else. */
export function isMoving(upload: Upload): boolean {
  return MOVING.includes(upload.state);
}

export const uploadsQuery = infiniteQueryOptions({
  queryKey: ["uploads"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/uploads", { params: { query: { limit: 25, continuation: pageParam } }, signal })),
  ...byPage,
  refetchInterval: (query) => (query.state.data?.pages.some((page) => page.value.some(isMoving)) ? 2000 : false),
});

export function uploadQuery(id: string) {
  return queryOptions({
    queryKey: ["uploads", id],
    queryFn: ({ signal }) => answer(api.GET("/uploads/{upload_id}", { params: { path: { upload_id: id } }, signal })),
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data) ? 700 : false),
  });
}

/** What an undo would do now, asked anew each time. */
export function undoPlanQuery(id: string) {
  return queryOptions({
    queryKey: ["uploads", id, "undo-plan"],
    queryFn: ({ signal }) =>
      answer(api.GET("/uploads/{upload_id}/undo-plan", { params: { path: { upload_id: id } }, signal })),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** `reading` tells the readings of the files apart: each has other problems. */
export function uploadProblemsQuery(id: string, reading: string) {
  return infiniteQueryOptions({
    queryKey: ["uploads", id, "problems", reading],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/uploads/{upload_id}/problems", {
          params: { path: { upload_id: id }, query: { limit: 200, continuation: pageParam } },
          signal,
        }),
      ),
    ...byPage,
  });
}

/** The log as it is stored: one JSON object a line. */
export function uploadLogQuery(id: string) {
  return queryOptions({
    queryKey: ["uploads", id, "log"],
    queryFn: async () => (await download(uploadLogPath(id))).text(),
  });
}

/** Creates the upload and its upload URLs; the files follow. */
export function createUpload(upload: NewUpload): Promise<Upload> {
  return answer(api.POST("/uploads", { body: upload }));
}

/** What is done to an upload as a whole. */
export type UploadCommand = Exclude<UploadAction, "correct">;

/** `plan` is the id of the plan that was shown: another one is not applied. */
export function runUploadAction(id: string, action: UploadCommand, plan?: string): Promise<Upload> {
  const path = { upload_id: id };
  return action === "apply"
    ? answer(api.POST("/uploads/{upload_id}/apply", { params: { path, query: { plan } } }))
    : answer(api.POST(`/uploads/{upload_id}/${action}`, { params: { path } }));
}

/** What tells one reading of an upload's files from the next one: each makes a plan of its own. */
export function readingOf({ plan, corrections }: Upload): string {
  return plan?.id ?? JSON.stringify(corrections ?? null);
}

/** The two forms in which files are given and taken; workbooks first, because phone numbers survive in them. */
export const FORMATS = ["xlsx", "csv"] as const;
export type Format = (typeof FORMATS)[number];

export const templatePath = (kind: FileKind, format: Format): string => `/uploads/templates/${kind}.${format}`;
export const uploadLogPath = (id: string): string => `/uploads/${id}/log`;
export const rejectedPath = (id: string, format: Format): string => `/uploads/${id}/rejected.${format}`;
