// How long 5,000 rejected rows take to open, to page through and to edit. The times are printed and not judged: machines
// differ, and a test that fails on a slow one says nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, openPage, signInAs } from "./browser.mjs";
import { checkFiles, chooseFile, goTo, gridCell, waitForRejected } from "./steps.mjs";

const { ORIGIN } = process.env;
const ROWS = 5_000;

test("5,000 rejected rows", async (context) => {
  const browser = await launch();
  const page = await openPage(browser);
  const timed = async (what, act) => {
    const start = performance.now();
    await act();
    context.diagnostic(`${what}: ${Math.round(performance.now() - start)} ms`);
  };
  try {
    await signInAs(page, ORIGIN, "Asha");
    await goTo(page, "Bulk Upload Users");
    const rows = Array.from({ length: ROWS }, (_, index) => `Depot ${index % 50},98${index},Member`);
    await chooseFile(page, "user-group-mapping", ["Group Name,Phone Number,User Type", ...rows].join("\n"));
    await checkFiles(page);
    await waitForRejected(page, "5,000");

    await timed("open 200 rows", async () => {
      await page.getByRole("button", { name: "Correct rows one by one" }).click();
      await gridCell(page, 199, 0).waitFor();
    });
    assert.equal(await page.locator("[role=grid] [role=row]").count(), 201);
    await timed("next 200 rows", async () => {
      await page.getByRole("button", { name: "Next rows" }).click();
      await page.getByRole("rowheader", { name: "202", exact: true }).waitFor();
    });
    await gridCell(page, 0, 1).focus();
    await timed("20 rows edited by 80 keys", async () => {
      for (let row = 0; row < 20; row += 1) {
        await page.keyboard.press("F2");
        await page.keyboard.press("7");
        await page.keyboard.press("8");
        await page.keyboard.press("Enter");
      }
    });
    await page.getByText("20 rows changed, not sent yet").waitFor();
    await timed("one key in a cell, drawn", async () => {
      await page.keyboard.press("F2");
      await page.keyboard.press("1");
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    });
  } finally {
    await browser.close();
  }
});
