"""Parts rendered side by side, each worker a process of its own.

Plain child processes that are told what to draw through a pipe: they share nothing with a web process and
its threads, can be started from anywhere (a daemon of `multiprocessing` can't have children), stop by
themselves when their parent is gone, and are replaced after some parts.
"""

from __future__ import annotations

import base64
import json
import os
import queue
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, TypeVar

from webapp.rules.certificates import fields_from_json
from webapp.rules.designs import design_from_json
from webapp.web.pdf.layouts import Style, style_of
from webapp.web.pdf.parts import CertificatePage, render_part

PACKAGE = Path(__file__).parents[2]
PARTS_A_WORKER = 50
AHEAD = 3  # parts for each worker that are taken or done and not handed on yet
T = TypeVar("T")
# Drawing needs none of the application that `webapp/__init__` imports: without it a worker starts in a
# third of the time and takes 50 MB less.
_START = """
import sys, types
package = types.ModuleType("webapp")
package.__path__ = [sys.argv[1]]
sys.modules["webapp"] = package
from webapp.web.pdf.workers import serve
serve(sys.stdin.buffer, sys.stdout.buffer)
"""


class PartFailed(Exception):
    """A worker stopped or refused; the message is what it said last."""


def processors() -> int:
    """How many workers this machine runs side by side, at most four."""
    return min(4, len(os.sched_getaffinity(0)))


def render_parts(
    parts: Iterable[Sequence[CertificatePage]], layout: str | Style, *, demo: bool, processes: int
) -> Iterator[bytes]:
    """The PDF of each part, in order. Raises PartFailed, after which nothing more comes.

    A part is asked for when a worker can soon have it: neither pages nor files of all lie in memory at once.
    """
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    workers = [Worker() for _ in range(processes)]
    for worker in workers:
        idle.put(worker)

    def render(part: Sequence[CertificatePage]) -> bytes:
        worker = idle.get()
        try:
            return worker.render(part, layout, demo=demo)
        finally:
            idle.put(worker)

    try:
        with ThreadPoolExecutor(processes) as threads:
            yield from _in_order(threads, render, parts, most=AHEAD * processes)
    finally:
        for worker in workers:
            worker.stop()


def _in_order(
    threads: ThreadPoolExecutor, do: Callable[[T], bytes], given: Iterable[T], *, most: int
) -> Iterator[bytes]:
    """Like `threads.map`, with at most so many taken and not handed on yet."""
    waiting: deque[Future[bytes]] = deque()
    try:
        for each in given:
            if len(waiting) == most:
                yield waiting.popleft().result()
            waiting.append(threads.submit(do, each))
        while waiting:
            yield waiting.popleft().result()
    finally:
        for left in waiting:
            left.cancel()


class Worker:
    """One child process, started at its first part and replaced after PARTS_A_WORKER of them."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._rendered = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def render(self, part: Sequence[CertificatePage], layout: str | Style, *, demo: bool) -> bytes:
        if self._rendered >= PARTS_A_WORKER:
            self.stop()
        answer = self._ask(_as_request(part, layout, demo))
        if answer is None:
            self.stop()
            raise PartFailed("Tiến trình in đã dừng giữa chừng.")
        if answer[:1] != b"+":
            raise PartFailed(answer[1:].decode())
        self._rendered += 1
        return answer[1:]

    def stop(self) -> None:
        if self._process:
            self._process.communicate()  # closes its input, which ends it
        self._process, self._rendered = None, 0

    def _ask(self, request: bytes) -> bytes | None:
        if self._process is None:
            command = [sys.executable, "-c", _START, str(PACKAGE)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        to_worker, from_worker = self._process.stdin, self._process.stdout
        if to_worker is None or from_worker is None:
            return None
        try:
            _send(to_worker, request)
        except BrokenPipeError:
            return None
        return _receive(from_worker)


def serve(source: IO[bytes], out: IO[bytes]) -> None:
    """A worker's life: one part for each request, until the input ends."""
    while (request := _receive(source)) is not None:
        try:
            answer = b"+" + render_part(**_from_request(request))
        except Exception as error:
            answer = f"-{type(error).__name__}: {error}".encode()
        _send(out, answer)


def _as_request(part: Sequence[CertificatePage], layout: str | Style, demo: bool) -> bytes:
    style = part[0].style or style_of(layout) if part else style_of(layout)
    pages = [[page.words.as_json(), page.verify_url, page.bookmark, page.remark] for page in part]
    picture = base64.b64encode(style.background).decode()
    told = {"design": style.design.as_json(), "background": picture, "mark": style.mark}
    return json.dumps({"style": told, "demo": demo, "pages": pages}).encode()


def _from_request(request: bytes) -> dict[str, Any]:
    asked: dict[str, Any] = json.loads(request)
    told = asked.pop("style")
    design, picture = design_from_json(told["design"]), base64.b64decode(told["background"])
    pages = [CertificatePage(fields_from_json(words), *rest) for words, *rest in asked["pages"]]
    return {"pages": pages, "layout": Style(design, picture, told["mark"]), "demo": asked["demo"]}


def _send(out: IO[bytes], message: bytes) -> None:
    out.write(struct.pack(">I", len(message)) + message)
    out.flush()


def _receive(source: IO[bytes]) -> bytes | None:
    """None when the other side has gone."""
    head = source.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    message = source.read(length)
    return message if len(message) == length else None
