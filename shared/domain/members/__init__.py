"""Memberships, roles, and the numbers that a request names."""
