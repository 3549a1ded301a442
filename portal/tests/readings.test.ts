import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { phones } from "~/lib/phones";

// What the service makes of each text; tests/browser/test_phone_readings.py holds the service to the same file.
type Reading = [text: string, region: string, e164: string | null];
const file = new URL("../../tests/data/phone_readings.json", import.meta.url);

it("reads numbers as the service does", () => {
  const rows = JSON.parse(readFileSync(file, "utf8")) as Reading[];
  const read = rows.map(([text, region]) => {
    const numbers = phones.read(text, region);
    return [text, region, numbers.length === 1 ? (numbers[0]?.number ?? null) : null];
  });
  expect(rows.length).toBeGreaterThan(200);
  expect(read).toEqual(rows);
});

// Cells with hard ways to write numbers; tests/unit/domain/test_number_cells.py holds the service to the same file.
interface Cell {
  cell: string;
  region: string;
  numbers: [input: string, e164: string | null, code?: string][];
}
const cells = JSON.parse(
  readFileSync(new URL("../../tests/data/number_cells.json", import.meta.url), "utf8"),
) as Cell[];

it.each(cells)("splits and reads $cell in the region $region as the service does", ({ cell, region, numbers }) => {
  const read = phones.read(cell, region).map(({ input, number }) => [input, number ?? null]);
  expect(read).toEqual(numbers.map(([input, e164]) => [input, e164]));
});
