"""Finds Python 3.13, and makes the venv of the conformance tests with it. `python -m tests.conformance.interpreter` prints
where Python 3.13 is, and ends with 1 where there is none."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.azurite import ROOT

VERSION = "3.13"
REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "tests/conformance/requirements.txt")
_ASK = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"


def find_python() -> str | None:
    """A Python 3.13 that runs. A program of that name may not: pyenv's shim fails unless that version is selected."""
    return next((found for place in _places() if (found := _works(place))), None)


def runtime_python(python: str) -> str:
    """The Python of a venv with the app's packages and Microsoft's runtime, made where none has these requirements.

    It lies in the user's cache: nothing is installed twice, and nothing is written into the repository.
    """
    folder = _cache() / f"conformance-{_key(python)}"
    inside, done = folder / "bin" / "python", folder / "installed"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "conformance.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes run tests at once
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            _run(python, "-m", "venv", str(folder))
            for file in REQUIREMENTS:  # in turn, because pip would ask for hashes in both
                _run(str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(file))
            done.touch()
    return str(inside)


def _places() -> Iterator[str]:
    if given := os.environ.get("PYTHON313"):
        yield given
    yield f"python{VERSION}"
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    for root in filter(None, roots):
        for folder in sorted(Path(root, "versions").glob(f"{VERSION}.*"), reverse=True):
            yield str(folder / "bin" / f"python{VERSION}")


def _works(place: str) -> str | None:
    try:
        asked = subprocess.run([place, "-c", _ASK], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version, _, path = asked.stdout.strip().partition(" ")
    return path if asked.returncode == 0 and version == VERSION else None


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "muster"


def _key(python: str) -> str:
    content = b"".join(file.read_bytes() for file in REQUIREMENTS)
    return hashlib.sha256(content + python.encode()).hexdigest()[:16]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


if __name__ == "__main__":
    found = find_python()
    print(found or f"There is no Python {VERSION}.", file=sys.stdout if found else sys.stderr)
    sys.exit(0 if found else 1)
