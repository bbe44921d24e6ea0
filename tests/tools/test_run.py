"""`make run` as an operator meets it: it survives killed workers, ends whole, and says what it cannot do."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import migrated_sqlite
from tests.serving import ROOT, free_port

SERVE = "from tools import processes, run; processes.until_stopped(lambda: run.serve({port}))"


class Running:
    """The server and the worker under `make run`'s own process, on an empty database."""

    def __init__(self, instance: Path) -> None:
        self.port = free_port()
        environment = {**os.environ, "INSTANCE_PATH": str(instance), "PORT": str(self.port)}
        environment |= {"SECRET_KEY": "test key", "DATABASE_URL": ""}
        (instance / "webapp.sqlite3").write_bytes(migrated_sqlite())
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(port=self.port)],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/suc-khoe")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def says(self, words: str) -> bool:
        """Read on until a line holds these words."""
        assert self.process.stdout
        return any(words in line for line in self.process.stdout)

    def server(self) -> int:
        (pid,) = (pid for pid in _children(self.process.pid) if "granian" in _command_line(pid))
        return pid

    def workers(self) -> list[int]:
        return [pid for pid in _children(self.server()) if "granian" in _command_line(pid)]

    def family(self) -> list[int]:
        """Every process of the group that is still there."""
        everyone = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        return [pid for pid in everyone if _group(pid) == self.process.pid]


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    assert running.says("Đang phục vụ")
    yield running
    running.process.kill()
    for pid in running.family():
        os.kill(pid, signal.SIGKILL)
    running.process.communicate()


def test_a_site_whose_workers_are_killed_again_and_again_comes_back_and_ends_whole(running: Running) -> None:
    for _ in range(2):  # the second time, the server itself gives up: it sees a crash loop
        for worker in running.workers():
            os.kill(worker, signal.SIGKILL)
        assert _within(30, lambda: running.answers() and len(running.workers()) == 2)
    running.process.terminate()
    assert running.process.wait(timeout=20) == 0
    assert running.family() == []


def test_a_killed_server_ends_everything_with_an_error_and_frees_the_port(running: Running) -> None:
    os.kill(running.server(), signal.SIGKILL)
    assert running.process.wait(timeout=20) != 0
    assert running.family() == []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", running.port))


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "tools.run"]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PORT": str(port)}, capture_output=True, text=True
        )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"✗ Không mở được cổng {port} (Address already in use). Thử cổng khác: PORT=8001 make run"
    ]
