import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Group, MemberResults } from "~/api/models";
import AddMembersDialog from "~/pages/group/users/AddMembersDialog";
import ImportMembersDialog from "~/pages/group/users/ImportMembersDialog";
import { playApi, show } from "./show";

const GROUP = { id: "g", name: "Depot", type: "organization", region: "IN" } as Group;
const READ = {
  members: [
    { line: 2, phoneNumber: "+919812345601", role: "Admin" },
    { line: 3, phoneNumber: "+919812345602" },
    { line: 5, phoneNumber: "+919812345603", role: "Member" },
  ],
  problems: [
    {
      file: "f",
      sheet: "",
      line: 6,
      column: "",
      code: "duplicate_row",
      severity: "warning",
      message: "It is listed twice.",
    },
    {
      file: "f",
      sheet: "Staff",
      line: 4,
      column: "Phone Number",
      code: "number_invalid",
      severity: "error",
      message: "It is too short.",
      value: "98123",
    },
  ],
  passedOver: { instructions: 0, defaultRows: 0, columns: 0, ignoredColumns: [], skipped: 0, skippedLinks: 0 },
};

function results(sent: { phoneNumbers: string[] }): MemberResults {
  const added = sent.phoneNumbers.length;
  const outcome = (input: string) => ({ input, phoneNumber: input, outcome: "added" as const });
  return {
    results: sent.phoneNumbers.map(outcome),
    counts: { added, roleChanged: 0, unchanged: 0, rejected: 0 },
  };
}

function fileInput(): HTMLInputElement {
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("There is no field for a file.");
  return input;
}

it("shows what the service read in a file before anything is added, and adds it by role", async () => {
  const sent: unknown[] = [];
  const calls = playApi({
    "POST /groups/g/members/file": ({ query }) => {
      expect(query.get("region")).toBeNull();
      return { body: READ };
    },
    "POST /groups/g/members": ({ body }) => {
      sent.push(body);
      return { body: results(body as { phoneNumbers: string[] }) };
    },
  });
  const person = show(<ImportMembersDialog group={GROUP} onClose={() => undefined} />);
  await person.upload(fileInput(), new File(['{"bytes": "of a workbook"}'], "team.xlsx"));
  expect(await screen.findByText("3 numbers, 1 problem")).toBeVisible();
  const problems = within(screen.getByRole("list", { name: "Problems of the file" })).getAllByRole("listitem");
  expect(problems.map((item) => item.textContent)).toEqual([
    "Sheet Staff, row 4: It is too short. In the file: 98123",
    "Line 6: It is listed twice.",
  ]);
  const numbers = within(screen.getByRole("list", { name: "Numbers as they are read" })).getAllByRole("listitem");
  expect(numbers.map((item) => item.textContent)).toEqual([
    "+919812345601Admin",
    "+919812345602Member",
    "+919812345603Member",
  ]);
  expect(calls).toEqual(["POST /groups/g/members/file"]);

  await person.click(screen.getByRole("button", { name: "Add 3 numbers" }));
  expect(await screen.findByText("3 added, 0 role changed, 0 already there, 0 rejected")).toBeVisible();
  expect(sent).toEqual([
    { phoneNumbers: ["+919812345601"], role: "Admin" },
    { phoneNumbers: ["+919812345602", "+919812345603"], role: "Member" },
  ]);
});

it("says why a file cannot be read, and adds nothing", async () => {
  playApi({
    "POST /groups/g/members/file": () => ({
      status: 400,
      body: { detail: "The workbook has a password. Save it without one.", code: "file_encrypted" },
    }),
  });
  const person = show(<ImportMembersDialog group={GROUP} onClose={() => undefined} />);
  await person.upload(fileInput(), new File(['"x"'], "team.xlsx"));
  expect(await screen.findByText(/The workbook has a password\./)).toBeVisible();
  expect(screen.getByRole("button", { name: "Add" })).toBeDisabled();
});

it("adds a pasted column without its title", async () => {
  const sent: unknown[] = [];
  playApi({
    "POST /groups/g/members": ({ body }) => {
      sent.push(body);
      return { body: results({ phoneNumbers: ["+919812345601"] }) };
    },
  });
  const person = show(<AddMembersDialog group={GROUP} onClose={() => undefined} />);
  await person.click(screen.getByRole("textbox", { name: "Phone numbers" }));
  await person.paste("Mobile\n+919812345601\n98123 45602\n");
  expect(await screen.findByText("2 numbers, all valid")).toBeVisible();
  await person.click(screen.getByRole("button", { name: "Add" }));
  expect(await screen.findByText(/1 added/)).toBeVisible();
  expect(sent).toMatchObject([{ phoneNumbers: "+919812345601\n98123 45602\n" }]);
});
