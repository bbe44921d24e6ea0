"""The children from the site's side: started for one piece of work, ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Timer
from types import TracebackType
from typing import Any, Self

from webapp.services.signing.frames import receive, send

PACKAGE = Path(__file__).parents[2]
SIGNING = {"memory_mb": 700, "cpu_seconds": 900, "seconds": 1800}
CHECKING = {"memory_mb": 500, "cpu_seconds": 120, "seconds": 600}
LONGEST_SIGNING, LONGEST_CHECK, LONGEST_ASKING = 60, 20, 60
# The key of the site and the database's address stay out of a process that reads what strangers made.
_ENVIRONMENT = {
    name: os.environ[name]
    for name in (
        "LD_LIBRARY_PATH", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY",
    )
    if name in os.environ
}  # fmt: skip
# Without the application that `webapp/__init__` imports.
_START = """
import sys, types
package = types.ModuleType("webapp")
package.__path__ = [sys.argv[1]]
sys.modules["webapp"] = package
from webapp.services.signing.child import serve
memory, cpu, seconds = (int(each) for each in sys.argv[2:])
serve(sys.stdin.buffer, sys.stdout.buffer, memory_mb=memory, cpu_seconds=cpu, seconds=seconds)
"""
_AT_ONCE = BoundedSemaphore(2)
_WAIT_SECONDS = 15


class Busy(Exception):
    """Two strangers' files are being read already."""


class Child:
    """One child process. Every question has a limit of seconds, after which the child is killed."""

    def __init__(self, limits: dict[str, int]) -> None:
        numbers = (str(limits[name]) for name in ("memory_mb", "cpu_seconds", "seconds"))
        self._process = subprocess.Popen(  # noqa: S603 - our own script; files reach it through its input
            [sys.executable, "-I", "-X", "utf8", "-c", _START, str(PACKAGE), *numbers],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
        )

    def ask(
        self, do: str, parts: Sequence[bytes | bytearray] = (), *, seconds: int, **values: Any
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The answer, or {"error": "too-much"} when the child was stopped by one of its limits."""
        to_child, from_child = self._process.stdin, self._process.stdout
        if to_child is None or from_child is None:
            return {"error": "too-much"}, []
        clock = Timer(seconds, self._process.kill)
        clock.start()
        try:
            send(to_child, {"do": do, **values}, parts)
            return receive(from_child) or ({"error": "too-much"}, [])
        except (BrokenPipeError, OSError):
            return {"error": "too-much"}, []
        finally:
            clock.cancel()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End the child, and its key with it."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Reader:
    """Checks PDFs one after another in a child, and in a new one after a file that ended it."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def check(self, content: bytes, roots: Sequence[bytes], made_size: int | None = None) -> dict[str, Any]:
        """The report of `pdf_checking.check`."""
        return self._ask("check", [content, *roots], made_size=made_size)[0]

    def take(
        self, content: bytes, roots: Sequence[bytes], *, made_size: int, had: int, ask: bool
    ) -> tuple[dict[str, Any], bytes]:
        """The report, and the file to be kept: with `ask` the answers of authorities may stand behind it."""
        seconds = LONGEST_CHECK + (LONGEST_ASKING if ask else 0)
        report, parts = self._ask("take", [content, *roots], seconds, made_size=made_size, had=had, ask=ask)
        return report, parts[0] if parts else content

    def prepare(self, content: bytes) -> tuple[dict[str, Any], bytes]:
        """The report of a PDF, and the PDF made ready for signatures."""
        report, parts = self._ask("prepare", [content])
        return report, parts[0] if parts else b""

    def read_roots(self, content: bytes) -> tuple[dict[str, Any], list[bytes]]:
        return self._ask("read_roots", [content])

    def read_signer(self, content: bytearray, password: str, roots: Sequence[bytes]) -> dict[str, Any]:
        """Whose certificate a file holds."""
        return self._ask("read_signer", [content, *roots], password=password)[0]

    def name_signers(self, content: bytes) -> list[dict[str, Any]]:
        """Whom the signatures of a PDF name, oldest first; empty where it can't be read."""
        signers: list[dict[str, Any]] = self._ask("name_signers", [content])[0].get("signers", [])
        return signers

    def try_time_stamps(self, url: str) -> dict[str, Any]:
        """What a time stamp authority answers now, as `time_stamp_trial.ask_once` tells it."""
        return self._ask("try_time_stamps", [], url=url)[0]

    def _ask(
        self, do: str, parts: Sequence[bytes | bytearray], seconds: int = LONGEST_CHECK, **values: Any
    ) -> tuple[dict[str, Any], list[bytes]]:
        if self._child is None or not self._child.alive:
            self._child = Child(CHECKING)
        return self._child.ask(do, parts, seconds=seconds, **values)

    def stop(self) -> None:
        if self._child:
            self._child.stop()


@contextmanager
def reading() -> Iterator[Reader]:
    """At most two at once in this process. Raises Busy after a short wait."""
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise Busy
    reader = Reader()
    try:
        yield reader
    finally:
        reader.stop()
        _AT_ONCE.release()
