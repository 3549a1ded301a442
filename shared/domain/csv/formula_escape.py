"""Escapes text of exports and of rejected rows that a spreadsheet would run as a formula or read as a value, with an
apostrophe in front.

CSV cannot mark a cell as text, so a spreadsheet that opens the export would run a group named =HYPERLINK(...)
(CWE-1236; OWASP "CSV Injection" and ASVS 1.2.10 name the characters and the apostrophe), and make 7 of a group named 007.
Import removes what export added: unprotect(protect(text)) == text == unprotect(protect_name(text)) for every text.
"""

from shared.domain.csv.spreadsheet_values import like_value

# First characters of formulas; control characters that a spreadsheet skips before them; full-width forms, which
# Excel reads as formulas in East Asian locales; and #, which would make the line an instruction.
_DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠#")
APOSTROPHE = "'"


def protect(text: str) -> str:
    """The text for an export, with an apostrophe in front where a spreadsheet or the import would misread it."""
    if text[:1] in _DANGEROUS or unprotect(text) != text:
        return APOSTROPHE + text
    return text


def protect_name(text: str) -> str:
    """The text as `protect`, and with an apostrophe also where a spreadsheet would read it as a value."""
    return APOSTROPHE + text if like_value(text) else protect(text)


def without_formula(text: str) -> str:
    """What stands in a cell like ="text", with which programs make a spreadsheet keep it as text; else the text."""
    inner = text.strip()
    if inner.startswith('="') and inner.endswith('"') and len(inner) > 2:
        return inner[2:-1].replace('""', '"')
    return text


def unprotect(text: str) -> str:
    """The text without the apostrophe that protect() or protect_name() added. One of the text itself ('twas) stays."""
    if not text.startswith(APOSTROPHE):
        return text
    rest = text[1:]
    return rest if rest[:1] in _DANGEROUS or rest[:1] == APOSTROPHE or like_value(rest) else text
