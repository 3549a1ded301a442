"""The plot of docs/performance.md: two panels of bars, written as SVG by hand."""

from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.report import TITLES, Figure
from benchmarks.servers import AZURITE, SINK

_ORDER = ("loop", "transactions", "apply", "ceiling", "validate", "repeat", "export", "workbook")
_OURS = frozenset({"validate", "apply", "repeat", "export", "workbook"})
_WIDTH, _LEFT, _BAR, _STEP, _TOP = 860, 340, 18, 28, 54
_OURS_COLOUR, _PEER_COLOUR, _INK, _PAPER = "#0b7285", "#adb5bd", "#212529", "#ffffff"


def draw(path: Path, figures: Sequence[Figure]) -> None:
    """Write the plot of a run."""
    in_sink, in_azurite = _chosen(figures, SINK), _chosen(figures, AZURITE)
    cpu = _panel(
        f"CPU a row in milliseconds, client only, {_rows(in_sink):,} rows (less is better)",
        in_sink,
        lambda figure: figure.cpu_ms_a_row,
        "{:.3f}",
    )
    speed = _panel(
        f"Rows a second, Azurite on the same two cores, {_rows(in_azurite):,} rows (more is better)",
        in_azurite,
        lambda figure: figure.rows_a_second,
        "{:,.0f}",
    )
    height = _TOP + len(_ORDER) * _STEP + 16
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {2 * height}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{_INK}">\n'
        "<title>CPU a row and rows a second of the import, its peers and the ceiling</title>\n"
        f'<rect width="{_WIDTH}" height="{2 * height}" fill="{_PAPER}"/>\n'
        f'{cpu}<g transform="translate(0 {height})">\n{speed}</g>\n</svg>\n',
        encoding="utf-8",
    )


def _chosen(figures: Sequence[Figure], server: str) -> list[Figure]:
    """Figures of as many rows as the peers wrote; the loop's are of a sample."""
    on_server = [figure for figure in figures if figure.server == server]
    rows = _rows(on_server)
    by_thing = {figure.thing: figure for figure in on_server if figure.rows == rows or figure.thing == "loop"}
    return [by_thing[thing] for thing in _ORDER]


def _rows(figures: Sequence[Figure]) -> int:
    return next(figure.rows for figure in figures if figure.thing == "ceiling")


def _panel(title: str, figures: Sequence[Figure], value: Callable[[Figure], float], shown: str) -> str:
    values = [value(figure) for figure in figures]
    lines = [f'<text x="16" y="32" font-size="15" font-weight="600">{escape(title)}</text>']
    for index, (figure, number) in enumerate(zip(figures, values, strict=True)):
        y = _TOP + index * _STEP
        width = number / max(values) * (_WIDTH - _LEFT - 90)
        colour = _OURS_COLOUR if figure.thing in _OURS else _PEER_COLOUR
        label = TITLES[figure.thing] + (f" ({figure.rows:,} rows)" if figure.thing == "loop" else "")
        lines.append(f'<text x="{_LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(label)}</text>')
        lines.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="2" fill="{colour}"/>')
        lines.append(f'<text x="{_LEFT + width + 6:.1f}" y="{y + 14}">{shown.format(number)}</text>')
    return "\n".join(lines) + "\n"
