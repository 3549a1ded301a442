import { answer, api } from "~/api/client";

/** Takes a number out of a group; one's own number leaves it. */
export function removeMember(groupId: string, phone: string): Promise<unknown> {
  return answer(api.DELETE("/groups/{group_id}/members/{phone}", { params: { path: { group_id: groupId, phone } } }));
}
