import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import ColumnChoicesPage from "~/pages/uploads/columns/ColumnChoicesPage";
import { ColumnQuestion } from "~/pages/uploads/columns/ColumnQuestion";
import { upload } from "../upload";
import { playApi, show } from "./show";

const COLUMNS = [
  { title: "Crew", sheet: "Staff", guess: "Group Name", samples: ["Depot", "<b>Kiosk</b>", ""] },
  { title: "Cell no.", sheet: "Staff", samples: ["+919812345678"] },
  { title: "Position", sheet: "Staff", guess: "User Type", samples: ["Member", "Admin"] },
  { title: "Note", sheet: "Staff", samples: [] },
];
const FAILED = upload({
  state: "failed",
  error: { code: "header_unrecognised", message: "The header has no column User Type.", columns: COLUMNS },
});

it("shows the columns with their cells and the guess, says what is missing, and sends the choice", async () => {
  const sent: unknown[] = [];
  playApi({
    "POST /uploads/id/columns": ({ body }) => {
      sent.push(body);
      return { body: upload({ state: "validating" }) };
    },
  });
  const person = show(<ColumnQuestion upload={FAILED} columns={COLUMNS} />);
  const crew = screen.getByRole("row", { name: /Crew/ });
  expect(crew).toHaveTextContent("Sheet Staff");
  expect(within(crew).getByText("<b>Kiosk</b>")).toBeVisible();
  expect(within(crew).getByRole("combobox", { name: "What Crew is" })).toHaveValue("Group Name");
  const number = screen.getByRole("combobox", { name: "What Cell no. is" });
  expect(number).toHaveDisplayValue("Ignore");
  const go = screen.getByRole("button", { name: "Go on with these columns" });
  expect(screen.getByRole("status")).toHaveTextContent("Still missing: Phone Number.");
  expect(go).toBeDisabled();
  await person.selectOptions(number, "Phone Number");
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
  await person.click(go);
  expect(await screen.findByText("The columns are chosen. The file is being checked.")).toBeInTheDocument();
  expect(sent).toEqual([
    { columns: { Crew: "Group Name", "Cell no.": "Phone Number", Position: "User Type", Note: "" } },
  ]);
});

it("keeps the choice and shows the sentence when the service does not take it", async () => {
  playApi({
    "POST /uploads/id/columns": () => ({ status: 409, body: { detail: "The upload has gone on.", code: "conflict" } }),
  });
  const person = show(<ColumnQuestion upload={FAILED} columns={COLUMNS} />);
  await person.selectOptions(screen.getByRole("combobox", { name: "What Cell no. is" }), "Phone Number");
  await person.click(screen.getByRole("button", { name: "Go on with these columns" }));
  expect(await screen.findByText(/The upload has gone on\./)).toBeVisible();
  expect(screen.getByRole("combobox", { name: "What Cell no. is" })).toHaveValue("Phone Number");
});

it("lists what is remembered, and forgets it after asking", async () => {
  const choice = {
    id: "c1",
    kind: "user-group-mapping",
    titles: ["Crew", "Cell no.", "Note"],
    columns: { Crew: "Group Name", "Cell no.": "Phone Number", Note: "" },
    chosenBy: "asha",
    chosenAt: "2026-11-28T10:00:00Z",
  };
  const calls = playApi({
    "GET /column-choices": () => ({ body: { value: [choice] } }),
    "DELETE /column-choices/c1": () => ({ body: {} }),
  });
  const person = show(<ColumnChoicesPage />);
  const row = await screen.findByRole("row", { name: /Crew, Cell no\., Note/ });
  expect(row).toHaveTextContent("Crew is Group NameCell no. is Phone NumberNote is ignored");
  await person.click(within(row).getByRole("button", { name: "Forget Crew, Cell no., Note" }));
  const dialog = screen.getByRole("alertdialog", { name: "Forget these columns?" });
  expect(calls).not.toContain("DELETE /column-choices/c1");
  await person.click(within(dialog).getByRole("button", { name: "Forget" }));
  expect(await screen.findByText("The columns are forgotten.")).toBeInTheDocument();
  expect(calls).toContain("DELETE /column-choices/c1");
});
