// Takes the pictures of docs/images from a host that `make run` has started on a fresh store:
//   node tests/browser/pictures.mjs http://localhost:7071
// or only those that are named behind the address.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch, openPage, signInAs } from "./browser.mjs";
import { checkFiles, chooseFile, goTo, gridCell, openGroup, waitForRejected, waitForState } from "./steps.mjs";

const origin = process.argv[2] ?? "http://localhost:7071";
const wanted = process.argv.slice(3);
const root = fileURLToPath(new URL("../../", import.meta.url));
const browser = await launch();

async function picture(name, options, pose) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const page = await openPage(browser, { viewport: { width: 1280, height: 800 }, ...options });
  await signInAs(page, origin, "Asha");
  await pose(page);
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${root}docs/images/portal-${name}.png` });
  await page.context().close();
}

/** The sample of `make run` a week later: people have come, gone and been promoted, and a cell was spoilt. */
async function laterSample() {
  const rows = (await readFile(`${root}samples/user-group-mapping.csv`, "utf8")).trimEnd().split(/\r?\n/);
  const wanted = rows.filter((row, index) => index < 3 || (/^(Depot|Region North)/.test(row) && index % 9 !== 0));
  const promoted = wanted.map((row, index) => (index % 17 === 0 ? row.replace(",Member,", ",Admin,") : row));
  const newcomers = Array.from({ length: 14 }, (_, index) => `Depot Agra,+9181234100${index + 10},Member,`);
  const joined = Array.from({ length: 9 }, (_, index) => `Depot Delhi,+9181234200${index + 10},Member,`);
  return [...promoted, ...newcomers, ...joined, "Depot Agra,9.18123E+11,Member,"].join("\n");
}

await picture("review", { viewport: { width: 1280, height: 1000 } }, async (page) => {
  await goTo(page, "Bulk Upload Users");
  await chooseFile(page, "user-group-mapping", await laterSample());
  await page.getByRole("radio", { name: /replace/ }).check();
  await page.getByRole("button", { name: "Check files" }).click();
  await waitForState(page, "awaitingReview");
  await page.getByRole("table", { name: "Problems by line" }).waitFor();
});

const SAMPLE = `${root}samples/organisation-with-mistakes.xlsx`;

async function reviewSample(page) {
  await goTo(page, "Bulk Upload Users");
  await page.locator("main input[type=file]").setInputFiles(SAMPLE);
  await checkFiles(page);
  await waitForRejected(page, 13);
}

await picture("causes", {}, async (page) => {
  await reviewSample(page);
  await page.getByRole("heading", { name: "Rejected rows" }).scrollIntoViewIfNeeded();
  await page.getByRole("button", { name: /^Accept suggestions/ }).click();
  await page.getByRole("list", { name: "Examples" }).waitFor();
});

await picture("corrections", {}, async (page) => {
  await reviewSample(page);
  await page.getByRole("button", { name: "Correct rows one by one" }).click();
  await page.getByRole("grid").waitFor();
  await gridCell(page, 0, 3).focus();
  await page.keyboard.type("KE");
  await page.keyboard.press("Enter");
  await gridCell(page, 7, 5).getByRole("checkbox").check();
  await gridCell(page, 3, 1).focus();
  await page.keyboard.type("+91 98123 4573");
  await gridCell(page, 3, 1)
    .getByText(/is not valid/)
    .waitFor();
  await page.getByRole("grid").evaluate((grid) => grid.scrollIntoView({ block: "center" }));
});

await picture("columns", { viewport: { width: 1280, height: 720 } }, async (page) => {
  await goTo(page, "Bulk Upload Users");
  const rows = ["Crew name (HR);Reach at;Remark", "Depot Agra;+918123410011;early", "Depot Agra;+918123410012;"];
  await chooseFile(page, "user-group-mapping", rows.join("\n"));
  await checkFiles(page);
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
});

await picture("hierarchy", { colorScheme: "dark" }, async (page) => {
  await openGroup(page, "Region North");
  await page.getByRole("tab", { name: "Sub-Groups" }).click();
  await page
    .getByRole("tree")
    .getByRole("treeitem", { name: /Night shift Delhi/ })
    .waitFor();
});

await picture("add-users", {}, async (page) => {
  await openGroup(page, "Depot Delhi");
  await page.getByRole("button", { name: "Add users" }).click();
  const dialog = page.getByRole("dialog", { name: "Add users" });
  await dialog
    .getByRole("textbox", { name: "Phone numbers" })
    .fill("+91 81234 20031, 0812342 0032, 98123, +254712909961");
  await dialog.getByText("4 numbers, 1 not valid").waitFor();
});

await browser.close();
