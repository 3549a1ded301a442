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

export function uploadProblemsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["uploads", id, "problems"],
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

/** `plan` is the id of the plan that was shown: another one is not applied. */
export function runUploadAction(id: string, action: UploadAction, plan?: string): Promise<Upload> {
  const path = { upload_id: id };
  return action === "apply"
    ? answer(api.POST("/uploads/{upload_id}/apply", { params: { path, query: { plan } } }))
    : answer(api.POST(`/uploads/{upload_id}/${action}`, { params: { path } }));
}

export const templatePath = (kind: FileKind): string => `/uploads/templates/${kind}.csv`;
export const uploadLogPath = (id: string): string => `/uploads/${id}/log`;
export const rejectedPath = (id: string): string => `/uploads/${id}/rejected.csv`;
