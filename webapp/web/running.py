"""Whether the site runs on this instance: its processes share a lock that a restore must have alone."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

NAME = "running.lock"


def _open(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)


def say_running(folder: Path) -> int:
    """Hold a share of the lock until the process ends; returns the open file."""
    handle = _open(folder)
    fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return handle


def hold_alone(folder: Path) -> int | None:
    """The lock for a restore, or None while the site runs."""
    handle = _open(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
