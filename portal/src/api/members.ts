// The members of a group.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Member, MemberResults, NewMembers, Role } from "./models";
import { byPage } from "./paging";

export interface MemberFilter {
  /** The number's first digits. */
  q: string;
  role: Role | null;
  /** With those of sub-groups. */
  effective: boolean;
}

export function membersQuery(groupId: string, { q, role, effective }: MemberFilter) {
  return infiniteQueryOptions({
    queryKey: ["groups", groupId, "members", q, role, effective],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/groups/{group_id}/members", {
          params: {
            path: { group_id: groupId },
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
    ...byPage,
    placeholderData: keepPreviousData,
  });
}

export function addMembers(groupId: string, members: NewMembers): Promise<MemberResults> {
  return answer(api.POST("/groups/{group_id}/members", { params: { path: { group_id: groupId } }, body: members }));
}

export function changeRole(groupId: string, phone: string, role: Role): Promise<Member> {
  return answer(
    api.PATCH("/groups/{group_id}/members/{phone}", {
      params: { path: { group_id: groupId, phone } },
      body: { role },
    }),
  );
}

/** Takes a number out of a group; one's own number leaves it. */
export function removeMember(groupId: string, phone: string): Promise<unknown> {
  return answer(api.DELETE("/groups/{group_id}/members/{phone}", { params: { path: { group_id: groupId, phone } } }));
}

/** What a CSV file or a workbook says of this group's members; nothing is changed. Nothing is asked without a file. */
export function membersFileQuery(groupId: string, file: File | null, region: string) {
  return queryOptions({
    queryKey: ["groups", groupId, "members-file", file?.name, file?.size, file?.lastModified, region],
    queryFn: ({ signal }) =>
      answer(
        api.POST("/groups/{group_id}/members/file", {
          params: { path: { group_id: groupId }, query: region ? { region } : {} },
          // The bytes as they are: what kind of file it is, the service finds out.
          body: file,
          bodySerializer: (body) => body as File,
          headers: { "Content-Type": "application/octet-stream" },
          signal,
        }),
      ),
    enabled: file !== null,
    staleTime: Infinity,
    gcTime: 0,
  });
}
