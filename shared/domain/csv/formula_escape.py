"""Escapes text of exports and of rejected rows that a spreadsheet would run as a formula, with an apostrophe in front.

CSV cannot mark a cell as text, so a spreadsheet that opens the export would run a group named =HYPERLINK(...)
(CWE-1236; OWASP "CSV Injection" and ASVS 1.2.10 name the characters and the apostrophe). Import removes what export
added: unprotect(protect(text)) == text for every text.
"""

# First characters of formulas; control characters that a spreadsheet skips before them; full-width forms, which
# Excel reads as formulas in East Asian locales; and #, which would make the line an instruction.
_DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠#")
APOSTROPHE = "'"


def protect(text: str) -> str:
    """The text for an export, with an apostrophe in front where a spreadsheet or the import would misread it."""
    if text[:1] in _DANGEROUS or unprotect(text) != text:
        return APOSTROPHE + text
    return text


def without_formula(text: str) -> str:
    """What stands in a cell like ="text", with which programs make a spreadsheet keep it as text; else the text."""
    inner = text.strip()
    if inner.startswith('="') and inner.endswith('"') and len(inner) > 2:
        return inner[2:-1].replace('""', '"')
    return text


def unprotect(text: str) -> str:
    """The text without the apostrophe that protect() added. An apostrophe of the text itself ('twas) stays."""
    if text.startswith(APOSTROPHE) and (text[1:2] in _DANGEROUS or text[1:2] == APOSTROPHE):
        return text[1:]
    return text
