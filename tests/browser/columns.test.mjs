// Titles that nobody knows, and rows that are pasted: asked about once, remembered, and forgotten.

import assert from "node:assert/strict";
import {
  assertAccessible,
  assertFits,
  assertQuiet,
  checkFiles,
  chooseFile,
  goTo,
  numbers,
  paste,
  told,
  waitForState,
} from "./steps.mjs";
import { story } from "./story.mjs";

const { ORIGIN } = process.env;
const UNKNOWN = "Crew name (HR);Reach at\nStall Agra;+919812347001\nStall Agra;+919812347002\n";

const step = story(ORIGIN, "Asha", { permissions: ["clipboard-read", "clipboard-write"] });

step("asks what the columns of a file with unknown titles are, and goes on from there", async (page) => {
  await goTo(page, "Bulk Upload Users");
  await chooseFile(page, "user-group-mapping", UNKNOWN);
  await checkFiles(page);
  await waitForState(page, "failed");
  const table = page.getByRole("table", { name: "Columns of the file" });
  await table
    .getByRole("row", { name: /Reach at/ })
    .getByText("+919812347002")
    .waitFor();
  await assertAccessible(page, "the question about columns");
  await page.setViewportSize({ width: 360, height: 740 });
  await assertFits(page, "the question about columns at 360 px");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("combobox", { name: "What Crew name (HR) is" }).selectOption("Ignore");
  await page.getByText("Still missing: Group Name").waitFor();
  assert.ok(await page.getByRole("button", { name: "Go on with these columns" }).isDisabled());
  await page.getByRole("combobox", { name: "What Crew name (HR) is" }).selectOption("Group Name");
  await page.getByRole("combobox", { name: "What Reach at is" }).selectOption("Phone Number");
  await page.getByRole("button", { name: "Go on with these columns" }).click();
  await waitForState(page, "awaitingReview");
  assert.equal((await numbers(page, "What would change"))["Added"], "2");
});

step("remembers the answer, and forgets it when told so", async (page) => {
  await goTo(page, "Bulk Upload Users");
  await chooseFile(page, "user-group-mapping", UNKNOWN.replace("7001", "7003"));
  await checkFiles(page);
  await waitForState(page, "awaitingReview");
  await goTo(page, "Bulk Upload Users");
  await page.getByRole("link", { name: "Remembered columns" }).click();
  const row = page.getByRole("row", { name: /Crew name \(HR\), Reach at/ });
  await row.getByText("Reach at is Phone Number").waitFor();
  await assertAccessible(page, "the remembered columns");
  await row.getByRole("button", { name: /^Forget/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Forget" }).click();
  await told(page, "The columns are forgotten.");
  await row.waitFor({ state: "detached" });
});

step("takes rows that are pasted without titles", async (page) => {
  await goTo(page, "Bulk Upload Users");
  await page.getByRole("button", { name: "Paste rows" }).click();
  const dialog = page.getByRole("dialog", { name: "Paste rows" });
  await dialog.getByRole("textbox").focus();
  await paste(page, '"Stall\nPune"\t+919812347011\tAdmin\nStall Kochi\t+919812347012\t\n');
  await dialog.getByText("2 rows in 3 columns").waitFor();
  await assertAccessible(page, "the dialog for pasted rows");
  await dialog.getByRole("button", { name: "Use these rows" }).click();
  await page.getByText("pasted-rows.csv").waitFor();
  await checkFiles(page);
  await waitForState(page, "awaitingReview");
  const planned = await numbers(page, "What would change");
  assert.deepEqual([planned["Added"], planned["New groups"]], ["2", "2"]);
  await page.getByRole("rowheader", { name: "Stall Pune" }).waitFor();
});

step("the console showed no error", (page) => assertQuiet(page));
