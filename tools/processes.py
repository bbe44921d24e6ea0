"""The processes that `make run` starts: none outlives it, nor does what they leave behind. Linux only."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 10


class Stopped(Exception):
    """Somebody asked for the end: Ctrl+C, SIGTERM or a closed terminal."""


def until_stopped(action: Callable[[], None]) -> None:
    """Run the action as the head of a family of processes; when it ends, however it ends, so do they all."""
    for number in END_SIGNALS:
        signal.signal(number, _stop)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        action()
    except Stopped:
        return
    finally:
        for number in END_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        end_children()


def start(*command: str | Path) -> subprocess.Popen[bytes]:
    """Start a process that is asked to end when this one is gone, even by kill -9."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=end_with_parent,  # this process has one thread
    )


def end_children(keep: frozenset[int] = frozenset()) -> None:
    """Ask the children to end, adopted ones too, insist after a while, and wait for the last."""
    deadline = time.monotonic() + STOP_SECONDS
    asked: set[int] = set()
    while children := _children() - keep:
        late = time.monotonic() > deadline
        for pid in children if late else children - asked:
            os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        asked |= children
        time.sleep(0.02)


def _children() -> set[int]:
    """The children that live, after burying the dead among those adopted."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return set()
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(pid) for pid in listed.split()}


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
