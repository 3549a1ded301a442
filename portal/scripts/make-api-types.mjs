// Writes openapi.json as the app makes it now, and src/api/schema.d.ts from that.
// Both are committed, so that a build needs no Python.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTypes, { astToString } from "openapi-typescript";

const portal = fileURLToPath(new URL("..", import.meta.url));
const document = new URL("../openapi.json", import.meta.url);
// The functions read their settings at import; the document does not depend on what they say.
const program = `
import json, os
from local.settings import Ports, development_settings
os.environ.update(development_settings(Ports()))
import functions
from functions.http.openapi import PREFIX, openapi_document
print(json.dumps(openapi_document(functions.blueprints, PREFIX), ensure_ascii=False, indent=1))
`;

const python = process.env["PYTHON"] ?? `${portal}../.venv/bin/python`;
writeFileSync(document, execFileSync(python, ["-c", program], { cwd: `${portal}..` }));
// A field with a default may be left out of a body, and answers leave out what has no value.
const nodes = await openapiTypes(JSON.parse(readFileSync(document, "utf8")), { defaultNonNullable: false });
const banner = "// Made by `npm run api` from openapi.json; edit the models in functions/ instead.\n\n";
writeFileSync(new URL("../src/api/schema.d.ts", import.meta.url), banner + astToString(nodes));
