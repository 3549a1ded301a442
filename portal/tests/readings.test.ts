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
