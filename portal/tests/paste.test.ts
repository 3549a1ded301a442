import { describe, expect, it } from "vitest";
import { parsePasted, toCsv, toPasted } from "~/lib/pastedCells";
import { pastedNumbers } from "~/lib/pastedNumbers";
import { choiceError, couldBeTitles, guessColumns } from "~/lib/titles";
import { dataRows, guessOf, pastedError, pastedFile } from "~/pages/uploads/begin/pastedRows";

describe("parsePasted", () => {
  it.each<[string, string, string[][]]>([
    ["nothing", "", []],
    ["one cell", "Depot", [["Depot"]]],
    ["the line break that a spreadsheet puts behind the last row", "a\tb\r\n1\t2\r\n", [["a", "b"], ["1", "2"]]], // prettier-ignore
    ["line breaks of every system", "a\nb\rc\r\nd", [["a"], ["b"], ["c"], ["d"]]],
    ["a line break in a cell", '"Night\nshift"\t1\nb\t2', [["Night\nshift", "1"], ["b", "2"]]], // prettier-ignore
    ["doubled marks beside a line break", '"The ""A""\nteam"\t1', [['The "A"\nteam', "1"]]],
    ["marks that a cell itself has", '"A" team\t"B"', [['"A" team', '"B"']]],
    ["a mark that is never closed", '"A\tb', [['"A', "b"]]],
    ["blank cells at both ends", "\ta\t\n\t\t", [["", "a", ""], ["", "", ""]]], // prettier-ignore
    ["a blank row", "a\n\nb", [["a"], [""], ["b"]]],
  ])("%s", (_, text, rows) => expect(parsePasted(text)).toEqual(rows));

  it("reads what it writes", () => {
    const rows = [
      ["plain", 'with "marks"', '"all" in marks'],
      ["two\nlines", 'tab\tand "mark"', ""],
      ["", "قلم", "=1+1"],
    ];
    expect(parsePasted(toPasted(rows))).toEqual(rows);
  });

  it("takes 20,000 rows at once", () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => [`Depot ${index}`, `+9198123${index}`, "Member"]);
    expect(parsePasted(toPasted(rows))).toEqual(rows);
  });
});

it("writes CSV in which no cell can be misread", () => {
  expect(toCsv([["a,b", 'c"d'], ["1\n2", ""]])).toBe('"a,b","c""d"\r\n"1\n2",""\r\n'); // prettier-ignore
});

describe("titles", () => {
  it.each([
    [["Group Name", "Phone Number"], true],
    [["Gruppe", "Handy"], true],
    [["Depot", "+91 98123 45678"], false],
    [["Depot 7", "0812-345-678"], false],
    [["", ""], false],
  ])("%j could be titles: %s", (row, is) => expect(couldBeTitles(row)).toBe(is));

  it.each<[string, string[][], string[]]>([
    ["users", [["Depot", "+919812345678", "Admin", "IN"], ["Depot", "9812345679", "", ""]], ["Group Name", "Phone Number", "User Type", "Region"]], // prettier-ignore
    ["in another order", [["9812345678", "member", "Depot"]], ["Phone Number", "User Type", "Group Name"]],
    ["with a second number", [["Depot", "9812345678", "9812345679"]], ["Group Name", "Phone Number", ""]],
    ["with a name", [["Asha", "Depot", "9812345678"]], ["Group Name", "", "Phone Number"]],
    ["groups and sub-groups", [["Region North", "Depot Delhi"]], ["Parent Group Name", "Child Group Name"]],
    ["nothing", [], []],
  ])("guesses %s", (_, rows, guesses) => expect(guessColumns(rows)).toEqual(guesses));

  it.each<[string[], string | null]>([
    [["Group Name", "Phone Number", ""], null],
    [["Parent Group Name", "Child Group Name"], null],
    [["Group Name", ""], "Still missing: Phone Number."],
    [["Parent Group Name"], "Still missing: Child Group Name."],
    [["", ""], "Still missing: Group Name, Phone Number."],
    [["Phone Number", "Phone Number", "Group Name"], "Two columns are chosen as Phone Number. Choose one of them."],
    [["Group Name", "Child Group Name"], "Choose the columns of users, or those of parent and child groups, not both."],
  ])("%j: %s", (chosen, error) => expect(choiceError(chosen)).toBe(error));
});

describe("pasted rows as a file", () => {
  const read = (file: File) => new Response(file).text();

  it("keeps titles that were pasted, whatever they are", async () => {
    const rows = dataRows(parsePasted("Gruppe\tHandy\n\t\nDepot\t9812345678"));
    expect(pastedError(rows, true, guessOf(rows))).toBeNull();
    const file = pastedFile(rows, null);
    expect(file.name).toBe("pasted-rows.csv");
    expect(await read(file)).toBe('"Gruppe","Handy"\r\n"Depot","9812345678"\r\n');
  });

  it("puts titles above rows without them, leaves out what is ignored, and adds a blank user type", async () => {
    const rows = parsePasted("Asha\tDepot\t9812345678\nRavi\tDepot\t9812345679");
    const chosen = ["", "Group Name", "Phone Number"];
    expect(pastedError(rows, false, chosen)).toBeNull();
    expect(await read(pastedFile(rows, chosen))).toBe(
      '"Group Name","Phone Number","User Type"\r\n"Depot","9812345678",""\r\n"Depot","9812345679",""\r\n',
    );
  });

  it("says what is missing", () => {
    const rows = parsePasted("Depot\t9812345678");
    expect(pastedError(rows, false, ["Group Name", ""])).toBe("Still missing: Phone Number.");
    expect(pastedError([["Group", "Phone"]], true, [])).toBe("Below the titles there are no rows.");
  });
});

it.each([
  ["98123, 98124", "98123, 98124"],
  ["Phone Number\n9812345678\n9812345679", "9812345678\n9812345679"],
  ["फ़ोन\r\n९८१२३४५६७८", "९८१२३४५६७८"],
  ["9812345678\n9812345679\n", "9812345678\n9812345679\n"],
  ["not a number", "not a number"],
  ["Name\tMobile\nAsha\t9812345678\nRavi\t9812345679", "9812345678\n9812345679"],
])("numbers pasted as %j are %j", (text, numbers) => expect(pastedNumbers(text)).toBe(numbers));
