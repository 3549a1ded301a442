import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { DataTable, type Column } from "~/components/DataTable";
import { Outcomes } from "~/components/Outcomes";
import { show } from "./show";

interface Row {
  name: string;
  members: number;
}

it("names its table, its columns and, by one of them, its rows", () => {
  const columns: Column<Row>[] = [
    { id: "name", title: "Name", isName: true, render: (row) => row.name },
    { id: "members", title: "Members", isNumber: true, render: (row) => row.members },
    { id: "remove", title: "Remove", hideTitle: true, render: (row) => <button>Remove {row.name}</button> },
  ];
  show(
    <DataTable
      label="Groups"
      columns={columns}
      rows={[
        { name: "Depot", members: 3 },
        { name: "Region", members: 12 },
      ]}
      rowKey={(row) => row.name}
    />,
  );
  const table = screen.getByRole("table", { name: "Groups" });
  expect(
    within(table)
      .getAllByRole("columnheader")
      .map((cell) => cell.textContent),
  ).toEqual(["Name", "Members", "Remove"]);
  const region = within(table).getByRole("row", { name: /Region/ });
  expect(within(region).getByRole("rowheader")).toHaveTextContent("Region");
  expect(within(region).getByRole("button", { name: "Remove Region" })).toBeVisible();
});

it("shows the rejected numbers first, and all of them to the keyboard", async () => {
  const person = show(
    <Outcomes
      results={{
        results: [
          { input: "98123 45678", phoneNumber: "+919812345678", outcome: "added" },
          { input: "12", outcome: "rejected", code: "number_invalid", message: "It is too short." },
        ],
        counts: { added: 1, roleChanged: 0, unchanged: 0, rejected: 1 },
      }}
    />,
  );
  expect(screen.getByRole("status")).toHaveTextContent("1 added, 0 role changed, 0 already there, 1 rejected");
  const list = screen.getByRole("list", { name: "Outcome of each number" });
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["Rejected12It is too short.", "Added+919812345678"]);
  await person.tab();
  expect(list).toHaveFocus();
});
