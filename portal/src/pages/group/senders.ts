import type { Role } from "~/api/models";

/** Those who may send an action, as a group's page calls them. */
export const SENDERS: Record<Role, string> = { Admin: "Admins", Member: "Members" };
