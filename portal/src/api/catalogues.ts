// Connectors and actions: the organization's catalogues, and what a group has of them.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, answerWithETag, api } from "./client";
import { continuationOf } from "./paging";

const FIRST = undefined as string | undefined;

export const connectorsQuery = infiniteQueryOptions({
  queryKey: ["connectors"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/connectors", { params: { query: { limit: 50, continuation: pageParam } }, signal })),
  initialPageParam: FIRST,
  getNextPageParam: continuationOf,
});

/** One connector with its ETag, for a change. */
export function connectorQuery(id: string) {
  return queryOptions({
    queryKey: ["connectors", id],
    queryFn: ({ signal }) =>
      answerWithETag(api.GET("/connectors/{connector_id}", { params: { path: { connector_id: id } }, signal })),
  });
}

export const actionsQuery = infiniteQueryOptions({
  queryKey: ["actions"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/actions", { params: { query: { limit: 50, continuation: pageParam } }, signal })),
  initialPageParam: FIRST,
  getNextPageParam: continuationOf,
});

/** One action with its ETag, for a change. */
export function actionQuery(id: string) {
  return queryOptions({
    queryKey: ["actions", id],
    queryFn: ({ signal }) =>
      answerWithETag(api.GET("/actions/{action_id}", { params: { path: { action_id: id } }, signal })),
  });
}

export function groupConnectorsQuery(groupId: string) {
  return infiniteQueryOptions({
    queryKey: ["groups", groupId, "connectors"],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/connectors", {
          params: { path: { group_id: groupId }, query: { limit: 50, continuation: pageParam } },
          signal,
        }),
      ),
    initialPageParam: FIRST,
    getNextPageParam: continuationOf,
  });
}

export function connectorCandidatesQuery(groupId: string, q: string) {
  return queryOptions({
    queryKey: ["groups", groupId, "connectors", "candidates", q],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/groups/{group_id}/connectors/candidates", {
          params: { path: { group_id: groupId }, query: { q, limit: 25 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

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
    initialPageParam: FIRST,
    getNextPageParam: continuationOf,
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
