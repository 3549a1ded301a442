// Who changed what in a group.

import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { byPage } from "./paging";

export function auditQuery(groupId: string) {
  return infiniteQueryOptions({
    queryKey: ["groups", groupId, "audit"],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/audit", {
          params: { path: { group_id: groupId }, query: { limit: 50, continuation: pageParam } },
          signal,
        }),
      ),
    ...byPage,
  });
}
