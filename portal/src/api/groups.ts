// Groups and what belongs to one: what is asked of the API.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, answerWithETag, api } from "./client";
import type { GroupType, Role } from "./models";
import { continuationOf } from "./paging";

const FIRST = undefined as string | undefined;

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
    initialPageParam: FIRST,
    getNextPageParam: continuationOf,
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

/** Everybody below the group, each once. Apart from the group itself, because the service reads every membership. */
export function totalsQuery(id: string) {
  return queryOptions({
    queryKey: ["groups", id, "totals"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/groups/{group_id}", { params: { path: { group_id: id }, query: { include: "totals" } }, signal }),
      ),
  });
}

export interface MemberFilter {
  q: string;
  role: Role | null;
  effective: boolean;
}

export function membersQuery(id: string, { q, role, effective }: MemberFilter) {
  return infiniteQueryOptions({
    queryKey: ["groups", id, "members", q, role, effective],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/members", {
          params: {
            path: { group_id: id },
            query: {
              limit: 100,
              continuation: pageParam,
              ...(q && { q }),
              ...(role && { role }),
              ...(effective && { effective }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: FIRST,
    getNextPageParam: continuationOf,
    placeholderData: keepPreviousData,
  });
}

export function auditQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["groups", id, "audit"],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/audit", {
          params: { path: { group_id: id }, query: { limit: 50, continuation: pageParam } },
          signal,
        }),
      ),
    initialPageParam: FIRST,
    getNextPageParam: continuationOf,
  });
}

export function subgroupsQuery(id: string, recursive: boolean) {
  return infiniteQueryOptions({
    queryKey: ["groups", id, "subgroups", recursive],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/subgroups", {
          // A tree is drawn from all of them, so the largest page.
          params: {
            path: { group_id: id },
            query: { recursive, limit: recursive ? 1000 : 100, continuation: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: FIRST,
    getNextPageParam: continuationOf,
  });
}

export function candidatesQuery(id: string, q: string) {
  return queryOptions({
    queryKey: ["groups", id, "candidates", q],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/groups/{group_id}/subgroups/candidates", {
          params: { path: { group_id: id }, query: { q, limit: 25 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** If-Match where the ETag is known; without one the change counts whatever came before. */
export function ifMatch(etag: string | null): { "If-Match"?: string } {
  return etag ? { "If-Match": etag } : {};
}
