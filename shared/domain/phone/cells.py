"""Splits a cell into the numbers in it."""

import re

from shared.domain.phone.written import GROUPED

# Semicolon (but not that of ;ext=5, RFC 3966), line break and bar, also those of other scripts, and the ::: of contact
# lists (Google Contacts joins several values of a field so).
_SURE_SEPARATOR = re.compile(r"[\r\n\u2028\u2029；؛﹔|｜]|;(?!ext=)|:::")
# The comma may also group digits, or be the decimal sign of 9,19812E+11.
_COMMA = re.compile(r"[，、﹐､،]|,(?!(?<=\b\d,)\d+\s*[eE]\s*[+-]?\d)")
_PLAIN = re.compile(r"\+?[0-9]+")  # what most cells hold, in which nothing separates
# ="+919812345678" makes Excel read a cell of a CSV as text.
_TEXT_FORMULA = re.compile(r'\s*="(.*)"\s*', re.DOTALL)


def split_cell(cell: str) -> list[str]:
    """The numbers of one cell, trimmed, without empty ones. Commas that group the digits of a number do not split it."""
    if _PLAIN.fullmatch(cell):
        return [cell]
    if (formula := _TEXT_FORMULA.fullmatch(cell)) is not None:
        cell = formula.group(1)
    parts: list[str] = []
    for part in _SURE_SEPARATOR.split(cell):
        parts += [part] if GROUPED.fullmatch(part) else _COMMA.split(part)
    return [piece for part in parts if (piece := part.strip(" \t\u00a0\ufeff\u200b"))]
