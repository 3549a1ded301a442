// Exports of every organization group.

import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Export } from "./models";
import { byPage } from "./paging";

export const exportsQuery = infiniteQueryOptions({
  queryKey: ["exports"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/exports", { params: { query: { limit: 25, continuation: pageParam } }, signal })),
  ...byPage,
  refetchInterval: (query) => (query.state.data?.pages.some((page) => page.value.some(isRunning)) ? 2000 : false),
});

/** Answers when the export is finished. */
export function runExport(): Promise<Export> {
  return answer(api.POST("/exports"));
}

export const exportFilePath = (id: string, name: string): string => `/exports/${id}/${name}`;

function isRunning(row: Export): boolean {
  return row.state !== "completed" && row.state !== "failed";
}
