import { readFileSync } from "node:fs";
import openapiTypes, { astToString, type OpenAPI3 } from "openapi-typescript";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

// tests/unit/functions/test_openapi.py holds openapi.json to the app; this holds the types to openapi.json.
it("has the types of openapi.json; run `npm run api` when not", async () => {
  const nodes = await openapiTypes(JSON.parse(read("../openapi.json")) as OpenAPI3, { defaultNonNullable: false });
  expect(read("../src/api/schema.d.ts")).toContain(astToString(nodes));
}, 30_000);
