"""The site under its real server, on a free port of this machine, for browser, load and chaos tests."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tools.serving import MEMORY, granian

ROOT = Path(__file__).parents[1]
START_SECONDS = 60


@dataclass
class Site:
    """A running site: its address and the process group of its server."""

    url: str
    process: subprocess.Popen[str]

    @property
    def workers(self) -> list[int]:
        """The process ids of the server's workers."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self) -> None:
        """Kill the server and all its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(
    instance_path: Path,
    database_url: str = "",
    *,
    port: int = 0,
    workers: int = 1,
    app: str = "webapp.wsgi:app",
) -> Iterator[Site]:
    """Serve `app` until the block ends. The database must be migrated; its address is as in DATABASE_URL.

    `port` 0 takes a free one. Raises RuntimeError when the server does not come up.
    """
    port = port or free_port()
    environment = environment_of(instance_path, database_url, port)
    command: list[str | Path] = [
        Path(sys.executable).with_name("granian"),
        *granian(port, workers=workers, app=app),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, start_new_session=True)
    site = Site(environment["BASE_URL"], process)
    try:
        wait_for_answer(site.url, lambda: process.poll() is None)
        yield site
    finally:
        _end(site)


def environment_of(instance_path: Path, database_url: str, port: int) -> dict[str, str]:
    """What a server of a test is started with; its address is BASE_URL."""
    return {
        **os.environ,
        **MEMORY,
        "INSTANCE_PATH": str(instance_path),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "test key",
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_answer(url: str, alive: Callable[[], bool]) -> None:
    """Raises RuntimeError when the server ended, or gave no answer in a minute."""
    deadline = time.monotonic() + START_SECONDS
    while alive() and time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
            connection.request("GET", "/suc-khoe")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not come up at {url}")


def _end(site: Site) -> None:
    """Ask the server to stop, then make sure that nothing of its process group is left."""
    site.process.terminate()
    with suppress(subprocess.TimeoutExpired):
        site.process.wait(timeout=10)
    with suppress(ProcessLookupError):
        os.killpg(site.process.pid, signal.SIGKILL)
    site.process.wait()
