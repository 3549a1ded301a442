"""The tables Memberships and MemberGroups."""
