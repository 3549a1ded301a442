import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { UploadPlan } from "~/api/models";
import type { UploadCommand } from "~/api/uploads";
import { PassedOver } from "~/pages/uploads/PassedOver";
import { Plan } from "~/pages/uploads/Plan";
import { Problems } from "~/pages/uploads/Problems";
import { UploadCommands } from "~/pages/uploads/UploadCommands";
import { UploadProgress } from "~/pages/uploads/UploadProgress";
import { upload } from "../upload";
import { playApi, show } from "./show";

const PLAN: UploadPlan = {
  totals: { groups: 3, groupsCreated: 1, added: 2, roleChanged: 0, removed: 90, unchanged: 160 },
  groups: [
    { name: "Depot", added: 0, roleChanged: 0, removed: 90, unchanged: 160, isNew: false },
    { name: "Kiosk", added: 2, roleChanged: 0, removed: 0, unchanged: 0, isNew: true },
  ],
};
const HELD = upload({
  state: "awaitingReview",
  plan: PLAN,
  heldGroups: ["Depot"],
  holds: [
    { group: "Depot", reason: "removesMany", message: "More than 35 % would be removed." },
    { group: "Depot", reason: "lastAdmin", message: "The group would have no admin left." },
  ],
  heldTotal: 1,
  allowedActions: ["apply", "cancel"],
  failSafe: { removedPercent: 35, minimumMembers: 200 },
});

it.each<[UploadCommand[], string[]]>([
  [[], []],
  [["cancel"], ["Cancel upload"]],
  [
    ["apply", "cancel"],
    ["Cancel upload", "Apply"],
  ],
  [
    ["rerun", "undo"],
    ["Undo", "Rerun"],
  ],
])("offers what the service allows: %j", (allowedActions, buttons) => {
  show(<UploadCommands upload={upload({ allowedActions })} />);
  expect(screen.queryAllByRole("button").map((button) => button.textContent)).toEqual(buttons);
});

it("asks, runs the action, and says so", async () => {
  const calls = playApi({ "POST /uploads/id/rerun": () => ({ body: upload({ state: "applying" }) }) });
  const person = show(<UploadCommands upload={upload({ allowedActions: ["rerun"] })} />);
  await person.click(screen.getByRole("button", { name: "Rerun" }));
  const dialog = screen.getByRole("alertdialog", { name: "Rerun this upload?" });
  expect(calls).toEqual([]);
  await person.click(within(dialog).getByRole("button", { name: "Rerun" }));
  expect(await screen.findByText("The upload runs again.")).toBeInTheDocument();
  expect(calls).toEqual(["POST /uploads/id/rerun"]);
});

it("applies the plan that was shown, not one that was made meanwhile", async () => {
  const asked: (string | null)[] = [];
  playApi({
    "POST /uploads/id/apply": ({ query }) => {
      asked.push(query.get("plan"));
      return { body: upload() };
    },
  });
  const person = show(<UploadCommands upload={{ ...HELD, heldTotal: 0, plan: { ...PLAN, id: "first" } }} />);
  await person.click(screen.getByRole("button", { name: "Apply" }));
  await person.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Apply" }));
  await vi.waitFor(() => expect(asked).toEqual(["first"]));
});

it("shows what the parent mapping would do", () => {
  const links = {
    added: 1200,
    unchanged: 3,
    ignored: 2,
    rejected: 1,
    groupsCreated: 0,
    new: [{ parent: "Region", child: "Depot" }],
  };
  show(<Plan upload={HELD} plan={{ ...PLAN, links }} />);
  expect(screen.getByRole("heading", { name: "Sub-group links" })).toBeVisible();
  expect(screen.getByText(/goes below/)).toHaveTextContent("Depot goes below Region");
  expect(screen.getByText("Links rejected", { selector: "dt" }).parentElement).toHaveTextContent("1");
  expect(screen.getByText("The first 1 of 1,200 new links.")).toBeVisible();
});

