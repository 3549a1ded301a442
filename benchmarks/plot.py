"""The plot of the README: two panels of bars, written as SVG by hand."""

from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.report import TITLES, Figure
from benchmarks.servers import AZURITE, SINK

_ORDER = ("loop", "transactions", "apply", "ceiling", "validate", "repeat", "export")
_OURS = frozenset({"validate", "apply", "repeat", "export"})
_WIDTH, _LEFT, _BAR, _STEP, _TOP = 860, 330, 18, 28, 54
_OURS_COLOUR, _PEER_COLOUR, _INK, _PAPER = "#0b7285", "#adb5bd", "#212529", "#ffffff"


def draw(path: Path, figures: Sequence[Figure]) -> None:
    """Write the plot of a run."""
    rows = max(figure.rows for figure in figures if figure.server == SINK and figure.thing == "apply")
    cpu = _panel(
        f"CPU a row in milliseconds, client only, {rows:,} rows (less is better)",
        _chosen(figures, SINK),
        lambda figure: figure.cpu_ms_a_row,
        "{:.3f}",
    )
    on_azurite = _chosen(figures, AZURITE)
    speed = _panel(
        f"Rows a second on Azurite on the same two cores, {max(f.rows for f in on_azurite):,} rows (more is better)",
        on_azurite,
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
    """For each thing the figure of the most rows."""
    on_server = [figure for figure in figures if figure.server == server]
    return [max((f for f in on_server if f.thing == thing), key=lambda f: f.rows) for thing in _ORDER]


def _panel(title: str, figures: Sequence[Figure], value: Callable[[Figure], float], shown: str) -> str:
    values = [value(figure) for figure in figures]
    lines = [f'<text x="16" y="32" font-size="15" font-weight="600">{escape(title)}</text>']
    for index, (figure, number) in enumerate(zip(figures, values, strict=True)):
        y = _TOP + index * _STEP
        width = number / max(values) * (_WIDTH - _LEFT - 90)
        colour = _OURS_COLOUR if figure.thing in _OURS else _PEER_COLOUR
        lines.append(f'<text x="{_LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(TITLES[figure.thing])}</text>')
        lines.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="2" fill="{colour}"/>')
        lines.append(f'<text x="{_LEFT + width + 6:.1f}" y="{y + 14}">{shown.format(number)}</text>')
    return "\n".join(lines) + "\n"
