"""requirements.txt is what requirements.in asks for, every file of it by its hash."""

import re

from infra.check.rules import ROOT

_PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[\w,]+\])?==([\w.]+)", re.MULTILINE)


def _pins(name: str) -> set[tuple[str, str]]:
    return {(found.lower(), version) for found, version in _PIN.findall((ROOT / name).read_text())}


def test_everything_asked_for_is_pinned() -> None:
    asked = [line for line in (ROOT / "requirements.in").read_text().splitlines() if line and not line.startswith("#")]
    assert len(asked) == len(_pins("requirements.in"))
    assert _pins("requirements.in") <= _pins("requirements.txt"), "run make lock"


def test_every_pin_has_hashes() -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text())
    for block in blocks:
        assert block.startswith("#") or "--hash=sha256:" in block, block


def test_tools_are_pinned() -> None:
    for name in ("infra/requirements-check.txt", "infra/requirements-lock.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("#")]
        assert all("==" in line for line in lines)
