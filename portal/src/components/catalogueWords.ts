// What permissions, events and kinds are called on the screen.

import type { ActionKind, EventType, Permission } from "~/api/models";

export const PERMISSIONS: Record<Permission, string> = {
  groupInformation: "Read the group",
  memberList: "Read the members",
  memberManagement: "Add and remove members",
  outgoingWebhooks: "Receive changes (webhooks)",
};

export const EVENTS: Record<EventType, string> = {
  MemberAdded: "Member added",
  MemberRemoved: "Member removed",
  MemberRoleChanged: "Role changed",
  GroupUpdated: "Group changed",
  GroupDeleted: "Group deleted",
  SubgroupAdded: "Sub-group linked",
  SubgroupRemoved: "Sub-group removed",
  UploadCompleted: "Upload completed",
};

export const KINDS: Record<ActionKind, string> = {
  poll: "Poll",
  survey: "Survey",
  announcement: "Announcement",
  checklist: "Checklist",
  job: "Job",
  custom: "Custom",
};

export function permissionWords(permissions: readonly Permission[]): string {
  return permissions.map((permission) => PERMISSIONS[permission]).join(", ") || "Nothing";
}
