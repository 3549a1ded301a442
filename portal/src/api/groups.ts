// Groups themselves; what belongs to one has modules of its own.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, answerWithETag, api, ifMatch } from "./client";
import type { CreatedGroup, Group, GroupChange, GroupType, NewGroup } from "./models";
import { byPage } from "./paging";

export interface GroupFilter {
  type?: GroupType;
  q: string;
  deleted?: boolean;
}

export function groupsQuery({ type, q, deleted }: GroupFilter) {
  return infiniteQueryOptions({
    queryKey: ["groups", "list", type ?? null, q, deleted ?? false],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups", {
          params: {
            query: deleted
              ? { deleted, limit: 50, continuation: pageParam }
              : { type, q, limit: 50, continuation: pageParam },
          },
          signal,
        }),
      ),
    ...byPage,
    // The former matches stay while new ones are fetched, so that the list does not flash at every key.
    placeholderData: keepPreviousData,
  });
}

/** One group with its ETag. */
export function groupQuery(id: string) {
  return queryOptions({
    queryKey: ["groups", id],
    queryFn: ({ signal }) =>
      answerWithETag(api.GET("/groups/{group_id}", { params: { path: { group_id: id } }, signal })),
  });
}

/** The members with those of all groups below. Apart from the group itself, because the service reads every membership. */
export function totalsQuery(id: string) {
  return queryOptions({
    queryKey: ["groups", id, "totals"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/groups/{group_id}", { params: { path: { group_id: id }, query: { include: "totals" } }, signal }),
      ),
  });
}

export function createGroup(group: NewGroup): Promise<CreatedGroup> {
  return answer(api.POST("/groups", { body: group }));
}

export function changeGroup(id: string, etag: string | null, change: GroupChange): Promise<Group> {
  return answer(
    api.PATCH("/groups/{group_id}", { params: { path: { group_id: id }, header: ifMatch(etag) }, body: change }),
  );
}

export function changeGroupType(id: string, etag: string | null, type: GroupType): Promise<Group> {
  const parameters = { params: { path: { group_id: id }, header: ifMatch(etag) } };
  return type === "organization"
    ? answer(api.POST("/groups/{group_id}/link", parameters))
    : answer(api.POST("/groups/{group_id}/unlink", parameters));
}

export function deleteGroup(id: string, etag: string | null): Promise<unknown> {
  return answer(api.DELETE("/groups/{group_id}", { params: { path: { group_id: id }, header: ifMatch(etag) } }));
}

export function restoreGroup(id: string): Promise<Group> {
  return answer(api.POST("/groups/{group_id}/restore", { params: { path: { group_id: id } } }));
}
