// The organization's catalogue of connectors.

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, answerWithETag, api, ifMatch } from "./client";
import type { Connector, ConnectorChange, ConnectorSecret, NewConnector } from "./models";
import { byPage } from "./paging";

export const connectorsQuery = infiniteQueryOptions({
  queryKey: ["connectors"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/connectors", { params: { query: { limit: 50, continuation: pageParam } }, signal })),
  ...byPage,
});

/** One connector with its ETag, for a change: always the present version. */
export function connectorQuery(id: string) {
  return queryOptions({
    queryKey: ["connectors", id],
    queryFn: ({ signal }) =>
      answerWithETag(api.GET("/connectors/{connector_id}", { params: { path: { connector_id: id } }, signal })),
    staleTime: 0,
    gcTime: 0,
  });
}

export function createConnector(connector: NewConnector): Promise<Connector> {
  return answer(api.POST("/connectors", { body: connector }));
}

export function changeConnector(id: string, etag: string | null, change: ConnectorChange): Promise<Connector> {
  return answer(
    api.PATCH("/connectors/{connector_id}", {
      params: { path: { connector_id: id }, header: ifMatch(etag) },
      body: change,
    }),
  );
}

export function deleteConnector(id: string): Promise<unknown> {
  return answer(api.DELETE("/connectors/{connector_id}", { params: { path: { connector_id: id } } }));
}

/** Makes a new signing secret, which only this answer shows. */
export function rotateSecret(id: string): Promise<ConnectorSecret> {
  return answer(api.POST("/connectors/{connector_id}/secret", { params: { path: { connector_id: id } } }));
}
