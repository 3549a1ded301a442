// From what the service read in a file of one group's members to the requests that add them.

import { addMembers } from "~/api/members";
import type { MemberFile, MemberResults, Role } from "~/api/models";

// As many as the service takes in one request (MOST_NUMBERS of functions/models/fields.py).
const PORTION = 1000;

export type ReadMember = MemberFile["members"][number];

/** Adds them in portions; `onProgress` is told the share that has been answered. A blank role makes members. */
export async function sendMembers(
  groupId: string,
  members: readonly ReadMember[],
  onProgress: (share: number) => void,
): Promise<MemberResults> {
  const sum: MemberResults = { results: [], counts: { added: 0, roleChanged: 0, unchanged: 0, rejected: 0 } };
  for (const role of ["Admin", "Member"] as const) {
    const numbers = members.filter((member) => roleOf(member) === role).map(({ phoneNumber }) => phoneNumber);
    for (let from = 0; from < numbers.length; from += PORTION) {
      const phoneNumbers = numbers.slice(from, from + PORTION);
      const { results, counts } = await addMembers(groupId, { phoneNumbers, role });
      sum.results.push(...results);
      sum.counts.added += counts.added;
      sum.counts.roleChanged += counts.roleChanged;
      sum.counts.unchanged += counts.unchanged;
      sum.counts.rejected += counts.rejected;
      onProgress(sum.results.length / members.length);
    }
  }
  return sum;
}

export function roleOf({ role }: ReadMember): Role {
  return role ?? "Member";
}
