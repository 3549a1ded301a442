// Last phase of `azd up`: drops a file that changes nothing (a header and an instruction) into the container `uploads`, as
// an administrator would, and waits for its upload. So a subscription that leads nowhere, whose events the platform takes
// with 202 and forgets, ends the deployment with an error. Safe to run again: `azd hooks run postdeploy`.
//
// Whoever runs it needs Storage Blob Data Contributor and Storage Table Data Reader on the data account, and a way to it
// through its network rules. Without them it says that nothing was checked, and does not fail.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// After five minutes the app finds the file by itself, which proves nothing about events; all attempts end before. There is
// more than one, because a new subscription may miss the events of its first minute.
const attempts = 3;
const seconds = Number(process.argv[2] ?? 90); // of each attempt
const content = "Group Name,Phone Number,User Type\r\n# A check of the deployment: no rows, so nothing changes.\r\n";
const ended = ["completed", "completedWithErrors", "failed", "cancelled"];
const notAllowed = /AuthorizationPermissionMismatch|AuthorizationFailure|required permissions|not authorized|network rule/i;

class AzError extends Error {}

function az(account, ...command) {
  const access = ["--account-name", account, "--auth-mode", "login", "--only-show-errors", "--output", "json"];
  try {
    // az is a .cmd file on Windows, which only a shell starts.
    const options = { encoding: "utf8", shell: process.platform === "win32", stdio: ["ignore", "pipe", "pipe"] };
    return JSON.parse(execFileSync("az", [...command, ...access], options) || "null");
  } catch (error) {
    throw new AzError(String(error.stderr || error.message).trim());
  }
}

function entity(account, key) {
  const where = ["--table-name", "Jobs", "--partition-key", "job", "--row-key", key];
  try {
    return az(account, "storage", "entity", "show", ...where);
  } catch (error) {
    if (/ResourceNotFound|does not exist/i.test(error.message)) return null;
    throw error;
  }
}

/** The state in which the upload ended, or undefined when that took too long. */
async function tryOnce(account, file) {
  const name = `canary-${new Date().toISOString().replace(/[^0-9a-z]/gi, "").toLowerCase()}`;
  const blob = ["--container-name", "uploads", "--name", `${name}/users.csv`];
  az(account, "storage", "blob", "upload", ...blob, "--file", file);
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await pause(seconds * 50);
    const latest = entity(account, `name!${name}`);
    const state = latest && entity(account, latest.jobId)?.state;
    if (ended.includes(state)) {
      az(account, "storage", "blob", "delete", ...blob);
      return state;
    }
  }
  return undefined;
}

async function check(account) {
  const folder = mkdtempSync(join(tmpdir(), "muster-"));
  const file = join(folder, "users.csv");
  writeFileSync(file, content);
  try {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const state = await tryOnce(account, file);
      if (state !== undefined) return state;
      console.log(`check-upload: no upload ended within ${seconds} seconds, attempt ${attempt} of ${attempts}`);
    }
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const account = process.env.DATA_STORAGE_NAME;
if (!account) {
  console.error("check-upload: DATA_STORAGE_NAME is not set; run azd provision first");
  process.exit(1);
}
try {
  const state = await check(account);
  if (state !== "completed") {
    const what = state === undefined ? "was not noticed" : `is ${state}`;
    console.error(`check-upload: the file that was dropped into uploads ${what}; see docs/operations.md, "Files are uploaded`);
    console.error('and nothing happens". The app is deployed, but imports would wait for the timer, or fail.');
    process.exit(1);
  }
  console.log("check-upload: a file in uploads reaches the app and is imported");
} catch (error) {
  if (!(error instanceof AzError)) throw error;
  if (!notAllowed.test(error.message)) {
    console.error(`check-upload: ${error.message}`);
    process.exit(1);
  }
  console.log(`check-upload: NOT CHECKED whether uploads are noticed: you may not write to ${account} from here. To check it,`);
  console.log("get Storage Blob Data Contributor and Storage Table Data Reader there, and run: azd hooks run postdeploy");
}
