import { describe, expect, it } from "vitest";
import { counted, duration, size } from "~/lib/format";
import { regionName, regionOptions } from "~/lib/regions";
import { changesOf, titleOf } from "~/pages/group/auditWords";

it("counts", () => {
  expect(counted(1, "member")).toBe("1 member");
  expect(counted(0, "entry", "entries")).toBe("0 entries");
});

it("says sizes and durations", () => {
  expect(size(999)).toBe("999 B");
  expect(size(1_500_000)).toMatch(/^1[.,]5 MB$/);
  expect(duration(0.4)).toBe("under a second");
  expect(duration(125)).toBe("2 min 5 s");
});

it("names regions, and what is none by its code", () => {
  expect(regionName("??")).toBe("??");
  expect(regionOptions([{ region: "IN", callingCode: "91" }])[0]?.label).toContain("(+91)");
});

describe("audit", () => {
  const event = (action: string, before: object, after: object) =>
    ({ action, before, after }) as Parameters<typeof changesOf>[0];

  it("tells members", () => {
    const before = { members: { "+911": "Member", "+912": "Admin" } };
    const after = { members: { "+911": "Admin", "+913": "Member" } };
    expect(changesOf(event("membersChanged", before, after))).toEqual([
      "+911 from Member to Admin",
      "+912 removed, was Admin",
      "+913 added as Member",
    ]);
  });
  it("tells an upload's counts", () => {
    expect(changesOf(event("membersChanged", {}, { added: 5, removed: 0 }))).toEqual(["5 added"]);
  });
  it("tells fields and sub-groups", () => {
    expect(changesOf(event("groupUpdated", { name: "A" }, { name: "B" }))).toEqual(["Name: A → B"]);
    expect(changesOf(event("subgroupAdded", {}, { id: "1", name: "Depot" }))).toEqual(["Depot"]);
    const one = { subject: "asha", phoneNumber: "+919812345678" };
    expect(changesOf(event("identityChanged", {}, one))).toEqual(["asha is now +919812345678"]);
    expect(changesOf(event("identityChanged", one, {}))).toEqual(["asha is no longer +919812345678"]);
    const [old, now] = [["memberList"], ["groupInformation", "memberList"]];
    expect(
      changesOf(event("connectorLinked", { name: "Pay", permissions: old }, { name: "Pay", permissions: now })),
    ).toEqual(["Pay", "Permissions: memberList → groupInformation, memberList"]);
  });
  it("cuts long lists", () => {
    const members = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`+91${index}`, "Member"]));
    expect(changesOf(event("membersChanged", {}, { members })).at(-1)).toBe("and 10 more");
  });
  it("has words for an action it does not know", () => {
    expect(titleOf({ action: "connectorLinked" } as never)).toBe("Connector linked");
  });
});
