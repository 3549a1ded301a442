// The causes for which rows are rejected, in words, and what may be done for all rows of one (docs/codes.md).

import type { Cause, CorrectionRule } from "~/api/models";

const SENTENCES: Record<string, string> = {
  group_name_missing: "The name of the group is missing.",
  group_name_too_long: "The name of the group is too long.",
  group_name_invalid: "The name of the group has a character that cannot be shown, or is an error of a spreadsheet.",
  phone_number_missing: "The phone number is missing.",
  number_invalid: "It is no valid phone number: too short, too long, or not only digits.",
  number_needs_region: "The number has no country code, and no region says which one it is.",
  number_of_another_country: "The number is none of the region, but would be one of another country.",
  number_damaged_by_spreadsheet: "A spreadsheet has damaged the number, and digits are lost.",
  user_type_unknown: "The user type is neither Admin nor Member.",
  region_unknown: "The region is not a code of a country, such as IN or US.",
  too_many_columns: "The row has values beyond the last title.",
  row_of_another_group: "The row is of another group than the file is for.",
  too_many_numbers: "A cell has more than 1,000 phone numbers.",
  cell_too_long: "A cell is longer than any spreadsheet allows.",
  cell_not_text: "A cell holds a date, an error or the like instead of text.",
  parent_missing: "The parent group is missing.",
  child_missing: "The child group is missing.",
  self_parent: "A group would be its own parent.",
  cycle: "A group would be its own sub-group.",
  encoding_damaged: "The row has bytes that are no text.",
  quote_misplaced: "A quotation mark stands where none may be.",
};

export function causeSentence(code: string): string {
  return SENTENCES[code] ?? `The rows are rejected as ${code}.`;
}

/** What one correction does for every row of a cause. */
export type Repair = "suggestion" | "region" | "userType" | "skip";

export const REPAIR_LABELS: Record<Repair, string> = {
  suggestion: "Accept suggestions",
  region: "Choose a region",
  userType: "Set the user type",
  skip: "Skip all",
};

const BY_REGION = ["number_needs_region", "number_of_another_country", "region_unknown"];

/** What is offered for a cause, the likeliest first; rows of any cause can be skipped. */
export function repairsOf({ code, suggestions }: Pick<Cause, "code" | "suggestions">): Repair[] {
  const repairs: Repair[] = [];
  if (suggestions > 0) repairs.push("suggestion");
  if (BY_REGION.includes(code)) repairs.push("region");
  if (code === "user_type_unknown") repairs.push("userType");
  return [...repairs, "skip"];
}

/** The rule that the service is sent; `value` is the chosen region or user type. */
export function ruleOf(repair: Repair, code: string, value: string): CorrectionRule {
  switch (repair) {
    case "suggestion":
      return { code, accept: "suggestion" };
    case "region":
      return { code, set: { Region: value } };
    case "userType":
      return { code, set: { "User Type": value } };
    case "skip":
      return { code, skip: true };
  }
}
