// The path of a group admin, who has no role in the organization.

import assert from "node:assert/strict";
import { before } from "node:test";
import { as } from "./api.mjs";
import { assertQuiet, main, openGroup, told } from "./steps.mjs";
import { story } from "./story.mjs";

const { API, ORIGIN } = process.env;
const GROUP = "Ravi’s depot";
const CONNECTOR = "Shift planner";

before(async () => {
  const asha = await as(API, "asha");
  const group = await asha("POST", "/groups", { name: GROUP });
  await asha("POST", `/groups/${group.id}/members`, {
    phoneNumbers: "+918124595711",
    role: "Admin",
  });
  const body = {
    name: CONNECTOR,
    clientId: "planner-client",
    permissions: ["groupInformation", "memberList"],
  };
  await asha("POST", "/connectors", body);
});

const step = story(ORIGIN, "Ravi");

step("is offered groups, and nothing of the organization", async (page) => {
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  assert.deepEqual(await links.allInnerTexts(), ["Groups"]);
  await page.goto(`${ORIGIN}/uploads`);
  await page.getByRole("heading", { level: 1, name: "Nothing here" }).waitFor();
});

step("sees the members' numbers and adds one", async (page) => {
  await openGroup(page, GROUP);
  await main(page).getByText("+919812345678").waitFor();
  await page.getByRole("button", { name: "Add users" }).click();
  await page.getByRole("textbox", { name: "Phone numbers" }).fill("+919812345621");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("1 added, 0 role changed").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByLabel("Role of +919812345621").waitFor();
});

step("links a connector and removes it", async (page) => {
  await page.getByRole("tab", { name: "Connectors" }).click();
  await page.getByRole("combobox", { name: "Link a connector" }).pressSequentially("Shift");
  await page.getByRole("option", { name: CONNECTOR }).click();
  await page.getByRole("button", { name: "Link", exact: true }).click();
  const table = page.getByRole("table", { name: "Connectors of the group" });
  await table
    .getByRole("row", {
      name: /Shift planner.*Read the group, Read the members/,
    })
    .waitFor();
  await page.getByRole("button", { name: `Remove ${CONNECTOR}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await told(page, `${CONNECTOR} is removed.`);
  await page.getByRole("heading", { name: "No connectors" }).waitFor();
});

step("adds an action for members and publishes it", async (page) => {
  await page.getByRole("tab", { name: "Actions" }).click();
  await page.getByRole("checkbox", { name: "Members" }).check();
  await page.getByRole("combobox", { name: "Add an action" }).pressSequentially("Poll");
  await page.getByRole("option").first().click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const row = page.getByRole("table", { name: "Actions of the group" }).getByRole("row").nth(1);
  await row.getByText("Draft").waitFor();
  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "Publish" }).click();
  await row.getByText("Published").waitFor();
});

step("finds every change in the activity", async (page) => {
  await page.getByRole("tab", { name: "Activity" }).click();
  await page.getByText("+919812345621 added as Member").waitFor();
});

step("creates a private group, maps it to the organization, and makes it private again", async (page) => {
  await page.getByRole("link", { name: "Groups", exact: true }).first().click();
  await page.getByRole("tab", { name: "Private" }).click();
  await page.getByRole("button", { name: "Create group" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Ravi’s friends");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Ravi’s friends" }).waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Map to Organization" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Map to Organization" }).click();
  await told(page, "The group is now an organization group.");
  await page.getByRole("button", { name: "Make private" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make private" }).click();
  await told(page, "The group is now private.");
});

step("cannot leave as the last admin of a private group, and reads why", async (page) => {
  await page.getByRole("button", { name: "Leave the group" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Leave" }).click();
  await dialog.getByText(/Request ID:/).waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

step("deletes it and restores it", async (page) => {
  await page.getByRole("button", { name: "Delete the group" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
  await page.getByRole("tab", { name: "Deleted" }).click();
  await page.getByRole("button", { name: "Restore Ravi’s friends" }).click();
  await told(page, "Ravi’s friends is restored.");
  await openGroup(page, "Ravi’s friends", "Private");
});

step("the console showed no error but the rejection to leave", (page) => assertQuiet(page, [/status of 409/]));
