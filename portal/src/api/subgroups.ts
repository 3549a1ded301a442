// The hierarchy: the groups below a group.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { byPage } from "./paging";

export function subgroupsQuery(groupId: string, recursive: boolean) {
  return infiniteQueryOptions({
    queryKey: ["groups", groupId, "subgroups", recursive],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/subgroups", {
          // A tree is drawn from all of them, so the largest page.
          params: {
            path: { group_id: groupId },
            query: { recursive, limit: recursive ? 1000 : 100, continuation: pageParam },
          },
          signal,
        }),
      ),
    ...byPage,
  });
}

/** The groups that may be linked; the service leaves out what would make a cycle. */
export function subgroupCandidatesQuery(groupId: string, q: string) {
  return queryOptions({
    queryKey: ["groups", groupId, "subgroups", "candidates", q],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/groups/{group_id}/subgroups/candidates", {
          params: { path: { group_id: groupId }, query: { q, limit: 25 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function linkSubgroup(groupId: string, childId: string): Promise<unknown> {
  return answer(
    api.PUT("/groups/{group_id}/subgroups/{child_id}", {
      params: { path: { group_id: groupId, child_id: childId } },
    }),
  );
}

export function unlinkSubgroup(groupId: string, childId: string): Promise<unknown> {
  return answer(
    api.DELETE("/groups/{group_id}/subgroups/{child_id}", {
      params: { path: { group_id: groupId, child_id: childId } },
    }),
  );
}
