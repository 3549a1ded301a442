"""The apostrophe that keeps a spreadsheet from running exported text as a formula.

CSV has no way to say "this is text", so a group named =HYPERLINK(...) would be run by whoever opens the
export (CWE-1236; OWASP "CSV Injection" and ASVS 1.2.10 name the characters and the apostrophe). Import takes
off what export put on: unprotect(protect(text)) == text for every text.
"""

# What a formula begins with; control characters that a spreadsheet skips before it; the full-width forms,
# which Excel reads as the plain ones in East Asian locales; and #, which would make the line an instruction.
_DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠#")
_APOSTROPHE = "'"


def protect(text: str) -> str:
    """The text as exported: an apostrophe in front where a spreadsheet or the import would misread it."""
    if text[:1] in _DANGEROUS or unprotect(text) != text:
        return _APOSTROPHE + text
    return text


def unprotect(text: str) -> str:
    """The text without the apostrophe that protect() put in front; one that belongs to it ('twas) stays."""
    if text.startswith(_APOSTROPHE) and (text[1:2] in _DANGEROUS or text[1:2] == _APOSTROPHE):
        return text[1:]
    return text
