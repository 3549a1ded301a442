// The connectors that are linked to a group.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { byPage } from "./paging";

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
    ...byPage,
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

export function linkConnector(groupId: string, connectorId: string): Promise<unknown> {
  return answer(
    api.PUT("/groups/{group_id}/connectors/{connector_id}", {
      params: { path: { group_id: groupId, connector_id: connectorId } },
    }),
  );
}

export function unlinkConnector(groupId: string, connectorId: string): Promise<unknown> {
  return answer(
    api.DELETE("/groups/{group_id}/connectors/{connector_id}", {
      params: { path: { group_id: groupId, connector_id: connectorId } },
    }),
  );
}
