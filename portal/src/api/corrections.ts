// Corrections of an upload that waits for review: the rejected rows, and what was corrected of them.

import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { FileKind, NewCorrections, Upload } from "./models";

/** As many rows as one page of the grid has. */
export const ROWS_A_PAGE = 200;

export interface RejectedRowsFilter {
  kind: FileKind;
  /** A code of problems, empty for every one. */
  code: string;
  /** Of the page, undefined for the first one. */
  continuation?: string;
  limit?: number;
}

/** `reading` tells the readings of the files apart: each makes another list of rows. */
export function rejectedRowsQuery(id: string, reading: string, filter: RejectedRowsFilter) {
  const { kind, code, continuation, limit = ROWS_A_PAGE } = filter;
  return queryOptions({
    queryKey: ["uploads", id, "rejected-rows", reading, kind, code, limit, continuation ?? null],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/uploads/{upload_id}/rejected-rows", {
          params: { path: { upload_id: id }, query: { kind, limit, continuation, ...(code && { code }) } },
          signal,
        }),
      ),
  });
}

export function correctionsQuery(id: string, reading: string) {
  return queryOptions({
    queryKey: ["uploads", id, "corrections", reading],
    queryFn: ({ signal }) =>
      answer(api.GET("/uploads/{upload_id}/corrections", { params: { path: { upload_id: id } }, signal })),
  });
}

/**
 * Corrects the upload, which is then validated anew; merged with what was corrected before. `plan` is the id of the plan
 * that was shown: rows that have been read again since are not corrected unseen.
 */
export function sendCorrections(id: string, body: NewCorrections, plan?: string): Promise<Upload> {
  const params = { path: { upload_id: id }, query: { plan } };
  return answer(api.POST("/uploads/{upload_id}/corrections", { params, body }));
}
