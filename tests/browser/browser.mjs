// Chromium as the tests and the screenshots use it: found, started, and watched for what a page must not do.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";

// The portal's own node_modules: the root has Azurite only.
const require = createRequire(new URL("../../portal/package.json", import.meta.url));
const { chromium } = require("playwright-core");
export const axeSource = require.resolve("axe-core/axe.min.js");

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** CHROME_PATH, or where Chromium and Chrome usually are; undefined when there is none. */
export function chromePath() {
  return [process.env.CHROME_PATH, ...USUAL_PLACES].find((path) => path && existsSync(path));
}

/** A browser with a new, empty profile. */
export function launch() {
  return chromium.launch({
    executablePath: chromePath(),
    headless: true,
    args: ARGUMENTS,
  });
}

/** A page of its own context that collects what the console shows as an error, and every uncaught exception. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "Asia/Kolkata",
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  page.errors = [];
  page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
  page.on("pageerror", (error) => page.errors.push(String(error)));
  page.setDefaultTimeout(30_000);
  return page;
}

/** Signs in as one of the development personas. */
export async function signInAs(page, origin, name) {
  await page.goto(origin);
  await page.getByRole("button", { name: new RegExp(`^${name} `) }).click();
  await page.getByRole("button", { name: /^Account and appearance/ }).waitFor();
}
