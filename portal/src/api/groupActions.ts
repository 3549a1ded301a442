// The actions of a group.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { GroupAction, Role } from "./models";
import { byPage } from "./paging";

export function groupActionsQuery(groupId: string) {
  return infiniteQueryOptions({
    queryKey: ["groups", groupId, "actions"],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/actions", {
          params: { path: { group_id: groupId }, query: { limit: 50, continuation: pageParam } },
          signal,
        }),
      ),
    ...byPage,
  });
}

export function actionCandidatesQuery(groupId: string, q: string) {
  return queryOptions({
    queryKey: ["groups", groupId, "actions", "candidates", q],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/groups/{group_id}/actions/candidates", {
          params: { path: { group_id: groupId }, query: { q, limit: 25 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Adds the action to the group, or changes who may send it there. */
export function setSenders(groupId: string, actionId: string, senderRoles: Role[]): Promise<GroupAction> {
  return answer(
    api.PUT("/groups/{group_id}/actions/{action_id}", {
      params: { path: { group_id: groupId, action_id: actionId } },
      body: { senderRoles },
    }),
  );
}

export function setPublished(groupId: string, actionId: string, published: boolean): Promise<GroupAction> {
  return answer(
    api.POST(`/groups/{group_id}/actions/{action_id}/${published ? "publish" : "unpublish"}`, {
      params: { path: { group_id: groupId, action_id: actionId } },
    }),
  );
}

export function removeGroupAction(groupId: string, actionId: string): Promise<unknown> {
  return answer(
    api.DELETE("/groups/{group_id}/actions/{action_id}", {
      params: { path: { group_id: groupId, action_id: actionId } },
    }),
  );
}
