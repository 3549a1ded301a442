// Fails the build when the first load has more script than the budget, and says what is in it.
//
// The first load is what a new visitor's browser fetches before the list of groups is on the screen: the entry, the
// page of groups, and MSAL, which only a deployment in Azure loads (locally it is the small development sign-in).
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bytesBySource } from "./source-sizes.mjs";

const BUDGET_KB = 350;
const PARTS = ["index.html", "src/pages/groups/GroupsPage.tsx", "src/auth/entra.ts"];
const SHOWN = 14;

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, "utf8"));

/** The files of a chunk and of everything that it imports statically. */
function withImports(name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`${name} is not in the build; check-budget.mjs names what the first load consists of.`);
  if (!found.has(chunk.file)) {
    found.add(chunk.file);
    for (const imported of chunk.imports ?? []) withImports(imported, found);
  }
  return found;
}

const files = new Set(PARTS.flatMap((part) => [...withImports(part)]));
const packages = new Map();
let total = 0;
for (const file of files) {
  const content = readFileSync(dist + file);
  const gzipped = gzipSync(content).length;
  total += gzipped;
  const map = `${dist}${file}.map`;
  // The bundler's own runtime has no map.
  const sources = existsSync(map)
    ? bytesBySource(content.toString(), JSON.parse(readFileSync(map, "utf8")))
    : [["node_modules/rolldown", content.length]];
  // Gzip has no bounds inside a file, so its bytes are shared out by the minified ones.
  for (const [source, bytes] of sources) {
    const name = packageOf(source);
    packages.set(name, (packages.get(name) ?? 0) + (bytes / content.length) * gzipped);
  }
}

/** The npm package of a source, Fluent's many as one; the portal's own otherwise. */
function packageOf(source) {
  const name =
    source
      .split("node_modules/")
      .pop()
      .match(/^(@[^/]+\/[^/]+|[^@./][^/]*)/)?.[0] ?? "portal";
  if (!source.includes("node_modules/")) return "the portal itself";
  if (/^@(fluentui|griffel)\//.test(name)) return name.includes("icons") ? name : "Fluent UI and Griffel";
  return name;
}

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(7);
const rows = [...packages].sort((a, b) => b[1] - a[1]);
const rest = rows.slice(SHOWN).reduce((sum, [, bytes]) => sum + bytes, 0);
console.log(`\nScript of the first load, gzipped, in kB (budget ${BUDGET_KB}):`);
for (const [name, bytes] of rows.slice(0, SHOWN)) console.log(`${kb(bytes)}  ${name}`);
if (rest) console.log(`${kb(rest)}  ${rows.length - SHOWN} smaller packages`);
console.log(`${kb(total)}  in all, in ${files.size} files`);

// Only this check reads them.
rmSync(`${dist}.vite`, { recursive: true });
for (const file of readdirSync(`${dist}assets`)) if (file.endsWith(".map")) rmSync(`${dist}assets/${file}`);

if (total > BUDGET_KB * 1000) {
  console.error(`The first load is ${kb(total - BUDGET_KB * 1000).trim()} kB over its budget of ${BUDGET_KB} kB.`);
  process.exit(1);
}
