// Audit events in words.

import type { AuditEvent } from "~/api/models";
import { count } from "~/lib/format";

const SHOWN = 20;

const TITLES: Partial<Record<string, string>> = {
  groupCreated: "Group created",
  groupUpdated: "Group changed",
  groupDeleted: "Group deleted",
  groupRestored: "Group restored",
  groupPurged: "Group removed for good",
  groupLinked: "Changed to an organization group",
  groupUnlinked: "Changed to a private group",
  membersChanged: "Members changed",
  subgroupAdded: "Sub-group linked",
  subgroupRemoved: "Sub-group removed",
  identityChanged: "A member's sign-in changed",
};

const FIELDS: Partial<Record<string, string>> = {
  welcomeMessage: "Welcome message",
  name: "Name",
  region: "Region",
  type: "Type",
};

const CONNECTOR_FIELDS: Record<string, string> = {
  permissions: "Permissions",
  events: "Events",
  clientId: "Application",
  callbackUrl: "Callback address",
};

const COUNTS: Record<string, string> = {
  added: "added",
  roleChanged: "with another role",
  removed: "removed",
};

type Fields = Record<string, unknown>;

export function titleOf({ action }: Pick<AuditEvent, "action">): string {
  // An action that is newer than this page: its code in words, memberAdded as "Member added".
  const words = action.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return TITLES[action] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** One line a change, at most 20 and how many more there are. */
export function changesOf(event: Pick<AuditEvent, "action" | "before" | "after">): string[] {
  const lines = event.action === "membersChanged" ? [...memberLines(event), ...countLines(event)] : otherLines(event);
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`] : lines;
}

function memberLines({ before, after }: Pick<AuditEvent, "before" | "after">): string[] {
  const old = isRecord(before["members"]) ? before["members"] : {};
  const now = isRecord(after["members"]) ? after["members"] : {};
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].map((number) => {
    if (!(number in old)) return `${number} added as ${shown(now[number])}`;
    if (!(number in now)) return `${number} removed, was ${shown(old[number])}`;
    return `${number} from ${shown(old[number])} to ${shown(now[number])}`;
  });
}

/** An upload's event counts the members that it changed instead of naming them. */
function countLines({ after }: Pick<AuditEvent, "after">): string[] {
  return Object.entries(COUNTS).flatMap(([field, words]) => {
    const value = after[field];
    return typeof value === "number" && value > 0 ? [`${count(value)} ${words}`] : [];
  });
}

function otherLines(event: Pick<AuditEvent, "action" | "before" | "after">): string[] {
  if (event.action === "identityChanged") return identityLines(event);
  return event.action.startsWith("connector") ? connectorLines(event) : fieldLines(event);
}

/** Whoever signs in as the subject is the member. */
function identityLines({ before, after }: Pick<AuditEvent, "before" | "after">): string[] {
  const lines = [];
  if (shown(before["subject"])) lines.push(`${shown(before["subject"])} is no longer ${shown(before["phoneNumber"])}`);
  if (shown(after["subject"])) lines.push(`${shown(after["subject"])} is now ${shown(after["phoneNumber"])}`);
  return lines;
}

function connectorLines({ before, after }: Pick<AuditEvent, "before" | "after">): string[] {
  const name = shown(after["name"] ?? before["name"]);
  return [name, ...Object.keys(CONNECTOR_FIELDS).flatMap((field) => connectorLine(field, before, after))].filter(
    Boolean,
  );
}

function connectorLine(field: string, before: Fields, after: Fields): string[] {
  const [old, now] = [listed(before[field]), listed(after[field])];
  if (old === now) return [];
  return [`${CONNECTOR_FIELDS[field]}: ${old ? `${old} → ` : ""}${now || "none"}`];
}

function listed(value: unknown): string {
  return Array.isArray(value) ? value.map(shown).join(", ") : shown(value);
}

function fieldLines({ action, before, after }: Pick<AuditEvent, "action" | "before" | "after">): string[] {
  if (action === "subgroupAdded" || action === "subgroupRemoved") {
    const name = shown(after["name"] ?? before["name"]);
    return name ? [name] : [];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => field in FIELDS && (shown(before[field]) || shown(after[field])))
    .map((field) => {
      const [old, now] = [shown(before[field]), shown(after[field])];
      return old ? `${FIELDS[field]}: ${old} → ${now || "none"}` : `${FIELDS[field]}: ${now}`;
    });
}

function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
