"""The real server without the longest part of its start: forked where the program has been read already.

A server of its own costs two and a half seconds of the processor, most of it for reading modules; one forked
from a process that has read them, a fifth. What is served, and how, is the same.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from signal import SIGKILL

from tests.serving import ROOT, environment_of, free_port, wait_for_answer
from tools.serving import granian

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([f"{__package__}.read_before"])


@contextmanager
def quick_site(
    folder: Path, database_url: str, *, workers: int = 1, app: str = "webapp.wsgi:app"
) -> Iterator[str]:
    """Serve `app` until the block ends, and give its address. The database must be migrated.

    Raises RuntimeError when the server does not come up.
    """
    port = free_port()
    environment = environment_of(folder, database_url, port)
    server = FORKING.Process(target=_serve, args=(granian(port, workers=workers, app=app), environment))
    server.start()
    try:
        wait_for_answer(environment["BASE_URL"], server.is_alive)
        yield environment["BASE_URL"]
    finally:
        _end(server)


def _serve(arguments: list[str], environment: dict[str, str]) -> None:
    """What the command `granian` does, in a process group of its own."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    multiprocessing.set_start_method("fork", force=True)
    importlib.import_module("granian.cli").cli(arguments)


def _end(server: ForkServerProcess) -> None:
    """Ask the server to stop, then make sure that nothing of its process group is left."""
    server.terminate()
    server.join(timeout=10)
    with suppress(ProcessLookupError):
        os.killpg(server.pid or 0, SIGKILL)
    server.join()
