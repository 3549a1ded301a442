import { describe, expect, it } from "vitest";
import { parseCsv } from "~/lib/csv";
import { readMembers } from "~/pages/group/users/importMembers";

describe("parseCsv", () => {
  it.each([
    [
      "a,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a;b\r\n1;2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a\tb\r1\t2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      '\ufeffa,b\n"x, ""y""\nz",2',
      [
        ["a", "b"],
        ['x, "y"\nz', "2"],
      ],
    ],
    [
      "a,b\n\n,\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
  ])("%j", (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });
});

describe("readMembers", () => {
  it("takes the named column and the role", () => {
    const text =
      '# instructions, with a comma\nName,Phone Numbers,User Type\nA,+919812345678,Admin\nB,"98123 45679, 98123 45680",\n';
    expect(readMembers(text)).toEqual({
      all: ["+919812345678", "98123 45679", "98123 45680"],
      byRole: { Admin: ["+919812345678"], Member: ["98123 45679", "98123 45680"] },
    });
  });

  it("takes the column with numbers where there is no header", () => {
    expect(readMembers("Asha,9812345678\nRavi,9812345679").all).toEqual(["9812345678", "9812345679"]);
  });

  it("finds nothing in a file without numbers", () => {
    expect(readMembers("Name\nAsha").all).toEqual([]);
  });
});
