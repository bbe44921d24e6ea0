"""The line between a phone and the site: it can be cut, hang without a word, or lead to another server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from urllib.parse import urlsplit


class State(Enum):
    OPEN = auto()
    HANGING = auto()
    CUT = auto()


class Line:
    """Listens on a port of its own and passes everything on to `site`, an address that may be changed.

    `state` says what happens to connections, those that stand included: OPEN passes, HANGING takes what is
    sent and never answers, CUT closes.
    """

    def __init__(self, site: str) -> None:
        self.site = site
        self.state = State.OPEN
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                phone, _ = self._door.accept()
                threading.Thread(target=self._serve, args=(phone,), daemon=True).start()

    def _serve(self, phone: socket.socket) -> None:
        """One connection; each request may go to another site, so none is kept open towards it."""
        with phone, suppress(OSError):
            while request := phone.recv(65_536):
                if self.state is State.CUT:
                    return
                if self.state is State.HANGING:
                    continue
                self._pass_on(request, phone)
                return

    def _pass_on(self, request: bytes, phone: socket.socket) -> None:
        address = urlsplit(self.site)
        request = request.replace(b"Connection: keep-alive", b"Connection: close", 1)
        with socket.create_connection((address.hostname, address.port), timeout=30) as site:
            site.sendall(request)
            while answer := site.recv(65_536):
                if self.state is not State.OPEN:
                    return
                phone.sendall(answer)


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    line = Line(site)
    try:
        yield line
    finally:
        line.close()