it("says in numbers what applying does, and what is left out", async () => {
  const counts = { ...HELD.counts, rejected: 1 };
  const person = show(<UploadCommands upload={{ ...HELD, heldGroups: [], heldTotal: 0, counts }} />);
  await person.click(screen.getByRole("button", { name: "Apply" }));
  const dialog = screen.getByRole("alertdialog");
  expect(dialog).toHaveTextContent(
    "This will be done: 2 members added, 90 members removed, 1 group created. 1 entry with errors will be left out.",
  );
  expect(within(dialog).getByRole("button", { name: "Apply" })).toBeEnabled();
});

it("applies what groups hold only when that is ticked", async () => {
  const person = show(<UploadCommands upload={HELD} />);
  await person.click(screen.getByRole("button", { name: "Apply" }));
  const dialog = screen.getByRole("alertdialog");
  const apply = within(dialog).getByRole("button", { name: "Apply" });
  expect(apply).toBeDisabled();
  await person.click(
    within(dialog).getByRole("checkbox", {
      name: /Yes, remove 90 members and go past the warning about 1 group/,
    }),
  );
  expect(apply).toBeEnabled();
});

it("says why groups hold the upload, in the words of the service", () => {
  show(<Plan upload={{ ...HELD, heldTotal: 3 }} plan={PLAN} />);
  const warning = screen.getByText("Look at this upload before you apply it.").closest(".fui-MessageBarBody");
  expect(warning).toHaveTextContent(
    "More than 35 % would be removed.DepotThe group would have no admin left.DepotAnd 2 other groups.",
  );
  const removed = screen.getByText("Removed", { selector: "dt" }).parentElement;
  expect(removed).toHaveTextContent("90");
  expect(screen.getByText(/The 2 groups that change most, of 3 groups/)).toBeVisible();
});

it("does not warn of what is decided", () => {
  show(<Plan upload={{ ...HELD, state: "completed" }} plan={PLAN} />);
  expect(screen.queryByText(/Look at this upload before you apply it/)).not.toBeInTheDocument();
  expect(screen.getByRole("heading", { name: "What was planned" })).toBeVisible();
});

it("draws a bar a group, in words as well", () => {
  show(<Plan upload={HELD} plan={PLAN} />);
  const kiosk = screen.getByRole("row", { name: /Kiosk/ });
  expect(within(kiosk).getByText("New")).toBeVisible();
  expect(within(kiosk).getByRole("img", { name: "Added 2" })).toBeVisible();
  expect(screen.getByRole("img", { name: "Removed 90, Unchanged 160" })).toBeVisible();
});

it("says how far an upload is", () => {
  show(<UploadProgress upload={upload({ state: "applying" })} />);
  expect(screen.getByRole("progressbar", { name: "Applying" })).toHaveAttribute("aria-valuenow", "0.25");
  expect(screen.getByText("25%: 25 of 100 entries, part 1 of 4")).toBeVisible();
});

const problem = (line: number, code: string, severity: "error" | "warning", message: string) => ({
  file: "id/users.csv",
  sheet: "",
  line,
  column: "Phone Number",
  code,
  severity,
  message,
});
// 200 problems come with a page; two pages of one are enough to see both asked for.
function playProblems(): URLSearchParams[] {
  const queries: URLSearchParams[] = [];
  playApi({
    "GET /uploads/id/problems": ({ query }) => {
      queries.push(query);
      return query.has("continuation")
        ? { body: { value: [problem(44, "duplicate_row", "warning", "It is also in line 4.")] } }
        : {
            body: {
              value: [problem(4, "number_invalid", "error", "“98123” is too short.")],
              nextLink: "/api/v1/uploads/id/problems?continuation=p2",
            },
          };
    },
  });
  return queries;
}
const lines = () => screen.getAllByRole("rowheader").map((cell) => cell.textContent);

