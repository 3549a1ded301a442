// The sources stand in layers, and no file leads back to itself. Types count as well: whoever reads a file for its types
// has to read that other file, too.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const SOURCES = fileURLToPath(new URL("../src", import.meta.url));
// From the bottom to the top; a file imports from its own layer and from those before it.
const LAYERS = ["lib", "config", "auth", "api", "context", "components", "pages", "app", "main"];

/** For each file, as a path below src, the files of src that it imports, also by import(). */
function readImports(): Map<string, string[]> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  const known = new Set(files);
  const resolve = (from: string, name: string): string[] => {
    if (!/^[.~]/.test(name)) return [];
    const path = name.startsWith("~/") ? name.slice(2) : join(dirname(from), name);
    const found = [path, `${path}.ts`, `${path}.tsx`, `${path}.d.ts`].find((candidate) => known.has(candidate));
    if (!found && !name.endsWith(".css")) throw new Error(`${from} imports ${name}, which is no file of src.`);
    return found ? [found] : [];
  };
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(SOURCES, file), "utf8"));
      return [file, importedFiles.flatMap(({ fileName }) => resolve(file, fileName))];
    }),
  );
}

/** The first way that leads from a file back to itself. */
function findCycle(imports: ReadonlyMap<string, string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle.length) return cycle;
    }
    done.add(file);
    return [];
  };
  return [...imports.keys()].map((file) => visit(file, [])).find((cycle) => cycle.length) ?? [];
}

const layerOf = (file: string): number => LAYERS.indexOf(/^\w+/.exec(file)?.[0] ?? "");
const imports = readImports();

it("has no circle of imports", () => {
  expect(imports.size).toBeGreaterThan(80);
  expect(findCycle(imports)).toEqual([]);
  expect(
    findCycle(
      new Map([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["b"]],
      ]),
    ),
  ).toEqual(["b", "c", "b"]);
});

it("imports from lower layers only", () => {
  const upward = [...imports].flatMap(([file, targets]) =>
    targets.filter((target) => layerOf(target) > layerOf(file)).map((target) => `${file} -> ${target}`),
  );
  expect([...imports.keys()].filter((file) => layerOf(file) < 0)).toEqual([]);
  expect(upward).toEqual([]);
});
