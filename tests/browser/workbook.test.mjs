// The sample workbook with its twelve mistakes: dropped on the page, mended without leaving it, applied, and undone.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { as } from "./api.mjs";
import {
  assertAccessible,
  assertQuiet,
  checkFiles,
  downloaded,
  goTo,
  gridCell,
  numbers,
  paste,
  told,
  waitForRejected,
  waitForState,
} from "./steps.mjs";
import { story } from "./story.mjs";

const { API, ORIGIN } = process.env;
const SAMPLE = fileURLToPath(new URL("../../samples/organisation-with-mistakes.xlsx", import.meta.url));
const [GROUP, PHONE, , REGION, PROBLEM, SKIP] = [0, 1, 2, 3, 4, 5];

const step = story(ORIGIN, "Asha", { permissions: ["clipboard-read", "clipboard-write"] });

async function repair(page, label, cause, choose = async () => {}) {
  await page.getByRole("button", { name: new RegExp(`^${label}: ${cause}`) }).click();
  const dialog = page.getByRole("dialog", { name: label });
  await choose(dialog);
  await dialog.getByRole("button", { name: /^(Correct|Skip) them$/ }).click();
  await told(page, /The correction is sent/);
}

step("takes a workbook with both sheets in one drop", async (page) => {
  await goTo(page, "Bulk Upload Users");
  await page.locator("main input[type=file]").setInputFiles(SAMPLE);
  await page.getByText("organisation-with-mistakes.xlsx").waitFor();
  await checkFiles(page);
  await waitForRejected(page, 13);
  const problems = page.getByRole("table", { name: "Problems by line" });
  await problems.getByRole("rowheader", { name: "Sheet Staff, row 13" }).first().waitFor();
  assert.equal((await numbers(page, "Sub-group links"))["Links added"], "3");
});

step("says why rows are rejected, most first, and what can be done for all of each", async (page) => {
  const causes = page.getByRole("table", { name: "Causes, the most frequent first" });
  const words = await causes.getByRole("rowheader").allInnerTexts();
  assert.equal(words.length, 9);
  assert.match(words[0], /^3 It is no valid phone number/);
  await assertAccessible(page, "the causes");
});

step("accepts suggestions after showing what they are", async (page) => {
  await repair(page, "Accept suggestions", "The number is none of the region", async (dialog) => {
    await dialog.getByText("In 2 entries what is suggested takes the place").waitFor();
    const examples = dialog.getByRole("list", { name: "Examples" });
    await examples.getByText("+254712909962").waitFor();
    await assertAccessible(page, "the dialog of a repair");
  });
  await waitForRejected(page, 11);
});