it("asks for every page of problems once one filters, because the service does not", async () => {
  const queries = playProblems();
  const person = show(<Problems upload={upload()} />);
  expect(await screen.findByText("“98123” is too short.")).toBeVisible();
  expect(queries).toHaveLength(1);
  await person.selectOptions(screen.getByRole("combobox", { name: "Severity" }), "Warnings");
  expect(await screen.findByText("It is also in line 4.")).toBeVisible();
  expect(queries.map((query) => query.get("continuation"))).toEqual([null, "p2"]);
  expect(lines()).toEqual(["44"]);
  await person.selectOptions(screen.getByRole("combobox", { name: "Severity" }), "Errors and warnings");
  expect(lines()).toEqual(["4", "44"]);
});

it("shows the cell as written and what it probably means", async () => {
  const text = "The Phone Number is probably +989812345678. If so, write that.";
  const suggestion = { column: "Phone Number", value: "+989812345678", text };
  const found = problem(4, "number_invalid", "error", "It is no number.");
  playApi({
    "GET /uploads/id/problems": () => ({ body: { value: [{ ...found, value: "989812345678", suggestion }] } }),
  });
  show(<Problems upload={upload()} />);
  expect(await screen.findByText("989812345678")).toBeVisible();
  expect(screen.getByText(text)).toBeVisible();
});

it("filters by words and by kind, and says when nothing is left", async () => {
  playProblems();
  const person = show(<Problems upload={upload()} />);
  await person.type(await screen.findByRole("searchbox", { name: "Find" }), "too short");
  await vi.waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("2 problems"));
  expect(lines()).toEqual(["4"]);
  await person.selectOptions(screen.getByRole("combobox", { name: "Kind of problem" }), "duplicate_row");
  expect(screen.getByText("No problem matches.")).toBeVisible();
});

it("says what of the file was passed over, and warns where numbers were", () => {
  const ignoredColumns = [
    { title: "<i>Other mobile</i>", numbers: 1200 },
    { title: "Note", numbers: 0 },
  ];
  const passedOver = { instructions: 3, defaultRows: 1, columns: 5, ignoredColumns, skipped: 2, skippedLinks: 1 };
  show(<PassedOver upload={upload({ passedOver })} />);
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "3 instruction lines skipped",
    "1 row skipped, with nothing but what a drop-down list fills in",
    "2 entries skipped by a correction",
    "1 row of the parent group mapping skipped by a correction",
    "Column <i>Other mobile</i> ignored, although 1,200 of its cells hold a number",
    "Column Note ignored",
    "3 other columns ignored",
  ]);
});

it("says nothing where nothing was passed over", () => {
  show(<PassedOver upload={upload()} />);
  expect(screen.queryByText("Not everything in the file is a row.")).not.toBeInTheDocument();
});

it("offers the rejected rows as files only where something was rejected", async () => {
  playApi({ "GET /uploads/id/problems": () => ({ body: { value: [] } }) });
  show(<Problems upload={upload()} />);
  expect(await screen.findByText("Every row is valid.")).toBeVisible();
  expect(screen.queryByRole("button", { name: /^rejected\./ })).not.toBeInTheDocument();
});

it("says the sheet beside the row of a workbook, and finds problems by it", async () => {
  const found = { ...problem(1007, "number_invalid", "error", "It is too short."), sheet: "Staff <2>" };
  playApi({
    "GET /uploads/id/problems": () => ({
      body: { value: [found, problem(3, "number_invalid", "error", "Another one.")] },
    }),
  });
  const person = show(<Problems upload={upload()} />);
  expect(await screen.findByRole("rowheader", { name: "Sheet Staff <2>, row 1,007" })).toBeVisible();
  await person.type(screen.getByRole("searchbox", { name: "Find" }), "staff");
  expect(lines()).toEqual(["Sheet Staff <2>, row 1,007"]);
});

it("gives the rejected rows as a workbook first and as CSV", async () => {
  playApi({ "GET /uploads/id/problems": () => ({ body: { value: [] } }) });
  const counts = { ...upload().counts, rejected: 2 };
  show(<Problems upload={upload({ counts })} />);
  const files = await screen.findAllByRole("button", { name: /^rejected\./ });
  expect(files.map((file) => file.textContent)).toEqual(["rejected.xlsx", "rejected.csv"]);
});
