"""Comments at cells: their part, and the drawing in VML without which Excel shows none (ECMA-376 Part 1, 18.7; Part 4)."""

from collections.abc import Sequence
from operator import attrgetter

from shared.domain.workbooks.write.layout import Note, letters
from shared.domain.workbooks.write.parts import HEAD, MAIN
from shared.domain.workbooks.write.text import text_element

MOST_NOTES = 1_000
"""Shapes of one drawing: o:idmap gives it the ids 1025 to 2047."""

_FIRST_SHAPE = 1025
_COLUMNS_WIDE, _ROWS_HIGH = 2, 6


def comments(notes: Sequence[Note]) -> str:
    """comments1.xml, in the order of the cells."""
    entries = "".join(
        f'<comment ref="{letters(note.column)}{note.row}" authorId="0">'
        f"<text><r>{text_element(note.text)}</r></text></comment>"
        for note in sorted(notes, key=attrgetter("row", "column"))
    )
    return (
        f'{HEAD}<comments xmlns="{MAIN}"><authors><author>Muster</author></authors>'
        f"<commentList>{entries}</commentList></comments>"
    )


def drawing(notes: Sequence[Note]) -> str:
    """vmlDrawing1.vml: a yellow box for each note, hidden until the mouse is over the cell."""
    shapes = "".join(_shape(n, note) for n, note in enumerate(notes, start=_FIRST_SHAPE))
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    )


def _shape(number: int, note: Note) -> str:
    left, top = note.column + 1, max(note.row - 2, 0)
    anchor = f"{left}, 15, {top}, 2, {left + _COLUMNS_WIDE}, 15, {top + _ROWS_HIGH}, 2"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto" '
        'style="position:absolute;margin-left:60pt;margin-top:2pt;width:160pt;height:90pt;z-index:1;visibility:hidden">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{note.row - 1}</x:Row><x:Column>{note.column}</x:Column>"
        "</x:ClientData></v:shape>"
    )
