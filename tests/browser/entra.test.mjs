// Sign-in with Entra ID as far as one can without Entra: MSAL as it is, and answers of the authority as its documents
// describe them. The access token is the development issuer's, so that the API behind accepts it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";

const { API, ORIGIN } = process.env;
const TENANT = "11111111-2222-4333-8444-555555555555";
const CLIENT = "66666666-7777-4888-8999-aaaaaaaaaaaa";
const AUTHORITY = `https://login.microsoftonline.com/${TENANT}`;

let browser;
let page;
const seen = { authorize: null, grants: [] };

before(async () => {
  browser = await launch();
  // The local host's policy allows no authority; that of the deployment does (infra/hooks/write-portal-config.mjs).
  page = await openPage(browser, { bypassCSP: true });
  await page.route("**/config.json", (route) =>
    route.fulfill({
      json: {
        apiBaseUrl: `${API}/api/v1`,
        auth: { kind: "entra", clientId: CLIENT, authority: AUTHORITY, scopes: ["api://muster/Groups"] },
      },
    }),
  );
  await page.route("https://login.microsoftonline.com/**", answerAsEntra);
});
after(() => browser?.close());

async function answerAsEntra(route) {
  const request = route.request();
  const url = new URL(request.url());
  if (url.pathname.endsWith("/oauth2/v2.0/authorize")) {
    seen.authorize = url.searchParams;
    const back = `${url.searchParams.get("redirect_uri")}#code=one-time&state=${encodeURIComponent(url.searchParams.get("state"))}`;
    return route.fulfill({ status: 302, headers: { Location: back } });
  }
  if (url.pathname.endsWith("/oauth2/v2.0/token")) {
    const body = new URLSearchParams(request.postData());
    seen.grants.push(body);
    return route.fulfill({ headers: { "Access-Control-Allow-Origin": "*" }, json: await tokens() });
  }
  return route.fulfill({ status: 200, contentType: "text/html", body: "<p>Signed out</p>" });
}

/** What the token endpoint answers; MSAL reads the ID token without verifying it, as the code came over TLS. */
async function tokens() {
  const response = await fetch(`${API}/dev/token`, {
    method: "POST",
    body: JSON.stringify({ subject: "entra-asha", roles: ["Groups.Admin"] }),
  });
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: CLIENT,
    iss: `${AUTHORITY}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + 3600,
    nonce: seen.authorize.get("nonce"),
    oid: "00000000-0000-4000-8000-00000000000a",
    sub: "subject",
    tid: TENANT,
    name: "Asha of Entra",
    preferred_username: "asha@example.org",
    ver: "2.0",
  };
  return {
    token_type: "Bearer",
    scope: "api://muster/Groups",
    expires_in: 3600,
    access_token: (await response.json()).accessToken,
    refresh_token: "refresh",
    id_token: `${base64url({ alg: "none", typ: "JWT" })}.${base64url(claims)}.`,
    client_info: base64url({ uid: claims.oid, utid: TENANT }),
  };
}

function base64url(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

test("signs in by leaving the page, comes back to where one was going, and calls the API", async () => {
  await page.goto(`${ORIGIN}/groups?tab=private`);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
  assert.equal(new URL(page.url()).search, "?tab=private");
  await page.getByRole("button", { name: "Account and appearance, Asha of Entra" }).waitFor();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Bulk Upload Users" }).waitFor();
});

test("asked for a code with PKCE, the API's scope, and this page to come back to", () => {
  assert.equal(seen.authorize.get("response_type"), "code");
  assert.equal(seen.authorize.get("client_id"), CLIENT);
  assert.equal(seen.authorize.get("redirect_uri"), `${ORIGIN}/`);
  assert.match(seen.authorize.get("scope"), /api:\/\/muster\/Groups/);
  const verifier = seen.grants[0].get("code_verifier");
  assert.equal(createHash("sha256").update(verifier).digest("base64url"), seen.authorize.get("code_challenge"));
});

test("stays signed in over a reload without asking again", async () => {
  const before = seen.grants.length;
  await page.reload();
  await page.getByRole("button", { name: /Asha of Entra/ }).waitFor();
  assert.equal(seen.grants.length, before);
});

test("renews the token by refresh token when the API rejects it", async () => {
  let rejected = 0;
  await page.route("**/api/v1/exports?*", (route) => {
    if (rejected++) return route.fallback();
    return route.fulfill({ status: 401, contentType: "application/problem+json", body: "{}" });
  });
  await page.getByRole("link", { name: "Export Existing Groups" }).click();
  await page
    .getByText(/No exports yet|^\d+ exports?$/)
    .first()
    .waitFor();
  assert.equal(seen.grants.at(-1).get("grant_type"), "refresh_token");
});

test("offers to sign in again, and does not leave the page by itself, when renewing fails", async () => {
  await page.route("https://login.microsoftonline.com/**", async (route) => {
    if (!new URL(route.request().url()).pathname.endsWith("/token")) return route.fallback();
    const body = {
      error: "invalid_grant",
      error_description: "AADSTS700084: The refresh token has expired.",
      suberror: "",
    };
    return route.fulfill({ status: 400, headers: { "Access-Control-Allow-Origin": "*" }, json: body });
  });
  await page.route("**/api/v1/uploads?*", (route) =>
    route.fulfill({ status: 401, contentType: "application/problem+json", body: "{}" }),
  );
  await page.getByRole("link", { name: "Bulk Upload Users" }).click();
  await page.getByText("Your sign-in has ended.").waitFor();
  await page.getByRole("button", { name: "Sign in again" }).first().waitFor();
  assert.equal(new URL(page.url()).pathname, "/uploads");
});

test("the console showed no error but the rejections that were provoked", () => {
  const errors = page.errors.filter((error) => !/status of (400|401)/.test(error));
  assert.deepEqual(errors, []);
});
