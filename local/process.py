"""Child processes that never outlive their parent.

Children get a session of their own, so that Ctrl-C in the terminal reaches the parent alone and it can end
them in order; and on Linux the kernel signals them when the parent dies in whatever way, kill -9 included
(prctl(2), PR_SET_PDEATHSIG, which holds over exec).
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15.0


def start_child(
    command: Sequence[str], log: Path | IO[bytes] | None = None, environment: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """Starts a process whose output goes to `log`, or nowhere.

    Call it on the main thread: the kernel takes the end of the thread that started a child for its parent's
    death.
    """
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(parent)

    if isinstance(log, Path):
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file:
            return start_child(command, file, environment)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log or subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        env=None if environment is None else dict(environment),
        start_new_session=True,
        preexec_fn=prepare,
    )


def die_with_parent(parent: int) -> None:
    """Has this process terminated when `parent` dies; does nothing where the system has no such call."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between
        os.kill(os.getpid(), signal.SIGTERM)


def stop_child(child: "subprocess.Popen[bytes]") -> int:
    """Terminates a child, by force when it does not end in time; its exit code."""
    if child.poll() is None:
        child.terminate()
    try:
        return child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
