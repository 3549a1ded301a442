// From a CSV file of one group's members to requests.

import { addMembers } from "~/api/members";
import type { MemberResults, Role } from "~/api/models";
import { parseCsv } from "~/lib/csv";
import { splitNumbers } from "~/lib/splitNumbers";

// As many as the service takes in one request (MOST_NUMBERS of functions/models/fields.py).
const PORTION = 1000;

export interface CsvMembers {
  /** Every number in the order of the file. */
  all: string[];
  byRole: Record<Role, string[]>;
}

/** The numbers of a file: of its column Phone Number, or of the first column that has any. */
export function readMembers(text: string): CsvMembers {
  const rows = parseCsv(text).filter((row) => !row[0]?.startsWith("#"));
  const header = (rows[0] ?? []).map(fold);
  const hasHeader = header.includes("phonenumber");
  const numberColumn = hasHeader ? header.indexOf("phonenumber") : firstWithDigits(rows);
  const roleColumn = header.indexOf("usertype");
  const members: CsvMembers = { all: [], byRole: { Admin: [], Member: [] } };
  for (const [index, row] of rows.entries()) {
    const cell = row[numberColumn] ?? "";
    // The first row may be a header of other words.
    if (index === 0 && (hasHeader || !/\d/.test(cell))) continue;
    const numbers = splitNumbers(cell);
    const role: Role = fold(row[roleColumn] ?? "") === "admin" ? "Admin" : "Member";
    members.all.push(...numbers);
    members.byRole[role].push(...numbers);
  }
  return members;
}

/** Sends them in portions; `onProgress` is told the share that has been answered. */
export async function sendMembers(
  groupId: string,
  members: CsvMembers,
  region: string,
  onProgress: (share: number) => void,
): Promise<MemberResults> {
  const sum: MemberResults = { results: [], counts: { added: 0, roleChanged: 0, unchanged: 0, rejected: 0 } };
  for (const role of ["Admin", "Member"] as const) {
    for (let from = 0; from < members.byRole[role].length; from += PORTION) {
      const phoneNumbers = members.byRole[role].slice(from, from + PORTION);
      const { results, counts } = await addMembers(groupId, { phoneNumbers, role, ...(region && { region }) });
      sum.results.push(...results);
      sum.counts.added += counts.added;
      sum.counts.roleChanged += counts.roleChanged;
      sum.counts.unchanged += counts.unchanged;
      sum.counts.rejected += counts.rejected;
      onProgress(sum.results.length / members.all.length);
    }
  }
  return sum;
}

/** Without case, blanks, underscores and a plural s, as the service reads headers. */
function fold(cell: string): string {
  return cell.toLowerCase().replace(/[\s_]/g, "").replace(/s$/, "");
}

function firstWithDigits(rows: string[][]): number {
  const row = rows.find((cells) => cells.some((cell) => /\d{5}/.test(cell)));
  return row ? row.findIndex((cell) => /\d{5}/.test(cell)) : -1;
}
