"""What a spreadsheet program can hold in one sheet (Microsoft, "Excel specifications and limits")."""

LAST_ROW = 1_048_576

LAST_COLUMN = 16_384
"""XFD."""
