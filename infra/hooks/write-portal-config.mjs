// After provisioning: tells the portal where its API is and how one signs in, before it is built. Writes
// portal/public/config.json (which src/config.ts reads) and portal/public/staticwebapp.config.json, whose
// Content-Security-Policy is the local host's (local/portal.py) with the deployment's origins.
import { writeFileSync } from "node:fs";

const folder = process.argv[2] ?? "portal/public";

function setting(name) {
  const value = process.env[name];
  if (!value) {
    console.error(`write-portal-config: ${name} is not set; run: azd env set ${name} <value>`);
    process.exit(1);
  }
  return value;
}

const api = setting("API_URL");
const blobs = new URL(setting("DATA_BLOB_URL")).origin;
const authority = process.env.PORTAL_AUTHORITY || `https://login.microsoftonline.com/${setting("AZURE_TENANT_ID")}`;
const region = process.env.DEFAULT_REGION;

const config = {
  apiBaseUrl: `${api}/api/v1`,
  auth: {
    kind: "entra",
    clientId: setting("PORTAL_CLIENT_ID"),
    authority,
    scopes: setting("PORTAL_SCOPE").split(" "),
  },
  ...(region ? { defaultRegion: region } : {}),
};

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  `connect-src 'self' ${new URL(api).origin} ${blobs} ${new URL(authority).origin}`,
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

// https://learn.microsoft.com/azure/static-web-apps/configuration
const site = {
  navigationFallback: { rewrite: "/index.html", exclude: ["/assets/*", "*.{svg,json,ico}"] },
  globalHeaders: {
    "Content-Security-Policy": policy,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
  },
  routes: [{ route: "/assets/*", headers: { "Cache-Control": "public, max-age=31536000, immutable" } }],
};

for (const [name, content] of [["config.json", config], ["staticwebapp.config.json", site]]) {
  writeFileSync(`${folder}/${name}`, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`write-portal-config: ${folder}/${name}`);
}
