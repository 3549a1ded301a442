"""The tables Memberships, MemberGroups and GroupCounts."""
