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
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, Any

from webapp.rules.certificates import fields_from_json
from webapp.rules.designs import design_from_json
from webapp.web.pdf.engine import telling
from webapp.web.pdf.layouts import Style, dressed, style_of
from webapp.web.pdf.parts import CertificatePage, render_part

PACKAGE = Path(__file__).parents[2]
PARTS_A_WORKER = 50
AHEAD = 3  # parts for each worker that are taken or done and not handed on yet
BETWEEN_WORDS = 0.5  # seconds
Told = Callable[[int], None]
# How much of a part is done in percent when WeasyPrint begins a step; the fifth goes page by page.
STEPS, PAGES_STEP, PAGES_SHARE = {1: 5, 3: 12, 4: 20, 5: 25, 6: 70, 7: 82}, 5, 35
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
    parts: Iterable[Sequence[CertificatePage]], layout: str | Style, *, demo: bool, processes: int,
    told: Told | None = None,
) -> Iterator[bytes]:  # fmt: skip
    """The PDF of each part, in order. Raises PartFailed, after which nothing more comes.

    A part is asked for when a worker can soon have it: neither pages nor files of all lie in memory at once.
    While it waits for a part, `told` hears how many sheets are as good as drawn that were not handed on yet.
    """
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    workers = [Worker() for _ in range(processes)]
    for worker in workers:
        idle.put(worker)

    def render(drawing: _Drawing) -> bytes:
        worker = idle.get()
        try:
            return worker.render(drawing.part, layout, demo=demo, told=drawing.hear)
        finally:
            idle.put(worker)

    def begun(threads: ThreadPoolExecutor) -> Iterator[_Drawing]:
        for part in parts:
            drawing = _Drawing(part)
            drawing.file = threads.submit(render, drawing)
            yield drawing

    try:
        with ThreadPoolExecutor(processes) as threads:
            yield from _in_order(begun(threads), most=AHEAD * processes, told=told)
    finally:
        for worker in workers:
            worker.stop()


class _Drawing:
    """A part in the hands of a worker, which tells how far it is in percent."""

    def __init__(self, part: Sequence[CertificatePage]) -> None:
        self.part, self.percent = part, 0
        self.file: Future[bytes] = Future()

    def hear(self, percent: int) -> None:
        self.percent = percent

    @property
    def drawn(self) -> int:
        return len(self.part) * (100 if self.file.done() else self.percent) // 100


def _in_order(begun: Iterable[_Drawing], *, most: int, told: Told | None) -> Iterator[bytes]:
    """The files of what is begun, with at most so many begun and not handed on yet."""
    waiting: deque[_Drawing] = deque()
    try:
        for each in begun:
            waiting.append(each)
            if len(waiting) == most:
                yield _first(waiting, told)
        while waiting:
            yield _first(waiting, told)
    finally:
        for left in waiting:
            left.file.cancel()


def _first(waiting: deque[_Drawing], told: Told | None) -> bytes:
    while told and not wait([waiting[0].file], timeout=BETWEEN_WORDS).done:
        told(sum(each.drawn for each in waiting))
    content = waiting[0].file.result()
    waiting.popleft()
    return content


class Worker:
    """One child process, started at its first part and replaced after PARTS_A_WORKER of them."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._rendered = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def render(
        self, part: Sequence[CertificatePage], layout: str | Style, *, demo: bool, told: Told | None = None
    ) -> bytes:
        if self._rendered >= PARTS_A_WORKER:
            self.stop()
        answer = self._ask(_as_request(part, layout, demo))
        while answer is not None and answer[:1] == b"=":
            if told:
                told(answer[1])
            answer = self._hear()
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
        if self._process.stdin is None:
            return None
        try:
            _send(self._process.stdin, request)
        except BrokenPipeError:
            return None
        return self._hear()

    def _hear(self) -> bytes | None:
        from_worker = self._process.stdout if self._process else None
        return _receive(from_worker) if from_worker else None


def serve(source: IO[bytes], out: IO[bytes]) -> None:
    """A worker's life: one part for each request, and how far it is, until the input ends."""
    while (request := _receive(source)) is not None:
        try:
            asked = _from_request(request)
            with telling(_percent(out, asked)):
                answer = b"+" + render_part(**asked)
        except Exception as error:
            answer = f"-{type(error).__name__}: {error}".encode()
        _send(out, answer)


def _percent(out: IO[bytes], asked: dict[str, Any]) -> Callable[[int, int], None]:
    """Sends on how far a part is, as often as that grows."""
    pages = max(1, len(asked["pages"]) // dressed(asked["layout"]).per_sheet)
    most = 0

    def heard(step: int, page: int) -> None:
        nonlocal most
        percent = STEPS.get(step, 0)
        if step == PAGES_STEP:
            percent += PAGES_SHARE * min(page, pages) // pages
        if percent > most:
            most = percent
            _send(out, b"=" + bytes([percent]))

    return heard


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
