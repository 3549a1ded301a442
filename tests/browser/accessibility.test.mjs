// Every page and dialog, in light and in dark: axe finds nothing serious, the keyboard reaches everything, and nothing
// is wider than the window from 360 to 1920 px, whatever the names.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { as } from "./api.mjs";
import { launch, openPage, signInAs } from "./browser.mjs";
import { assertAccessible, assertFits, assertQuiet, chooseFile, goTo, waitForState } from "./steps.mjs";

const { API, ORIGIN } = process.env;
const LONG = `Depot with a name that nobody shortened ${"Donaudampfschifffahrtsgesellschaft".repeat(4)}`.slice(0, 200);
const RIGHT_TO_LEFT = "مستودع الرياض (ليل) 24/7";

let browser;
const paths = {};

before(async () => {
  browser = await launch();
  const asha = await as(API, "asha");
  const parent = await asha("POST", "/groups", {
    name: LONG,
    phoneNumbers: "+919812345651",
    welcomeMessage: RIGHT_TO_LEFT,
  });
  const child = await asha("POST", "/groups", {
    name: RIGHT_TO_LEFT,
    phoneNumbers: "+919812345652",
  });
  await asha("PUT", `/groups/${parent.id}/subgroups/${child.id}`);
  const { value } = await asha("GET", `/groups/${parent.id}/actions/candidates?limit=1`);
  await asha("PUT", `/groups/${parent.id}/actions/${value[0].id}`, {
    senderRoles: ["Admin"],
  });
  const connector = await asha("POST", "/connectors", {
    name: `Connector ${RIGHT_TO_LEFT}`,
    clientId: `client-${LONG.length}-${Date.now()}`,
    permissions: ["groupInformation", "memberList", "memberManagement"],
  });
  await asha("PUT", `/groups/${parent.id}/connectors/${connector.id}`);
  await asha("POST", "/exports");

  const page = await openPage(browser);
  await signInAs(page, ORIGIN, "Asha");
  await goTo(page, "Bulk Upload Users");
  await chooseFile(
    page,
    "user-group-mapping",
    `Group Name,Phone Number,User Type\n${LONG},+919812345653,Member\n${RIGHT_TO_LEFT},123,Member\n`,
  );
  await page.getByRole("button", { name: "Check files" }).click();
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}/); // the list before it shows the states of older uploads
  await waitForState(page, "awaitingReview");
  const upload = new URL(page.url()).pathname;
  await page.context().close();

  const group = `/groups/${parent.id}`;
  const sections = ["users", "subgroups", "connectors", "actions", "activity", "settings"];
  for (const section of sections) paths[`a group's ${section}`] = `${group}/${section}`;
  Object.assign(paths, {
    groups: "/groups",
    "private groups": "/groups?tab=private",
    "deleted groups": "/groups?tab=deleted",
    uploads: "/uploads",
    "remembered columns": "/uploads/column-choices",
    "an upload to review": upload,
    "a log": `${upload}/log`,
    exports: "/exports",
    connectors: "/connectors",
    actions: "/actions",
    identities: "/identities",
    nothing: "/nowhere",
  });
});
after(() => browser?.close());

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

async function inspect(page, where) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page, `${where}, ${colorScheme}`);
  }
  for (const width of [1920, 800, PHONE.width]) {
    await page.setViewportSize({ width, height: PHONE.height });
    await assertFits(page, `${where} at ${width} px`);
  }
  await assertAccessible(page, `${where} on a phone`);
  await page.setViewportSize(DESK);
}

