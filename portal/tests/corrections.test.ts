import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RejectedRow } from "~/api/models";
import { ApiProblem } from "~/api/problem";
import { causeSentence, repairsOf, ruleOf } from "~/pages/uploads/corrections/causeWords";
import { linesOf } from "~/pages/uploads/corrections/correctionLines";
import { correctionsOf, NO_DRAFTS, withCells, withoutSent, withSkip } from "~/pages/uploads/corrections/drafts";
import { AT_START, fill, moveTo, nextCell, selectionOf, targetOf } from "~/pages/uploads/corrections/gridState";
import { rowErrors } from "~/pages/uploads/corrections/rowErrors";
import { withSuggestions } from "~/pages/uploads/corrections/suggestions";

function row(line: number, cells: Record<string, string> = {}): RejectedRow {
  return { kind: "user-group-mapping", sheet: "", line, cells: { "Phone Number": "98123", ...cells }, problems: [] };
}
const typed = (value: string, at = row(7)) => [{ row: at, column: "Phone Number", value }];

describe("drafts", () => {
  it("become a request of what differs", () => {
    const drafts = withSkip(withCells(NO_DRAFTS, typed("+919812345678")), row(9), true);
    expect(correctionsOf(drafts)).toEqual({
      rows: [
        { kind: "user-group-mapping", line: 7, cells: { "Phone Number": "+919812345678" } },
        { kind: "user-group-mapping", line: 9, skip: true },
      ],
    });
  });

  it("are none any more where a cell is again as it was read", () => {
    expect(withCells(withCells(NO_DRAFTS, typed("1")), typed("98123")).size).toBe(0);
    expect(withSkip(withSkip(NO_DRAFTS, row(7), true), row(7), false).size).toBe(0);
  });

  it("keep a blank cell, and what was typed before the row was skipped", () => {
    const blank = withCells(NO_DRAFTS, typed(""));
    expect(correctionsOf(blank).rows).toEqual([{ kind: "user-group-mapping", line: 7, cells: { "Phone Number": "" } }]);
    expect(withSkip(withSkip(blank, row(7), true), row(7), false)).toEqual(blank);
  });

  it("typed while others are sent stay", () => {
    const sent = withCells(withCells(NO_DRAFTS, typed("1")), typed("2", row(9)));
    const now = withCells(sent, typed("3"));
    expect([...withoutSent(now, sent).values()].map(({ cells }) => cells)).toEqual([{ "Phone Number": "3" }]);
  });
});

