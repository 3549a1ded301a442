import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { NewCorrections, RejectedRow, Upload } from "~/api/models";
import { CorrectionsSection } from "~/pages/uploads/corrections/CorrectionsSection";
import { upload } from "../upload";
import { playApi, show, type Play } from "./show";

const PLAN = {
  id: "reading-1",
  totals: { groups: 1, groupsCreated: 0, added: 1, roleChanged: 0, removed: 0, unchanged: 0 },
  groups: [],
};
const WAITING = upload({
  state: "awaitingReview",
  allowedActions: ["apply", "cancel", "correct"],
  plan: PLAN,
  causes: [
    { kind: "user-group-mapping", code: "number_needs_region", rejected: 1200, suggestions: 0 },
    { kind: "user-group-mapping", code: "number_of_another_country", rejected: 31, suggestions: 30 },
    { kind: "parent-group-mapping", code: "self_parent", rejected: 1, suggestions: 0 },
  ],
});

function rejected(line: number, phone: string, changes: Partial<RejectedRow> = {}): RejectedRow {
  const problem = { column: "Phone Number", code: "number_invalid", message: `Line ${line} is wrong.`, value: phone };
  const cells = { "Group Name": "Depot", "Phone Number": phone, "User Type": "", Region: "" };
  return { kind: "user-group-mapping", sheet: "", line, cells, problems: [problem], ...changes };
}
const SUGGESTION = { column: "Phone Number", value: "+254712909961", text: "Probably +254712909961." };
const ROWS = [
  rejected(4, "98123"),
  rejected(9, "254712909961", {
    sheet: "Staff",
    problems: [
      {
        column: "Phone Number",
        code: "number_of_another_country",
        message: "It is of another country.",
        value: "254712909961",
        suggestion: SUGGESTION,
      },
    ],
  }),
  rejected(12, "x"),
];
const VALIDATING = { body: upload({ state: "validating" }) };

/** Plays the rows, and answers what is sent and asked. */
function play(sending: Play = () => VALIDATING, rows = ROWS) {
  const sent: NewCorrections[] = [];
  const asked: URLSearchParams[] = [];
  playApi({
    "GET /uploads/id/rejected-rows": ({ query }) => {
      asked.push(query);
      return { body: { value: rows } };
    },
    "POST /uploads/id/corrections": (call) => {
      sent.push(call.body as NewCorrections);
      asked.push(call.query);
      return sending(call);
    },
  });
  return { sent, asked };
}

