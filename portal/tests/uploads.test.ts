import { describe, expect, it } from "vitest";
import { parseLog } from "~/pages/uploads/logLines";
import { barSegments, largestTotal } from "~/pages/uploads/planBars";
import { codesIn, filterProblems, NO_FILTER } from "~/pages/uploads/problemFilter";
import { shareDone, stateLabel, uploadName } from "~/pages/uploads/uploads";
import { upload } from "./upload";

describe("progress", () => {
  it("goes by entries", () => expect(shareDone(upload({ state: "applying" }))).toBe(0.25));
  it("is unknown while rows are read", () => expect(shareDone(upload({ state: "validating" }))).toBeUndefined());
  it("is unknown while it is undone, and says so", () => {
    const undone = upload({ state: "applying", undoing: true });
    expect([shareDone(undone), stateLabel(undone)]).toEqual([undefined, "Undoing"]);
  });
});

it("names a drop by its folder and an upload from here in words", () => {
  expect(uploadName(upload())).toBe("Upload");
  expect(uploadName(upload({ name: "payroll" }))).toBe("payroll");
});

describe("plan", () => {
  const big = { name: "big", added: 50, roleChanged: 0, removed: 25, unchanged: 25, isNew: false };
  const small = { name: "small", added: 1, roleChanged: 0, removed: 0, unchanged: 0, isNew: true };

  it("measures every bar by the longest", () => {
    const largest = largestTotal([small, big]);
    expect(largest).toBe(100);
    expect(barSegments(big, largest).map(({ change, width }) => [change, width])).toEqual([
      ["added", "50%"],
      ["removed", "25%"],
      ["unchanged", "25%"],
    ]);
    expect(barSegments(small, largest)).toEqual([{ change: "added", value: 1, width: "1%" }]);
  });

  it("draws nothing for nothing", () => {
    expect(barSegments({ ...small, added: 0 }, 0)).toEqual([]);
  });
});

describe("problems", () => {
  const problem = (line: number, code: string, severity: "error" | "warning", message: string) => ({
    file: "f.csv",
    sheet: "",
    line,
    column: "Phone Number",
    code,
    severity,
    message,
  });
  const problems = [
    problem(4, "number_invalid", "error", "“98123” is too short."),
    problem(14, "duplicate_row", "warning", "already in “Depot 4”"),
    problem(44, "number_invalid", "error", "“4” is too short."),
  ];
  const lines = (filter: Partial<typeof NO_FILTER>) =>
    filterProblems(problems, { ...NO_FILTER, ...filter }).map(({ line }) => line);

  it("filters by severity, code, words and line", () => {
    expect(lines({})).toEqual([4, 14, 44]);
    expect(lines({ severity: "warning" })).toEqual([14]);
    expect(lines({ code: "number_invalid" })).toEqual([4, 44]);
    expect(lines({ text: "TOO SHORT" })).toEqual([4, 44]);
    expect(lines({ text: "depot" })).toEqual([14]);
    expect(lines({ text: "14" })).toEqual([14]);
  });

  it("counts the codes", () => {
    expect(codesIn(problems)).toEqual([
      { code: "number_invalid", occurrences: 2 },
      { code: "duplicate_row", occurrences: 1 },
    ]);
  });
});

it("reads a log that is still being written", () => {
  const line = '{"time":"2026-11-23T10:00:00Z","level":"warning","code":"duplicate_row","message":"<b>","row":7}';
  expect(parseLog(`${line}\n{"time":"2026-`)).toEqual([
    { time: "2026-11-23T10:00:00Z", level: "warning", code: "duplicate_row", message: "<b>", row: 7 },
  ]);
});
