// The catalogues of an organization admin: connectors and actions.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { assertQuiet, goTo, told } from "./steps.mjs";
import { story } from "./story.mjs";

const step = story(process.env.ORIGIN, "Asha", { permissions: ["clipboard-read", "clipboard-write"] });

step("adds a connector, changes it, removes it", async (page) => {
  await goTo(page, "Connectors");
  await page.getByRole("button", { name: "Add connector" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Payroll");
  await dialog.getByRole("textbox", { name: "Client ID" }).fill("payroll-client");
  await dialog.getByRole("checkbox", { name: "Read the members" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await told(page, "Payroll is saved.");
  const row = page.getByRole("table", { name: "Connectors" }).getByRole("row", { name: /Payroll/ });
  await row.getByText("Read the group, Read the members").waitFor();

  await row.getByRole("button", { name: "More for Payroll" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByRole("switch").click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await row.getByText("Not active").waitFor();

  await row.getByRole("button", { name: "More for Payroll" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await told(page, "Payroll is removed.");
  await row.waitFor({ state: "detached" });
});

step("a connector with webhooks shows its secret once, and a new one on request", async (page) => {
  // A receiver that proves itself as docs/webhooks.md says: it sends the token back.
  const receiver = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader("Content-Type", "application/json");
    response.end(Buffer.concat(chunks));
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  try {
    await page.getByRole("button", { name: "Add connector" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Roster");
    await dialog.getByRole("checkbox", { name: "Read the group" }).uncheck();
    await dialog.getByRole("checkbox", { name: /webhooks/ }).check();
    await dialog.getByRole("textbox", { name: "Callback URL" }).fill(`http://127.0.0.1:${receiver.address().port}/`);
    await dialog.getByRole("button", { name: "Save" }).click();
    const shown = page.getByRole("alertdialog", {
      name: "The signing secret of Roster",
    });
    const first = await shown.getByRole("textbox", { name: "Signing secret" }).inputValue();
    assert.match(first, /^whsec_/);
    await shown.getByRole("button", { name: "Copy the secret" }).click();
    await shown.getByText("Copied.").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), first);
    await page.keyboard.press("Escape");
    await shown.getByRole("button", { name: "I have stored it" }).click();

    const row = page.getByRole("table", { name: "Connectors" }).getByRole("row", { name: /Roster/ });
    await row.getByRole("button", { name: "More for Roster" }).click();
    await page.getByRole("menuitem", { name: "New signing secret" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Make a new one" }).click();
    const second = await shown.getByRole("textbox", { name: "Signing secret" }).inputValue();
    assert.notEqual(second, first);
    await shown.getByRole("button", { name: "I have stored it" }).click();
    await page.getByText(second).waitFor({ state: "detached" });
  } finally {
    receiver.close();
  }
});

step("adds an action, changes it, removes it", async (page) => {
  await goTo(page, "Actions");
  await page.getByRole("table", { name: "Actions" }).getByRole("row", { name: /Poll/ }).first().waitFor();
  await page.getByRole("button", { name: "Add action" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Tool check");
  await dialog.getByLabel("Kind").selectOption("checklist");
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("table", { name: "Actions" }).getByRole("row", { name: /Tool check/ });
  await row.getByText("Checklist").waitFor();

  await row.getByRole("button", { name: "More for Tool check" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByRole("spinbutton", { name: "Schema version" }).fill("2");
  await dialog.getByRole("button", { name: "Save" }).click();
  await row.getByRole("cell", { name: "2" }).waitFor();

  await row.getByRole("button", { name: "More for Tool check" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await row.waitFor({ state: "detached" });
});

step("the console showed no error", (page) => assertQuiet(page));