describe("the grid", () => {
  const size = { rows: 30, columns: 6 };

  it.each<[string, boolean, [number, number]]>([
    ["ArrowUp", false, [9, 2]],
    ["ArrowDown", false, [11, 2]],
    ["ArrowLeft", false, [10, 1]],
    ["ArrowRight", false, [10, 3]],
    ["ArrowDown", true, [29, 2]],
    ["ArrowLeft", true, [10, 0]],
    ["Home", false, [10, 0]],
    ["End", false, [10, 5]],
    ["Home", true, [0, 0]],
    ["End", true, [29, 5]],
    ["PageDown", false, [25, 2]],
    ["PageUp", false, [0, 2]],
  ])("%s with control %s leads to %j", (key, isControl, [toRow, toColumn]) => {
    expect(targetOf(key, isControl, { row: 10, column: 2 }, size)).toEqual({ row: toRow, column: toColumn });
  });

  it("ends at its edges and knows no other key", () => {
    expect(targetOf("ArrowUp", false, { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 0 });
    expect(targetOf("a", false, { row: 0, column: 0 }, size)).toBeNull();
    expect(nextCell({ row: 3, column: 5 }, 1, size)).toEqual({ row: 4, column: 0 });
    expect(nextCell({ row: 3, column: 0 }, -1, size)).toEqual({ row: 2, column: 5 });
    expect(nextCell({ row: 29, column: 5 }, 1, size)).toEqual({ row: 29, column: 5 });
  });

  it("selects up to where shift leads, in every direction", () => {
    const state = moveTo(moveTo(AT_START, { row: 5, column: 3 }), { row: 2, column: 4 }, true);
    expect(selectionOf(state)).toEqual({ from: { row: 2, column: 3 }, to: { row: 5, column: 4 } });
  });

  it("fills a rectangle from the upper left cell, and says what finds no place", () => {
    const at = { from: { row: 28, column: 2 }, to: { row: 28, column: 2 } };
    const pasted = [["a", "b", "c"], ["d"], ["e", "f"], ["g"]];
    expect(fill(pasted, at, { rows: 30, columns: 4 })).toEqual({
      cells: [
        { row: 28, column: 2, value: "a" },
        { row: 28, column: 3, value: "b" },
        { row: 29, column: 2, value: "d" },
      ],
      rowsLeftOut: 2,
    });
  });

  it("fills a selection with one cell", () => {
    const range = { from: { row: 1, column: 1 }, to: { row: 2, column: 2 } };
    expect(fill([["IN"]], range, size).cells.map(({ row: r, column, value }) => `${r}${column}${value}`)).toEqual([
      "11IN",
      "12IN",
      "21IN",
      "22IN",
    ]);
  });
});

describe("suggestions", () => {
  const suggestion = (value: string) => ({ column: "Phone Number", value, text: "" });
  const problem = (value: string, meant: string) => ({
    column: "Phone Number",
    code: "number_of_another_country",
    message: "",
    value,
    suggestion: suggestion(meant),
  });
  const several: RejectedRow = {
    ...row(7, { "Phone Number": "254712909961, 919812345678, 254712909962" }),
    problems: [problem("254712909961", "+254712909961"), problem("254712909962", "+254712909962")],
  };

  it("replace the rejected numbers of a cell and no others", () => {
    expect(withSuggestions(several).map(({ value }) => value)).toEqual(["+254712909961, 919812345678, +254712909962"]);
    expect(withSuggestions(several, 1).map(({ value }) => value)).toEqual([
      "254712909961, 919812345678, +254712909962",
    ]);
  });

  it("fill a blank cell", () => {
    const blank = { ...row(7, { "Phone Number": "" }), problems: [problem("", "+254712909961")] };
    expect(withSuggestions(blank).map(({ value }) => value)).toEqual(["+254712909961"]);
  });

  it("change nothing where there are none", () => expect(withSuggestions(row(7))).toEqual([]));
});

describe("causes", () => {
  it("have a sentence for every code that rejects a row", () => {
    const codes = readFileSync(new URL("../../docs/codes.md", import.meta.url), "utf8");
    const [, rows = ""] = codes.split("is rejected; the rest is applied");
    const rejecting = [...(rows.split("\n## ")[0] ?? "").matchAll(/^\| `(\w+)` \| error/gm)].map(
      ([, code]) => code ?? "",
    );
    expect(rejecting.length).toBeGreaterThan(15);
    expect(rejecting.filter((code) => causeSentence(code).includes(code))).toEqual([]);
  });

  it.each([
    ["number_needs_region", 0, ["region", "skip"]],
    ["number_of_another_country", 3, ["suggestion", "region", "skip"]],
    ["number_of_another_country", 0, ["region", "skip"]],
    ["user_type_unknown", 0, ["userType", "skip"]],
    ["region_unknown", 0, ["region", "skip"]],
    ["self_parent", 0, ["skip"]],
    ["a_code_of_tomorrow", 2, ["suggestion", "skip"]],
  ])("%s with %d suggestions offers %j", (code, suggestions, repairs) => {
    expect(repairsOf({ code, suggestions })).toEqual(repairs);
  });

  it("become rules", () => {
    expect(ruleOf("region", "number_needs_region", "IN")).toEqual({
      code: "number_needs_region",
      set: { Region: "IN" },
    });
    expect(ruleOf("userType", "user_type_unknown", "")).toEqual({
      code: "user_type_unknown",
      set: { "User Type": "" },
    });
    expect(ruleOf("suggestion", "number_of_another_country", "")).toEqual({
      code: "number_of_another_country",
      accept: "suggestion",
    });
    expect(ruleOf("skip", "cycle", "")).toEqual({ code: "cycle", skip: true });
  });
});

it("lists corrections with what takes each back", () => {
  const by = { by: "asha", at: "2026-11-28T10:00:00Z" };
  const lines = linesOf({
    rows: [
      {
        kind: "user-group-mapping",
        line: 7,
        cells: { "Phone Number": "+919812345678", Region: "" },
        skip: false,
        ...by,
      },
      { kind: "parent-group-mapping", line: 9, cells: {}, skip: true, ...by },
    ],
    rules: [{ code: "number_needs_region", set: { Region: "IN" }, skip: false, ...by }],
  });
  expect(lines.map(({ what }) => what)).toEqual([
    "Region: IN",
    "Phone Number: +919812345678, Region: blank",
    "Skipped",
  ]);
  expect(lines.map(({ back }) => back)).toEqual([
    { rules: [{ code: "number_needs_region", set: {} }] },
    { rows: [{ kind: "user-group-mapping", line: 7, cells: {} }] },
    { rows: [{ kind: "parent-group-mapping", line: 9, cells: {} }] },
  ]);
});

it("names the line that the service found a fault in, not the position in the request", () => {
  const sent = withCells(withCells(NO_DRAFTS, typed("1")), typed("2", row(900)));
  const problem = new ApiProblem(400, "invalid", "The corrections are not valid.", "id", [
    { field: "rows[1].cells.Phone Number", code: "too_long", message: "It is too long." },
    { field: "rules", code: "missing", message: "x" },
  ]);
  const found = rowErrors(problem, sent) as ApiProblem;
  expect(found.fields.map(({ field }) => field)).toEqual(["Line 900.cells.Phone Number", "rules"]);
});
