import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { UploadForm } from "~/pages/uploads/begin/UploadForm";
import { playApi, show } from "./show";

const PROBLEM = {
  status: 400,
  body: {
    type: "x",
    title: "The request is invalid.",
    status: 400,
    detail: "The encoding is not known.",
    code: "invalid",
    errors: [{ field: "encoding", code: "encoding_unknown", message: "Say one such as utf-8." }],
  },
};

function fileInput(): HTMLInputElement {
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("There is no field for a file.");
  return input;
}

async function send(choose: string | null) {
  const sent: unknown[] = [];
  playApi({
    "POST /uploads": ({ body }) => {
      sent.push(body);
      return PROBLEM;
    },
  });
  const person = show(<UploadForm />);
  const file = new File(["Group Name,Phone Number,User Type\n"], "users.csv", { type: "text/csv" });
  await person.upload(fileInput(), file);
  expect(await screen.findByText(/users.csv/)).toBeInTheDocument();
  if (choose) await person.selectOptions(screen.getByRole("combobox", { name: "Encoding of the files" }), choose);
  await person.click(screen.getByRole("button", { name: "Check files" }));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  return sent[0];
}

it("lets the service detect the encoding unless one is chosen", async () => {
  expect(await send(null)).toMatchObject({ encoding: "" });
});

it("sends the encoding that is chosen, and shows beside it what the service says about it", async () => {
  expect(await send("Cyrillic (Windows-1251)")).toMatchObject({ encoding: "windows-1251" });
  expect(await screen.findByText("Say one such as utf-8.")).toBeInTheDocument();
});

const named = (name: string, content = "x") => new File([content], name);

it.each([
  ["a workbook, which may be the pair", ["organisation.xlsx"], false],
  ["a CSV file", ["users.csv"], false],
  ["two files, in any order", ["parents.csv", "users.xlsx"], true],
])("takes %s", async (_, names, parentMapping) => {
  const sent: unknown[] = [];
  playApi({
    "POST /uploads": ({ body }) => {
      sent.push(body);
      return PROBLEM;
    },
  });
  const person = show(<UploadForm />);
  expect(fileInput().accept).toMatch(/\.xlsx,.*\.csv/);
  await person.upload(fileInput(), names.map((name) => named(name))); // prettier-ignore
  for (const name of names) expect(screen.getByText(name)).toBeVisible();
  await person.click(screen.getByRole("button", { name: "Check files" }));
  await vi.waitFor(() => expect(sent).toMatchObject([{ parentMapping }]));
});

it("refuses what cannot be the files of one upload, and keeps what was chosen", async () => {
  const person = show(<UploadForm />);
  await person.upload(fileInput(), named("users.xlsx"));
  await person.upload(fileInput(), named("empty.csv", ""));
  expect(screen.getByRole("alert")).toHaveTextContent("The file empty.csv is empty. Save the sheet again.");
  await person.upload(fileInput(), [named("parents.csv"), named("more.csv")]);
  expect(screen.getByRole("alert")).toHaveTextContent("Choose two files at most.");
  expect(screen.getByText("users.xlsx")).toBeVisible();
  await person.upload(fileInput(), named("parents.csv"));
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Take out users.xlsx" }));
  expect(screen.queryByText("users.xlsx")).not.toBeInTheDocument();
  expect(screen.getByText("parents.csv")).toBeVisible();
});

it("offers each template as a workbook first and as CSV", () => {
  show(<UploadForm />);
  expect(screen.getAllByRole("button", { name: /^Template \./ }).map((button) => button.textContent)).toEqual([
    "Template .xlsx",
    "Template .csv",
    "Template .xlsx",
    "Template .csv",
  ]);
});

async function paste(text: string) {
  const person = show(<UploadForm />);
  await person.click(screen.getByRole("button", { name: "Paste rows" }));
  const dialog = await screen.findByRole("dialog", { name: "Paste rows" });
  await person.click(within(dialog).getByRole("textbox", { name: "Rows from a spreadsheet" }));
  await person.paste(text);
  return { person, dialog, use: within(dialog).getByRole("button", { name: "Use these rows" }) };
}

it("takes pasted rows with their titles as a file", async () => {
  const { person, dialog, use } = await paste('Gruppe\tHandy\n"Night\nshift"\t+919812345678\nDepot\t9812345679\n');
  expect(within(dialog).getByText("2 rows in 2 columns")).toBeVisible();
  const table = within(dialog).getByRole("table", { name: "The first rows" });
  expect(within(table).getByRole("columnheader", { name: "Handy" })).toBeVisible();
  expect(within(table).getByRole("row", { name: /Night\s+shift/ })).toHaveTextContent("+919812345678");
  await person.click(use);
  expect(await screen.findByText("pasted-rows.csv")).toBeVisible();
});

it("asks what the columns are where no titles were pasted", async () => {
  const { person, dialog, use } = await paste("Depot\t9812345678\tx\nKiosk\t9812345679\ty\n");
  expect(within(dialog).getByText("2 rows in 3 columns")).toBeVisible();
  expect(within(dialog).getByRole("combobox", { name: "What column 1 is" })).toHaveValue("Group Name");
  const second = within(dialog).getByRole("combobox", { name: "What column 2 is" });
  expect(second).toHaveValue("Phone Number");
  await person.selectOptions(second, "Ignore");
  expect(within(dialog).getByRole("alert")).toHaveTextContent("Still missing: Phone Number.");
  expect(use).toBeDisabled();
  await person.selectOptions(second, "Phone Number");
  await person.click(use);
  expect(await screen.findByText("pasted-rows.csv")).toBeVisible();
});