async function openGrid(waiting: Upload = WAITING): Promise<{ person: UserEvent; grid: HTMLElement }> {
  const person = show(<CorrectionsSection upload={waiting} />);
  await person.click(screen.getByRole("button", { name: "Correct rows one by one" }));
  const grid = await screen.findByRole("grid", { name: "Rejected rows" });
  return { person, grid };
}
const cell = (row: number, column: number): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`);
  if (!found) throw new Error(`There is no cell ${row}:${column}.`);
  return found;
};
const PHONE = 1;

// Tests leave drafts behind, which would hold the page of the next one.
const holds: EventListener[] = [];
beforeEach(() => {
  const add = window.addEventListener.bind(window);
  vi.spyOn(window, "addEventListener").mockImplementation((type: string, listener: unknown, options?: unknown) => {
    if (type === "beforeunload") holds.push(listener as EventListener);
    add(type, listener as EventListener, options as boolean);
  });
});
afterEach(() => holds.splice(0).forEach((listener) => window.removeEventListener("beforeunload", listener)));

it("shows the causes with how many, and what can be done for all of each", () => {
  show(<CorrectionsSection upload={WAITING} />);
  const table = screen.getByRole("table", { name: "Causes, the most frequent first" });
  const rows = within(table).getAllByRole("row").slice(1);
  expect(rows.map((row) => within(row).getByRole("rowheader").textContent)).toEqual([
    "1,200 The number has no country code, and no region says which one it is.number_needs_region",
    "31 The number is none of the region, but would be one of another country.number_of_another_country",
    "1 A group would be its own parent.self_parent",
  ]);
  const buttons = (row: HTMLElement) =>
    within(row)
      .getAllByRole("button")
      .map(({ textContent }) => textContent.split(":")[0]);
  expect(rows.map(buttons)).toEqual([
    ["Choose a region", "Skip all", "Show rows"],
    ["Accept suggestions", "Choose a region", "Skip all", "Show rows"],
    ["Skip all", "Show rows"],
  ]);
});

it.each<[string, RegExp, string, object]>([
  ["Accept suggestions", /In 30 entries what is suggested takes the place/, "Correct them", { accept: "suggestion" }],
  ["Skip all", /31 entries will be left out/, "Skip them", { skip: true }],
])("says what “%s” will do before it is sent", async (label, effect, submit, rule) => {
  const { sent, asked } = play();
  const person = show(<CorrectionsSection upload={WAITING} />);
  await person.click(screen.getByRole("button", { name: new RegExp(`^${label}: The number is none`) }));
  const dialog = screen.getByRole("dialog", { name: label });
  expect(within(dialog).getByText(effect)).toBeVisible();
  expect(await within(dialog).findByText("254712909961")).toBeVisible();
  expect(sent).toEqual([]);
  await person.click(within(dialog).getByText(submit));
  expect(await screen.findByText(/The correction is sent/)).toBeInTheDocument();
  expect(sent).toEqual([{ rules: [{ code: "number_of_another_country", ...rule }] }]);
  // What was reviewed goes with it, so that rows which were read again since are not corrected unseen.
  expect(asked.at(-1)?.get("plan")).toBe("reading-1");
});

it("sets a region for all rows of a cause only once one is chosen", async () => {
  const { sent } = play();
  const person = show(<CorrectionsSection upload={WAITING} />);
  await person.click(screen.getByRole("button", { name: /^Choose a region: The number has no country code/ }));
  const submit = screen.getByRole("button", { name: "Correct them" });
  expect(submit).toBeDisabled();
  const region = screen.getByRole("combobox", { name: "Region of numbers without a country code" });
  // The phone number rules, which know the regions, load with the first dialog that needs them.
  await waitFor(() => expect(region.querySelector("option[value=IN]")).toBeInTheDocument(), { timeout: 25_000 });
  await person.selectOptions(region, "IN");
  expect(screen.getByText(/1,200 entries will be read as numbers of India/)).toBeVisible();
  await person.click(submit);
  await waitFor(() => expect(sent).toEqual([{ rules: [{ code: "number_needs_region", set: { Region: "IN" } }] }]));
});

it("is one stop for Tab, and arrows move in it", async () => {
  play();
  const { person, grid } = await openGrid();
  const stops = () => [...grid.querySelectorAll('[tabindex="0"]')];
  expect(stops()).toEqual([cell(0, 0)]);
  cell(0, 0).focus();
  await person.keyboard("{ArrowRight}{ArrowDown}");
  expect(cell(1, PHONE)).toHaveFocus();
  expect(stops()).toEqual([cell(1, PHONE)]);
  await person.keyboard("{Control>}{End}{/Control}");
  expect(within(cell(2, 5)).getByRole("checkbox", { name: "Skip line 12" })).toHaveFocus();
  await person.keyboard("{Home}");
  expect(cell(2, 0)).toHaveFocus();
});

it("is edited like a spreadsheet, marks what is changed, and sends it in one request", async () => {
  const { sent } = play();
  const { person, grid } = await openGrid();
  cell(0, PHONE).focus();
  await person.keyboard("{F2}45678{Enter}");
  expect(cell(0, PHONE)).toHaveTextContent("9812345678 (changed)");
  expect(cell(1, PHONE)).toHaveFocus();
  // What is typed takes the place of the cell; Escape gives it up.
  await person.keyboard("999{Escape}");
  expect(cell(1, PHONE)).toHaveTextContent(/^254712909961$/);
  expect(cell(1, PHONE)).toHaveFocus();
  await person.keyboard("+254712909961{Tab}");
  expect(cell(1, PHONE)).toHaveTextContent("+254712909961 (changed)");
  expect(cell(1, 2)).toHaveFocus();
  await person.keyboard("Member{Shift>}{Tab}{/Shift}{ArrowDown}{Delete}");
  expect(cell(2, PHONE)).toHaveTextContent("(changed)");
  await person.click(within(cell(2, 5)).getByRole("checkbox"));
  expect(within(grid).getByText("It will be left out.")).toBeVisible();
  expect(screen.getByText("3 rows changed, not sent yet")).toBeVisible();

  await person.click(screen.getByRole("button", { name: "Send 3 rows" }));
  expect(await screen.findByText(/The corrections are sent/)).toBeInTheDocument();
  const kind = "user-group-mapping";
  expect(sent).toEqual([
    {
      rows: [
        { kind, line: 4, cells: { "Phone Number": "9812345678" } },
        { kind, line: 9, cells: { "Phone Number": "+254712909961", "User Type": "Member" } },
        { kind, line: 12, skip: true },
      ],
    },
  ]);
  expect(screen.getByText("Nothing is changed.")).toBeInTheDocument();
});

it("keeps what is typed when one clicks elsewhere", async () => {
  play();
  const { person } = await openGrid();
  cell(0, PHONE).focus();
  await person.keyboard("+919812345601");
  await person.click(cell(2, 0));
  expect(cell(0, PHONE)).toHaveTextContent("+919812345601 (changed)");
  expect(cell(2, 0)).toHaveTextContent(/^Depot$/);
  cell(2, PHONE).focus();
  await person.click(cell(2, PHONE));
  await person.keyboard("{Enter}");
  await person.click(screen.getByRole("combobox", { name: "Cause" }));
  expect(cell(2, PHONE)).toHaveTextContent(/^x$/);
});

it("takes cells of a spreadsheet from the active cell on, and says what found no place", async () => {
  play();
  const { person } = await openGrid();
  await person.click(cell(1, PHONE));
  await person.paste("+919812345601\tAdmin\tIN\textra\n+919812345602\tMember\n+919812345603");
  expect(cell(1, PHONE)).toHaveTextContent("+919812345601");
  expect(cell(1, 2)).toHaveTextContent("Admin");
  expect(cell(1, 3)).toHaveTextContent("IN");
  expect(cell(2, PHONE)).toHaveTextContent("+919812345602");
  expect(screen.getByText(/1 pasted rows? found no place on this page/)).toBeVisible();
});

it("copies what is selected, and takes the last change back", async () => {
  play();
  const { person } = await openGrid();
  await person.click(cell(0, 0));
  await person.keyboard("{Shift>}{ArrowRight}{ArrowDown}{/Shift}");
  // Testing Library copies only what is selected as text, and nothing is here.
  const setData = vi.fn();
  fireEvent.copy(cell(1, PHONE), { clipboardData: { setData } });
  expect(setData).toHaveBeenCalledWith("text/plain", "Depot\t98123\nDepot\t254712909961");
  await person.keyboard("{Delete}");
  expect(screen.getByText("2 rows changed, not sent yet")).toBeVisible();
  await person.keyboard("{Control>}z{/Control}");
  expect(screen.getByText("Nothing is changed.")).toBeVisible();
});

it("takes a suggestion by mouse and by Enter", async () => {
  play();
  const { person } = await openGrid();
  await person.click(within(cell(1, 4)).getByText("+254712909961"));
  expect(cell(1, PHONE)).toHaveTextContent("+254712909961 (changed)");
  await person.click(screen.getByRole("button", { name: "Take the last change back" }));
  cell(1, 4).focus();
  await person.keyboard("{Enter}");
  expect(cell(1, PHONE)).toHaveTextContent("+254712909961 (changed)");
});

it("hints at a number that will not be valid, while it is typed and after", async () => {
  play();
  const { person } = await openGrid();
  cell(0, PHONE).focus();
  await person.keyboard("+91981");
  expect(await within(cell(0, PHONE)).findByRole("status")).toHaveTextContent("+91981 is not valid: it is too short.");
  await person.keyboard("{Enter}");
  expect(cell(0, 4)).toHaveTextContent("+91981 is not valid: it is too short.");
});

it.each([
  [409, "The upload does not wait for review."],
  [412, "The plan is another one by now."],
  [503, "The service is busy."],
])("keeps what was typed when sending answers %d, and shows the sentence", async (status, detail) => {
  play(() => ({ status, body: { detail, code: "x", errors: [{ field: "rows[0].cells", message: "Wrong." }] } }));
  const { person } = await openGrid();
  cell(0, PHONE).focus();
  await person.keyboard("+919812345601{Enter}");
  await person.click(screen.getByRole("button", { name: "Send 1 row" }));
  expect(await screen.findByText("The corrections were not sent. What you typed is still here.")).toBeVisible();
  expect(screen.getByText(new RegExp(detail))).toBeVisible();
  expect(screen.getByText("Line 4.cells: Wrong.")).toBeVisible();
  expect(cell(0, PHONE)).toHaveTextContent("+919812345601 (changed)");
});

it("asks before the portal is left with something that was typed, also in an open cell", async () => {
  play();
  const { person } = await openGrid();
  const isHeld = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(isHeld()).toBe(false);
  cell(0, PHONE).focus();
  await person.keyboard("1");
  expect(isHeld()).toBe(true);
  await person.keyboard("{Escape}");
  expect(isHeld()).toBe(false);
  await person.keyboard("1{Enter}");
  expect(isHeld()).toBe(true);
  await person.click(screen.getByRole("button", { name: "Discard" }));
  await person.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Discard" }));
  await waitFor(() => expect(screen.getByText("Nothing is changed.")).toBeInTheDocument());
  expect(isHeld()).toBe(false);
  expect(cell(0, PHONE)).toHaveTextContent(/^98123$/);
});

it("goes through the pages and keeps what was typed on each", async () => {
  const pages: Record<string, object> = {
    first: { value: [rejected(4, "98123")], nextLink: "/x?continuation=second" },
    second: { value: [rejected(5000, "1")], leftOut: 7 },
  };
  playApi({
    "GET /uploads/id/rejected-rows": ({ query }) => ({ body: pages[query.get("continuation") ?? "first"] }),
  });
  const { person } = await openGrid();
  cell(0, PHONE).focus();
  await person.keyboard("+919812345601{Enter}");
  await person.click(screen.getByRole("button", { name: "Next rows" }));
  expect(await screen.findByRole("rowheader", { name: "5000" })).toBeInTheDocument();
  expect(screen.getByText(/Page 2, 1 row\. 7 more rows will be listed/)).toBeVisible();
  await person.click(screen.getByRole("button", { name: "Previous rows" }));
  expect(await screen.findByText("+919812345601")).toBeVisible();
  expect(screen.getByText("1 row changed, not sent yet")).toBeVisible();
});

it("says that somebody else was there first, and that what was typed is still marked", async () => {
  play();
  let change: (next: Upload) => void = () => undefined;
  function Page() {
    const [current, set] = useState(WAITING);
    change = set;
    return <CorrectionsSection upload={current} />;
  }
  const person = show(<Page />);
  await person.click(screen.getByRole("button", { name: "Correct rows one by one" }));
  await screen.findByRole("grid");
  cell(0, PHONE).focus();
  await person.keyboard("+919812345601{Enter}");
  act(() => change({ ...WAITING, plan: { ...PLAN, id: "reading-2" } }));
  expect(await screen.findByText(/The upload was checked again since you began to type/)).toBeVisible();
  expect(cell(0, PHONE)).toHaveTextContent("+919812345601 (changed)");
  act(() => change({ ...WAITING, state: "completed", causes: [], allowedActions: ["undo"] }));
  expect(await screen.findByText(/This upload does not wait for review any more/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Send 1 row" })).toBeDisabled();
});

it("lists what was corrected and by whom, and takes it back after asking", async () => {
  const by = { by: "ravi", at: "2026-11-28T10:00:00Z" };
  const sent: unknown[] = [];
  playApi({
    "GET /uploads/id/corrections": () => ({
      body: {
        rows: [{ kind: "user-group-mapping", line: 7, cells: { "Phone Number": "+919812345678" }, skip: false, ...by }],
        rules: [{ code: "number_needs_region", set: { Region: "IN" }, skip: false, ...by }],
      },
    }),
    "POST /uploads/id/corrections": ({ body }) => {
      sent.push(body);
      return VALIDATING;
    },
  });
  const person = show(<CorrectionsSection upload={{ ...WAITING, corrections: { rows: 1, rules: 1, skipped: 0 } }} />);
  const row = await screen.findByRole("row", { name: /Phone Number: \+919812345678/ });
  expect(row).toHaveTextContent("Users of groups, line 7");
  expect(row).toHaveTextContent("by ravi");
  await person.click(within(row).getByRole("button", { name: /^Take back/ }));
  expect(sent).toEqual([]);
  await person.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Take back" }));
  await waitFor(() => expect(sent).toEqual([{ rows: [{ kind: "user-group-mapping", line: 7, cells: {} }] }]));
});

it("is not there for an upload without rejected rows or corrections", () => {
  show(<CorrectionsSection upload={upload()} />);
  expect(screen.queryByRole("heading", { name: "Rejected rows" })).not.toBeInTheDocument();
});
