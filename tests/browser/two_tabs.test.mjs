// The portal is of another origin than the API, as in Azure: it must be able to read the version of what it shows, or the
// last of two changes would win and nobody would see it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { as } from "./api.mjs";
import { launch, openPage, signInAs } from "./browser.mjs";
import { openGroup } from "./steps.mjs";

const { API, ORIGIN } = process.env;
const GROUP = "Depot of two tabs";
let browser;
let asha;
let group;

before(async () => {
  browser = await launch();
  asha = await as(API, "asha");
  group = await asha("POST", "/groups", { name: GROUP });
});
after(() => browser?.close());

async function openSettings(page) {
  await openGroup(page, GROUP);
  await page.getByRole("tab", { name: "Settings" }).click();
  return page.getByRole("textbox", { name: "Name" });
}

/** What the page's PATCH said and was answered when somebody saves. */
async function save(page) {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "PATCH"),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  return { ifMatch: await response.request().headerValue("If-Match"), status: response.status() };
}

test("of two tabs that rename one group, the second is told and overwrites nothing", async () => {
  assert.notEqual(new URL(API).origin, new URL(ORIGIN).origin);
  const first = await openPage(browser);
  await signInAs(first, ORIGIN, "Asha");
  const second = await openPage(browser);
  await signInAs(second, ORIGIN, "Asha");
  await (await openSettings(first)).fill("Renamed in the first tab");
  const name = await openSettings(second);
  await name.fill("Renamed in the second tab");

  const saved = await save(first);
  assert.equal(saved.status, 200);
  assert.ok(saved.ifMatch, "The first tab sent no If-Match.");
  await first.getByText("The group is saved.").first().waitFor();

  assert.deepEqual(await save(second), { ifMatch: saved.ifMatch, status: 412 });
  await second.getByText("The group was not saved.").waitFor();
  assert.equal(await name.inputValue(), "Renamed in the second tab");
  assert.equal((await asha("GET", `/groups/${group.id}`)).name, "Renamed in the first tab");
});

test("a page of another origin may read what the API's answers say beside their bodies", async () => {
  const page = await openPage(browser);
  await signInAs(page, ORIGIN, "Asha");
  const { accessToken } = await (await fetch(`${API}/dev/token`, { method: "POST", body: "{}" })).json();
  const read = await page.evaluate(
    async ([origin, id, token]) => {
      const headers = { Authorization: `Bearer ${token}` };
      const found = await fetch(`${origin}/api/v1/groups/${id}`, { headers });
      const missing = await fetch(`${origin}/api/v1/uploads/${id}`, { headers });
      return [found, missing].map((response) => [...response.headers.keys()]);
    },
    [API, group.id, accessToken],
  );
  for (const names of read) assert.ok(names.includes("x-request-id"), names.join());
});
