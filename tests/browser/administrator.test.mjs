// The whole path of an organization admin, in a browser, against the real host and storage.

import assert from "node:assert/strict";
import { as } from "./api.mjs";
import { assertQuiet, chooseFile, downloaded, goTo, main, numbers, openGroup, told, waitForState } from "./steps.mjs";
import { story } from "./story.mjs";

const { API, ORIGIN } = process.env;
const MARKUP = `<img src=x onerror="document.title='hacked'"> & <b>bold</b>`;

let uploadAddress = "";

const step = story(ORIGIN, "Asha");

step("creates a group, sees which number is wrong, and what became of each", async (page) => {
  await page.getByRole("button", { name: "Create group" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a group" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Depot Agra");
  await dialog.getByLabel("Region of numbers").selectOption("IN");
  await dialog.getByRole("textbox", { name: "Members" }).fill("98123 45601, 98123, +919812345602");
  await dialog.getByText("3 numbers, 1 not valid").waitFor();
  await dialog.getByText("98123 is not valid: it is too short").waitFor();
  await dialog.getByRole("button", { name: "Create" }).click();
  const outcomes = page.getByRole("alertdialog", {
    name: /some numbers were rejected/,
  });
  await outcomes.getByText("2 added, 0 role changed, 0 already there, 1 rejected").waitFor();
  await outcomes.getByRole("button", { name: "Go to the group" }).click();
  await page.getByRole("heading", { level: 1, name: "Depot Agra" }).waitFor();
  await main(page).getByText("+919812345601").waitFor();
  await main(page).getByText("3 members").first().waitFor();
});

step("rejects a second group of the same name with the sentence and the request id", async (page) => {
  await goTo(page, "Groups");
  await page.getByRole("button", { name: "Create group" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a group" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("depot  AGRA");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.getByText(/Request ID: [0-9a-f-]{36}/).waitFor();
  assert.equal(await dialog.getByRole("textbox", { name: "Name" }).inputValue(), "depot  AGRA");
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

step("adds users, changes a role, removes one", async (page) => {
  await openGroup(page, "Depot Agra");
  await page.getByRole("button", { name: "Add users" }).click();
  const dialog = page.getByRole("dialog", { name: "Add users" });
  await dialog.getByLabel("Phone numbers").fill("+919812345603; 9812345604");
  await dialog.getByLabel("Region of numbers").selectOption("IN");
  await dialog.getByText("2 numbers, all valid").waitFor();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  const outcomes = page.getByRole("dialog", {
    name: "Result of each number",
  });
  await outcomes.getByText("2 added, 0 role changed, 0 already there, 0 rejected").waitFor();
  await outcomes.getByRole("button", { name: "Close" }).click();

  const role = page.getByLabel("Role of +919812345603");
  await role.selectOption("Admin");
  await told(page, "+919812345603 is now Admin.");
  await page.waitForFunction(() => document.querySelector('[aria-label="Role of +919812345603"]').value === "Admin");

  await page.getByRole("button", { name: "Remove +919812345604" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await told(page, "+919812345604 is removed.");
  // The toast comes with the answer, the list with the next one.
  await main(page).getByText("+919812345604").waitFor({ state: "detached" });
});

step("imports users of one group from a file that the service reads", async (page) => {
  await openGroup(page, "Depot Agra");
  await page.getByRole("button", { name: "Import from a file" }).click();
  const dialog = page.getByRole("dialog", { name: "Import users from a file" });
  await dialog.locator("input[type=file]").setInputFiles({
    name: "team.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("Name;Phone Number;User Type\nA;+919812345605;Admin\nB;+919812345606;\n"),
  });
  await dialog.getByText("2 numbers, all valid").waitFor();
  await dialog.getByRole("button", { name: "Add 2 numbers" }).click();
  await page.getByText("2 added, 0 role changed").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByLabel("Role of +919812345605").waitFor();
  assert.equal(await page.getByLabel("Role of +919812345605").inputValue(), "Admin");
});

step("uploads a file with mistakes, sees them by line, and cancels", async (page) => {
  await goTo(page, "Bulk Upload Users");
  const rows = [
    "Group Name,Phone Number,User Type",
    "Depot Agra,+919812345601,Admin",
    "Depot Agra,9.19812E+11,Member",
    `"${MARKUP.replaceAll('"', '""')}",+919812345611,Boss`,
    "Depot Bhopal,+919812345612,Member",
    "Depot Bhopal,+919812345612,Member",
  ];
  await chooseFile(page, "user-group-mapping", rows.join("\n"));
  await page.getByRole("button", { name: "Check files" }).click();
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}/); // the list before it shows the states of older uploads
  await waitForState(page, "awaitingReview");

  assert.deepEqual(await numbers(page, "What was found"), {
    Entries: "5",
    Rejected: "2",
    Duplicates: "1",
  });
  const planned = await numbers(page, "What would change");
  assert.deepEqual([planned["Added"], planned["Role changed"], planned["New groups"]], ["1", "1", "1"]);
  const problems = page.getByRole("table", { name: "Problems by line" });
  await problems
    .getByRole("row", { name: /number_damaged_by_spreadsheet/ })
    .getByRole("rowheader", { name: "3" })
    .waitFor();
  await page.getByLabel("Kind of problem").selectOption("user_type_unknown");
  assert.equal(await problems.getByRole("row").count(), 2);
  await page.getByLabel("Kind of problem").selectOption("");
  await page.getByLabel("Severity").selectOption("warning");
  await problems.getByRole("row", { name: /duplicate_row/ }).waitFor();
  assert.equal(await problems.getByRole("row").count(), 2);

  const rejected = await downloaded(page, () => page.getByRole("button", { name: "rejected.csv" }).click());
  assert.match(rejected, /number_damaged_by_spreadsheet/);
  assert.match(rejected, /9\.19812E\+11/);

  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel upload" }).click();
  await waitForState(page, "cancelled");
});

step("uploads the corrected files with the hierarchy, reviews the plan, applies it", async (page) => {
  await goTo(page, "Bulk Upload Users");
  const rows = [
    "Group Name,Phone Number,User Type",
    "Depot Agra,+919812345607,Member",
    `"${MARKUP.replaceAll('"', '""')}",+919812345611,Member`,
    'Depot Bhopal,"+919812345612, +919812345613",Member',
    "Region Test,+919812345614,Admin",
  ];
  await chooseFile(page, "user-group-mapping", rows.join("\n"));
  await chooseFile(
    page,
    "parent-group-mapping",
    "Parent Group Name,Child Group Name\nRegion Test,Depot Agra\nRegion Test,Depot Bhopal\n",
  );
  await page.getByRole("button", { name: "Check files" }).click();
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}/); // the list before it shows the states of older uploads
  await waitForState(page, "awaitingReview");
  const planned = await numbers(page, "What would change");
  assert.deepEqual([planned["Added"], planned["Removed"], planned["New groups"]], ["5", "0", "3"]);
  const chart = page.getByRole("table", { name: "Planned changes by group" });
  await chart.getByRole("rowheader", { name: MARKUP }).waitFor();
  await chart.getByRole("img", { name: "Added 2" }).waitFor();
  await page.getByText("Every row is valid.").waitFor();

  await page.getByRole("button", { name: "Apply" }).click();
  const dialog = page.getByRole("alertdialog", {
    name: "Apply this upload?",
  });
  await dialog.getByText("5 members added, 3 groups created").waitFor();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await waitForState(page, "completed");
  uploadAddress = page.url();
  const done = await numbers(page, "What was done");
  assert.deepEqual([done["Entries"], done["Added"], done["Links added"]], ["5", "5", "2"]);
});

step("reads a long list page by page", async (page) => {
  const call = await as(API, "asha");
  const phoneNumbers = Array.from({ length: 149 }, (_, index) => `+9198123${String(47000 + index)}`);
  await call("POST", "/groups", { name: "Depot of long lists", phoneNumbers });
  await openGroup(page, "Depot of long lists");
  await page.getByText("The first 100 members").waitFor();
  await page.getByRole("button", { name: "Show more members" }).click();
  await main(page).getByText("150 members", { exact: true }).last().waitFor();
  assert.equal(await page.getByRole("table", { name: "Members" }).getByRole("row").count(), 151);
  await page.getByRole("button", { name: "Show more members" }).waitFor({ state: "detached" });
});

step("shows the progress as the service says it", async (page) => {
  await page.goto(uploadAddress);
  await waitForState(page, "completed");
  let asked = 0;
  await page.route("**/api/v1/uploads/*", async (route) => {
    const response = await route.fetch();
    const upload = await response.json();
    asked += 1;
    if (asked > 4) return route.fulfill({ response, json: upload });
    const progress = { chunksTotal: 4, chunksDone: asked, entriesDone: asked };
    return route.fulfill({
      response,
      json: { ...upload, state: "applying", counts: { ...upload.counts, entries: 5 }, progress },
    });
  });
  await page.reload();
  await page.getByText("40%: 2 of 5 entries, part 2 of 4").waitFor();
  const bar = page.getByRole("progressbar", { name: "Applying" });
  assert.ok(Number(await bar.getAttribute("aria-valuenow")) >= 0.4);
  await waitForState(page, "completed");
  await page.unroute("**/api/v1/uploads/*");
});

step("shows markup from a CSV file as text", async (page) => {
  await openGroup(page, MARKUP);
  assert.equal(await page.locator("main img").count(), 0);
  assert.equal(await page.locator("main b").count(), 0);
  assert.match(await page.title(), /^<img/);
});

step("opens the log by the time stamp in the history", async (page) => {
  await goTo(page, "Bulk Upload Users");
  await page.getByRole("table", { name: "Uploads, newest first" }).locator("tbody tr").first().locator("time").click();
  await page.getByRole("heading", { level: 1, name: "Log of the upload" }).waitFor();
  await page.getByRole("table", { name: "Log, oldest first" }).getByRole("row").nth(1).waitFor();
});

step("sees the hierarchy as a tree, links a sub-group and removes it", async (page) => {
  await openGroup(page, "Region Test");
  await page.getByRole("tab", { name: "Sub-Groups" }).click();
  const tree = page.getByRole("tree", {
    name: "Hierarchy below Region Test",
  });
  await tree.getByRole("treeitem", { name: /Depot Bhopal/ }).waitFor();

  await page.getByRole("combobox", { name: "Link a sub-group" }).pressSequentially("<img");
  await page.getByRole("option", { name: MARKUP }).click();
  await page.getByRole("button", { name: "Link", exact: true }).click();
  await page.getByRole("table", { name: "Linked sub-groups" }).getByRole("rowheader", { name: MARKUP }).waitFor();

  await page.getByRole("button", { name: `Remove ${MARKUP}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await told(page, "is no longer a sub-group.");

  await page.getByRole("tab", { name: "Users" }).click();
  await page.getByRole("switch", { name: "With those of sub-groups" }).click();
  await page.getByRole("row", { name: /\+919812345613.*Depot Bhopal/ }).waitFor();
});

step("undoes the upload, and a rerun that is reviewed again takes the undo back", async (page) => {
  await page.goto(uploadAddress);
  await page.getByRole("button", { name: "Undo" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByText(/This will be done: .*members? removed/).waitFor();
  await dialog.getByRole("list", { name: "Group by group" }).getByText("Depot Bhopal").first().waitFor();
  await dialog.getByRole("button", { name: "Undo" }).click();
  await waitForState(page, "undone");
  const call = await as(API, "asha");
  const found = await call("GET", "/groups?q=Depot%20Bhopal");
  assert.ok(
    found.value.every((group) => group.memberCount === 0),
    "The undone members are gone.",
  );

  await page.getByRole("button", { name: "Rerun" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Rerun" }).click();
  await waitForState(page, "awaitingReview");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Apply" }).click();
  await waitForState(page, "completed");
});

step("exports, and finds the groups in the file", async (page) => {
  await goTo(page, "Export Existing Groups");
  await page.getByRole("heading", { name: "Export Existing Groups" }).waitFor();
  const downloads = page.getByRole("button", { name: /Download user-group-mapping.csv/ });
  const call = await as(API, "asha");
  const exported = (await call("GET", "/exports")).value.length;
  await page.getByRole("button", { name: "Export now" }).click();
  await told(page, /Exported \d+ groups/);
  // What was done is told before the list shows it, and there may be exports of earlier stories.
  await downloads.nth(exported).waitFor();
  const file = await downloaded(page, () => downloads.first().click());
  assert.match(file, /Depot Bhopal,\+919812345612,Member,IN/);
});

step("stores, finds and removes an identity", async (page) => {
  await goTo(page, "Identities");
  await page.getByLabel("Subject").fill("new-hire");
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByText("No number is stored for new-hire.").waitFor();
  await page.getByLabel("Number", { exact: true }).fill("+919812345699");
  await page.getByRole("button", { name: "Store" }).click();
  await page.getByText("new-hire has the number +919812345699.").waitFor();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("No number is stored for new-hire.").waitFor();
});

step("renames and deletes a group", async (page) => {
  await openGroup(page, "Depot Bhopal");
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Depot Bhopal West");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Depot Bhopal West" }).waitFor();
  await page.getByRole("tab", { name: "Activity" }).click();
  await page.getByText("Name: Depot Bhopal → Depot Bhopal West").waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Delete the group" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
});

step("the console showed no error but those that were provoked", async (page) => {
  assertQuiet(page, [/status of 409/, /status of 404/]);
});
