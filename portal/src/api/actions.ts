// The organization's catalogue of actions.

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, answerWithETag, api, ifMatch } from "./client";
import type { ActionChange, CatalogueAction, NewAction } from "./models";
import { byPage } from "./paging";

export const actionsQuery = infiniteQueryOptions({
  queryKey: ["actions"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/actions", { params: { query: { limit: 50, continuation: pageParam } }, signal })),
  ...byPage,
});

/** One action with its ETag, for a change: always the present version. */
export function actionQuery(id: string) {
  return queryOptions({
    queryKey: ["actions", id],
    queryFn: ({ signal }) =>
      answerWithETag(api.GET("/actions/{action_id}", { params: { path: { action_id: id } }, signal })),
    staleTime: 0,
    gcTime: 0,
  });
}

export function createAction(action: NewAction): Promise<CatalogueAction> {
  return answer(api.POST("/actions", { body: action }));
}

export function changeAction(id: string, etag: string | null, change: ActionChange): Promise<CatalogueAction> {
  return answer(
    api.PATCH("/actions/{action_id}", { params: { path: { action_id: id }, header: ifMatch(etag) }, body: change }),
  );
}

export function deleteAction(id: string): Promise<unknown> {
  return answer(api.DELETE("/actions/{action_id}", { params: { path: { action_id: id } } }));
}
