import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Group, Member } from "~/api/models";
import { MemberTable } from "~/pages/group/users/MemberTable";
import { show } from "./show";

const GROUP: Group = {
  id: "top",
  name: "Region",
  type: "organization",
  welcomeMessage: "",
  memberCount: 1,
  createdAt: "2026-01-01T00:00:00Z",
  createdBy: "asha",
  updatedAt: "2026-01-01T00:00:00Z",
};

function member(phoneNumber: string, ...groups: string[]): Member {
  const via = groups.map((name) => ({ id: name, name }));
  return { phoneNumber, role: "Member", addedAt: "2026-01-01T00:00:00Z", addedBy: "asha", via };
}

const HINT = /listed group by group/;

it("lists everybody, also those who look the same, and says so of masked numbers", () => {
  const complaints = vi.spyOn(console, "error");
  const members = [
    member("+919812345678", "Region", "Depot"),
    member("+91••••••5678", "Night shift"),
    member("+91••••••5678", "Night shift"),
    member("+91••••••5678", "Yard"),
  ];
  show(<MemberTable group={GROUP} members={members} isEffective />);
  const rows = within(screen.getByRole("table", { name: "Members" }))
    .getAllByRole("row")
    .slice(1);
  expect(rows.map((row) => row.textContent)).toEqual([
    "+919812345678MemberRegion, Depot",
    "+91••••••5678MemberNight shift",
    "+91••••••5678MemberNight shift",
    "+91••••••5678MemberYard",
  ]);
  expect(screen.getByText(HINT)).toHaveTextContent("A search by number does not find them.");
  expect(complaints).not.toHaveBeenCalled();
});

it("says nothing of masked numbers where there are none", () => {
  show(<MemberTable group={GROUP} members={[member("+919812345678", "Region")]} isEffective />);
  expect(screen.queryByText(HINT)).not.toBeInTheDocument();
});