step("sets a user type and a region for all rows of a cause, takes one back, and sets it again", async (page) => {
  const cause = "The user type is neither";
  await repair(page, "Set the user type", cause);
  await waitForRejected(page, 10);
  await repair(page, "Choose a region", "The region is not a code", async (dialog) => {
    await dialog.getByRole("combobox").selectOption("IN");
    await dialog.getByText("1 entry will be read as numbers of India").waitFor();
  });
  await waitForRejected(page, 9);
  const made = page.getByRole("table", { name: "Corrections" });
  const row = made.getByRole("row", { name: /User Type: Member/ });
  await row.getByText("by asha").waitFor();
  await row.getByRole("button", { name: /^Take back/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Take back" }).click();
  await waitForRejected(page, 10);
  await repair(page, "Set the user type", cause);
  await waitForRejected(page, 9);
});

step("mends the other rows by keyboard and from the clipboard", async (page) => {
  await page.getByRole("button", { name: "Correct rows one by one" }).click();
  await page.getByRole("grid", { name: "Rejected rows" }).waitFor();
  await assertAccessible(page, "the grid");
  assert.equal(await page.locator('[role=grid] [tabindex="0"]').count(), 1);
  await gridCell(page, 0, GROUP).focus();

  // A number without country code: the region of its row.
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("KE");
  await page.keyboard.press("Enter");
  assert.match(await gridCell(page, 0, REGION).innerText(), /^KE\s+\(changed\)$/);

  // The damaged number and the date below it, from a spreadsheet.
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await paste(page, "+919812345731\n+919812345732\n");
  assert.match(await gridCell(page, 2, PHONE).innerText(), /^\+919812345732/);

  // The missing group. What is too short is said while it is typed.
  await gridCell(page, 3, GROUP).focus();
  await page.keyboard.type("Kiosk Pune");
  await page.keyboard.press("Tab");
  await page.keyboard.press("F2");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("98123");
  await gridCell(page, 3, PHONE).getByText("98123 is not valid: it is too short.").waitFor();
  await assertAccessible(page, "the grid with an open cell");
  await page.keyboard.press("Escape");

  // The row without a number is left out.
  await gridCell(page, 4, PHONE).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Space");
  await gridCell(page, 4, PROBLEM).getByText("It will be left out.").waitFor();

  for (const [row, number] of [
    [5, "+919812345713, +919812345714"],
    [6, "+919812345733"],
    [7, "+919812345716, +919812345717"],
    [8, "+919812345734"],
  ]) {
    await gridCell(page, row, PHONE).focus();
    await page.keyboard.type(number);
    await page.keyboard.press("Enter");
  }
  await page.getByText("9 rows changed, not sent yet").waitFor();
  assert.equal(await gridCell(page, 4, SKIP).getByRole("checkbox").isChecked(), true);
});

step("loses nothing of it on another page, and asks before the portal is left", async (page) => {
  const address = page.url();
  await goTo(page, "Groups");
  await page.goBack();
  assert.equal(page.url(), address);
  await page.getByText("9 rows changed, not sent yet").waitFor();
  await gridCell(page, 8, PHONE).getByText("+919812345734").waitFor();
  const [dialog] = await Promise.all([
    page.waitForEvent("dialog"),
    page.evaluate(() => setTimeout(() => location.reload())),
  ]);
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await page.getByText("9 rows changed, not sent yet").waitFor();
});

step("keeps it when sending fails, and sends it in one request", async (page) => {
  let failed = 0;
  await page.route("**/corrections*", (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    if (failed++) return route.fallback();
    const detail = "The plan is another one by now.";
    return route.fulfill({
      status: 412,
      contentType: "application/problem+json",
      body: JSON.stringify({ detail, code: "x" }),
    });
  });
  await page.getByRole("button", { name: "Send 9 rows" }).click();
  await page.getByText("The corrections were not sent. What you typed is still here.").waitFor();
  await page.getByText("9 rows changed, not sent yet").waitFor();
  await page.getByRole("button", { name: "Send 9 rows" }).click();
  await told(page, /The corrections are sent/);
  await waitForRejected(page, 0);
  assert.equal(failed, 2);
  await page.unroute("**/corrections*");
  await page.getByText("1 entry skipped by a correction").waitFor();
});

step("offers what is left as files, applies everything, and undoes it", async (page) => {
  const call = await as(API, "asha");
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const planned = await numbers(page, "What would change");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Apply" }).click();
  await waitForState(page, "completed");
  const done = await numbers(page, "What was done");
  assert.deepEqual([done["Added"], done["Rejected"], done["Links added"]], [planned["Added"], "0", "3"]);
  const found = await call("GET", "/groups?q=Kiosk%20Nairobi");
  assert.equal(found.value[0].memberCount, 5);
  const { rows, rules } = await call("GET", `/uploads/${id}/corrections`);
  assert.deepEqual([rows.length, rules.length, rows[0].by], [9, 3, "asha"]);
  await page
    .getByRole("table", { name: "Corrections" })
    .getByRole("row", { name: /Skipped/ })
    .waitFor();

  await page.getByRole("button", { name: "Undo" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByText(/This will be done: .*members removed/).waitFor();
  await dialog.getByRole("button", { name: "Undo" }).click();
  await waitForState(page, "undone");
  const left = await call("GET", "/groups?q=Kiosk");
  assert.ok(left.value.every((group) => group.memberCount === 0));
});

step("gives templates as workbooks", async (page) => {
  await goTo(page, "Bulk Upload Users");
  const template = await downloaded(page, () =>
    page.getByRole("button", { name: "Template .xlsx for the user group mapping" }).click(),
  );
  assert.equal(template.slice(0, 2), "PK");
});

step("the console showed only the failure that was provoked", (page) => assertQuiet(page, [/status of 412/]));
