// What a person sees when something fails: a sentence, a request id, a way on; and never what was not confirmed.

import assert from "node:assert/strict";
import { before } from "node:test";
import { as } from "./api.mjs";
import { assertQuiet, checkFiles, chooseFile, goTo, openGroup } from "./steps.mjs";
import { story } from "./story.mjs";

const { API, ORIGIN } = process.env;
const GROUP = "Depot of failures";
let group;
let asha;

before(async () => {
  asha = await as(API, "asha");
  group = await asha("POST", "/groups", {
    name: GROUP,
    phoneNumbers: "+919812345641",
  });
});

const step = story(ORIGIN, "Asha");

step("a service that does not answer, and the way on", async (page) => {
  await page.route("**/api/v1/exports?*", (route) => route.abort());
  await goTo(page, "Export Existing Groups");
  await page.getByText("The service did not answer.").waitFor();
  await page.getByText(/Request ID: [0-9a-f-]{36}/).waitFor();
  await page.unroute("**/api/v1/exports?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page
    .getByText(/No exports yet|^\d+ exports?$/)
    .first()
    .waitFor();
});

step("a failed role change shows the role as it is", async (page) => {
  await openGroup(page, GROUP);
  const role = page.getByLabel("Role of +919812345641");
  const problem = {
    title: "Internal Server Error",
    status: 500,
    detail: "Something failed that should not.",
    code: "internal_error",
  };
  await page.route("**/members/*", (route) =>
    route.fulfill({
      status: 500,
      contentType: "application/problem+json",
      body: JSON.stringify(problem),
    }),
  );
  await role.selectOption("Admin");
  await page.getByText("The role was not changed.").waitFor();
  await page.getByText(/Request ID:/).waitFor();
  assert.equal(await role.inputValue(), "Member");
  await page.unroute("**/members/*");
});

step("a token that ran out is replaced without a word", async (page) => {
  let rejected = 0;
  await page.route("**/api/v1/uploads?*", (route) => {
    if (rejected++) return route.fallback();
    return route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: "{}",
    });
  });
  await goTo(page, "Bulk Upload Users");
  await page
    .getByText(/^\d+ uploads?$|No uploads yet/)
    .first()
    .waitFor();
  assert.ok(rejected >= 2);
  await page.unroute("**/api/v1/uploads?*");
});

step("somebody else's change in between is not overwritten", async (page) => {
  await openGroup(page, GROUP);
  await page.getByRole("tab", { name: "Settings" }).click();
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("Mine");
  await asha("PATCH", `/groups/${group.id}`, {
    welcomeMessage: "Changed meanwhile",
  });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The group was not saved.").waitFor();
  assert.equal(await name.inputValue(), "Mine");
  assert.equal((await asha("GET", `/groups/${group.id}`)).name, GROUP);
});

step("an empty file is rejected before it travels", async (page) => {
  await goTo(page, "Bulk Upload Users");
  await chooseFile(page, "user-group-mapping", "");
  await page.getByText("The file user-group-mapping.csv is empty.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Check files" }).isDisabled());
});

step("a workbook that was cut off fails with its reason", async (page) => {
  await chooseFile(page, "user-group-mapping", "PK\u0003\u0004 the rest is missing");
  await checkFiles(page);
  await page.getByText("The upload failed.").waitFor({ timeout: 60_000 });
  await page
    .getByText(/file_damaged/)
    .first()
    .waitFor();
});

step("a file that is no user mapping fails with its reason", async (page) => {
  await goTo(page, "Bulk Upload Users");
  await chooseFile(page, "user-group-mapping", "Nonsense,More of it\nA,B\n");
  await checkFiles(page);
  await page.getByText("The upload failed.").waitFor({ timeout: 60_000 });
  await page
    .getByText(/header_unrecognised/)
    .first()
    .waitFor();
});

step("an address of nothing", async (page) => {
  await page.goto(`${ORIGIN}/groups/00000000-0000-4000-8000-000000000000`);
  await page.getByRole("heading", { level: 1, name: "No such group" }).waitFor();
});

step("replacing many waits for a plain yes", async (page) => {
  const numbers = Array.from({ length: 250 }, (_, index) => `+9198700${String(index).padStart(5, "0")}`);
  const full = await asha("POST", "/groups", {
    name: "Depot of many",
    phoneNumbers: numbers,
  });
  assert.equal(full.members.counts.rejected, 0);
  await goTo(page, "Bulk Upload Users");
  await chooseFile(
    page,
    "user-group-mapping",
    `Group Name,Phone Number,User Type\nDepot of many,${numbers[0]},Member\n`,
  );
  await page.getByRole("radio", { name: /replace/ }).check();
  await page.getByRole("switch", { name: "Show me what would change first" }).click();
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByText("Look at this upload before you apply it.").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Apply" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Apply this upload?" });
  assert.ok(await dialog.getByRole("button", { name: "Apply" }).isDisabled());
  await dialog.getByRole("checkbox", { name: /Yes, remove 250 members/ }).check();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await page.locator('[data-state="completed"]').first().waitFor({ timeout: 60_000 });
});

step("the console showed only the failures that were provoked", (page) =>
  assertQuiet(page, [/ERR_FAILED/, /status of (401|404|412|500)/]),
);
