// The columns of files with titles that are not known: chosen by a person, and remembered.

import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Upload } from "./models";
import { byPage } from "./paging";

/** Says what the columns of a failed upload are, by title; "" ignores one. The upload is then validated anew. */
export function chooseColumns(id: string, columns: Record<string, string>): Promise<Upload> {
  return answer(api.POST("/uploads/{upload_id}/columns", { params: { path: { upload_id: id } }, body: { columns } }));
}

export const columnChoicesQuery = infiniteQueryOptions({
  queryKey: ["column-choices"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/column-choices", { params: { query: { limit: 50, continuation: pageParam } }, signal })),
  ...byPage,
});

/** Files with these titles are asked about again. */
export function forgetColumnChoice(id: string): Promise<unknown> {
  return answer(api.DELETE("/column-choices/{fingerprint}", { params: { path: { fingerprint: id } } }));
}
