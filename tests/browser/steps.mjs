// Steps that several tests take, in the words of what a person does.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { axeSource } from "./browser.mjs";

export const main = (page) => page.getByRole("main");

/** Goes to a page by the navigation and waits for its heading. */
export async function goTo(page, link, heading = link) {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: link, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
}

/** Opens a group by searching for it, as one does. */
export async function openGroup(page, name, tab = "Organization") {
  await goTo(page, "Groups");
  await page.getByRole("tab", { name: tab }).click();
  await page.getByRole("searchbox", { name: "Find a group" }).fill(name);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

/** Adds a file to an upload; its content comes from the test. */
export async function chooseFile(page, kind, content) {
  await page.locator("main input[type=file]").setInputFiles({
    name: `${kind}.csv`,
    mimeType: "text/csv",
    buffer: Buffer.from(content),
  });
}

/** What a list of counts says, by label: { Added: "3" }. */
export async function numbers(page, heading) {
  const tiles = page.getByRole("region", { name: heading }).locator("dl > div");
  await tiles.first().waitFor({ timeout: 60_000 }); // the page before it may show for a moment
  const entries = await tiles.evaluateAll((items) =>
    items.map((item) => [
      item.querySelector("dt").firstChild.parentNode.innerText.split("\n")[0].trim(),
      item.querySelector("dd").innerText,
    ]),
  );
  return Object.fromEntries(entries);
}

export async function waitForState(page, state) {
  await page.locator(`[data-state="${state}"]`).first().waitFor({ timeout: 60_000 });
}

/** The content of what a click downloads. */
export async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return readFile(await download.path(), "utf8");
}

/** Fails with the list of what axe finds wrong: serious and critical, by the rules of WCAG 2.2 A and AA. */
export async function assertAccessible(page, where) {
  // Through the debugger's protocol and not as a script element, which the page's policy rightly rejects.
  await page.evaluate(await readFile(axeSource, "utf8"));
  const violations = await page.evaluate(async () => {
    // What is fading in has not its colours yet.
    const finite = document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime));
    await Promise.all(finite.map((animation) => animation.finished.catch(() => undefined)));
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const result = await window.axe.run(
      // Fluent's focus redirectors are hidden and focusable on purpose (microsoft/tabster issue 288).
      { exclude: "[data-tabster-dummy]" },
      {
        runOnly: { type: "tag", values: tags },
      },
    );
    return result.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n    ${nodes
            .slice(0, 3)
            .map((node) => node.html.slice(0, 200))
            .join("\n    ")}`,
      );
  });
  assert.deepEqual(violations, [], `axe on ${where}:\n  ${violations.join("\n  ")}`);
}

/** Fails when the console showed an error or a script threw; `expected` names answers that the test has provoked. */
export function assertQuiet(page, expected = []) {
  const errors = page.errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
  assert.deepEqual(errors, [], "The console showed errors.");
}

/** Fails when the page is wider than the window. */
export async function assertFits(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${where} is ${over} px wider than the window.`);
}

/** Waits for what a toast says; it is there twice, once for screen readers. */
export function told(page, words) {
  return page.getByText(words).first().waitFor();
}

/** Sends the chosen files and waits for the page of the upload; the list before it shows the states of older uploads. */
export async function checkFiles(page) {
  await page.getByRole("button", { name: "Check files" }).click();
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}/);
}

/** Waits until the upload was read again and so many entries are rejected, as the page writes the number. */
export async function waitForRejected(page, count) {
  await page.waitForFunction(
    (wanted) => {
      const tiles = [...document.querySelectorAll("dl > div")];
      const tile = tiles.find((item) => item.querySelector("dt")?.innerText.startsWith("Rejected"));
      const isWaiting = document.querySelector('[data-state="awaitingReview"]');
      return isWaiting && tile?.querySelector("dd").innerText === wanted;
    },
    String(count),
    { timeout: 60_000 },
  );
}

/** A cell of the grid of rejected rows, by its position on the page. */
export function gridCell(page, row, column) {
  return page.locator(`[data-cell="${row}:${column}"]`);
}

/** What a spreadsheet has on the clipboard, pasted with the keyboard. */
export async function paste(page, text) {
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("ControlOrMeta+V");
}
