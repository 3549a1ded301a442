import { answer, api } from "~/api/client";
import type { GroupAction, Role } from "~/api/models";

export const SENDERS: Record<Role, string> = { Admin: "Admins", Member: "Members" };

/** Adds the action to the group, or changes who may send it there. */
export function setSenders(groupId: string, actionId: string, senderRoles: Role[]): Promise<GroupAction> {
  return answer(
    api.PUT("/groups/{group_id}/actions/{action_id}", {
      params: { path: { group_id: groupId, action_id: actionId } },
      body: { senderRoles },
    }),
  );
}