test("every page, in light, in dark, on a phone, on a wide screen", async () => {
  const page = await openPage(browser);
  await page.goto(ORIGIN);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await inspect(page, "the sign-in");
  await signInAs(page, ORIGIN, "Asha");
  for (const [where, path] of Object.entries(paths)) {
    await page.goto(ORIGIN + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
    await inspect(page, where);
  }
  assertQuiet(page);
  await page.context().close();
});

test("rows that are corrected, in light, in dark, on a phone", async () => {
  const page = await openPage(browser);
  await signInAs(page, ORIGIN, "Asha");
  await page.goto(ORIGIN + paths["an upload to review"]);
  await page.getByRole("button", { name: "Correct rows one by one" }).click();
  const grid = page.getByRole("grid", { name: "Rejected rows" });
  await grid.waitFor();
  await page.locator('[data-cell="0:1"]').focus();
  await page.keyboard.type("+91981");
  await page.keyboard.press("Enter");
  await inspect(page, "the grid of rejected rows");
  // One stop for Tab, and the next one is behind the rows.
  await page.locator('[data-cell="0:1"]').focus();
  await page.keyboard.press("Tab");
  assert.ok(await grid.evaluate((element) => !element.contains(document.activeElement)));
  await page.keyboard.press("Shift+Tab");
  await page.waitForFunction(() => document.activeElement.dataset.cell === "0:1");
  await page.context().close();
});

test("axe on dialogs and menus", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await openPage(browser, { colorScheme });
    await signInAs(page, ORIGIN, "Asha");
    const closeDialog = async () => {
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };

    await page.getByRole("button", { name: "Create group" }).click();
    await page.getByRole("textbox", { name: "Members" }).fill("+919812345678, 123");
    await page.getByText("2 numbers, 1 not valid").waitFor();
    await assertAccessible(page, "the dialog for a new group");
    await closeDialog();

    await page.goto(ORIGIN + paths["a group's users"]);
    await page.getByRole("button", { name: "Add users" }).click();
    await page.getByRole("textbox", { name: "Phone numbers" }).waitFor();
    await assertAccessible(page, "the dialog to add users");
    await closeDialog();

    await goTo(page, "Connectors");
    await page.getByRole("button", { name: "Add connector" }).click();
    await page.getByRole("checkbox", { name: /webhooks/ }).check();
    await assertAccessible(page, "the dialog for a connector");
    await closeDialog();

    await page.getByRole("button", { name: /^Account and appearance/ }).click();
    await page.getByRole("menu").waitFor();
    await assertAccessible(page, "the account menu");
    await page.context().close();
  }
});

test("the keyboard skips to the content, opens a dialog, and comes back to its button", async () => {
  const page = await openPage(browser);
  await signInAs(page, ORIGIN, "Asha");
  await page.goto(`${ORIGIN}/groups`);
  const create = page.getByRole("button", { name: "Create group" });
  await create.waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await create.evaluate((button) => button === document.activeElement));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.ok(await page.evaluate(() => document.querySelector("[role=dialog]").contains(document.activeElement)));
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement.textContent === "Create group");

  // The tabs of a group are one stop, and the arrows move between them.
  await page.goto(ORIGIN + paths["a group's users"]);
  await page.getByRole("tab", { name: "Users" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Sub-Groups", selected: true }).waitFor();
  await page.context().close();
});

test("a page that one comes to is announced: its title changes and its heading has the focus", async () => {
  const page = await openPage(browser);
  await signInAs(page, ORIGIN, "Asha");
  await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
  await goTo(page, "Identities");
  assert.equal(await page.title(), "Identities · Muster");
  await page.waitForFunction(() => document.activeElement.tagName === "H1");
  await page.context().close();
});

test("the navigation of a phone is a drawer", async () => {
  const page = await openPage(browser, {
    viewport: { width: 360, height: 740 },
  });
  await signInAs(page, ORIGIN, "Asha");
  await page.getByRole("button", { name: "Open navigation" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.waitFor();
  await assertAccessible(page, "the drawer");
  await drawer
    .getByRole("link", { name: "Exports" })
    .or(drawer.getByRole("link", { name: "Export Existing Groups" }))
    .click();
  await page.getByRole("heading", { level: 1, name: "Export Existing Groups" }).waitFor();
  await page.context().close();
});

test("dark is chosen in the menu and stays", async () => {
  const page = await openPage(browser);
  await signInAs(page, ORIGIN, "Asha");
  await page.getByRole("button", { name: /^Account and appearance/ }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.style.colorScheme), "dark");
  await page.context().close();
});
