// The path of a member: reads, and may leave.

import assert from "node:assert/strict";
import { before } from "node:test";
import { as } from "./api.mjs";
import { assertQuiet, main, openGroup } from "./steps.mjs";
import { story } from "./story.mjs";

const { API, ORIGIN } = process.env;
const GROUP = "Meera’s depot";
const BELOW = "Meera’s night shift";

before(async () => {
  const asha = await as(API, "asha");
  const group = await asha("POST", "/groups", {
    name: GROUP,
    welcomeMessage: "Welcome.\nنرحب بكم",
  });
  const below = await asha("POST", "/groups", { name: BELOW });
  await asha("PUT", `/groups/${group.id}/subgroups/${below.id}`);
  await asha("POST", `/groups/${group.id}/members`, {
    phoneNumbers: "+918121803340, +919812345631",
  });
  const { value } = await asha("GET", `/groups/${group.id}/actions/candidates?limit=1`);
  await asha("PUT", `/groups/${group.id}/actions/${value[0].id}`, {
    senderRoles: ["Member"],
  });
  await asha("POST", `/groups/${group.id}/actions/${value[0].id}/publish`);
});

const step = story(ORIGIN, "Meera");

step("sees the group and its members with masked numbers", async (page) => {
  await openGroup(page, GROUP);
  const table = page.getByRole("table", { name: "Members" });
  await table.getByText(/^\+91•+5631$/).waitFor();
  assert.equal(await table.getByText("+919812345631").count(), 0);
});

step("sees the masked members of sub-groups group by group, somebody in two of them twice", async (page) => {
  await main(page).getByRole("switch", { name: "With those of sub-groups" }).click();
  await main(page)
    .getByText(/listed group by group/)
    .waitFor();
  const asha = page
    .getByRole("table", { name: "Members" })
    .getByRole("row")
    .filter({ hasText: /\+91•+5678/ });
  await asha.filter({ hasText: BELOW }).waitFor();
  assert.deepEqual(
    (await asha.allTextContents()).map((text) => text.replace(/^.*5678(Admin|Member)/, "")),
    [GROUP, BELOW],
  );
  await main(page).getByRole("switch", { name: "With those of sub-groups" }).click();
});

step("is offered nothing that a member may not do", async (page) => {
  for (const name of ["Add users", "Import from a file", /^Remove /, "Link"]) {
    assert.equal(await main(page).getByRole("button", { name }).count(), 0, `${name} is offered.`);
  }
  assert.equal(await main(page).getByRole("searchbox").count(), 0);
  assert.equal(await page.getByRole("tab", { name: "Activity" }).count(), 0);
});

step("sees the sub-groups, but no link to one that is not hers", async (page) => {
  await page.getByRole("tab", { name: "Sub-Groups" }).click();
  await page.getByRole("rowheader", { name: BELOW }).waitFor();
  assert.equal(await main(page).getByRole("link", { name: BELOW }).count(), 0);
  assert.equal(await page.getByRole("combobox").count(), 0);
});

step("sees the published action", async (page) => {
  await page.getByRole("tab", { name: "Actions" }).click();
  await page.getByRole("table", { name: "Actions of the group" }).getByText("Published").waitFor();
});

step("reads the welcome message, and leaves", async (page) => {
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByText("نرحب بكم").waitFor();
  assert.equal(await main(page).getByRole("textbox").count(), 0);
  await page.getByRole("button", { name: "Leave the group" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { level: 1, name: "Groups", exact: true }).waitFor();
  await page.getByRole("searchbox", { name: "Find a group" }).fill(GROUP);
  await page.getByRole("heading", { name: "No group found" }).waitFor();
});

step("the console showed no error but the page that was left", (page) => assertQuiet(page, [/status of 404/]));
