// Who the caller is to the API, and what follows for what is offered. The server decides again on every call.

import { createContext, useContext } from "react";
import type { Group, Me } from "~/api/models";

export const MeContext = createContext<Me | null>(null);

/** The caller; only below SignedIn, which waits for the answer. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe is called before /me has answered.");
  return me;
}

/** Whether the group's own page would be found: one may see a sub-group in a list without being in it. */
export function canOpen(me: Me, group: Pick<Group, "type" | "callerRole">): boolean {
  return Boolean(group.callerRole) || (me.isOrganizationAdmin && group.type === "organization");
}

/** The rule of docs/contract.md, Access: a group's admins, and organization admins on organization groups. */
export function canManage(me: Me, group: Pick<Group, "type" | "callerRole">): boolean {
  return group.callerRole === "Admin" || (me.isOrganizationAdmin && group.type === "organization");
}
