"""A line of a given speed between a browser and a server: everything through one narrow pipe, and counted.

A browser's own throttling leaves its service worker out; this leaves nothing out.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 4096


@dataclass
class SlowLine:
    """`speed` in bytes a second towards the phone, for all connections together; `delay` in seconds."""

    target: tuple[str, int]
    speed: float
    delay: float
    received: int = 0
    free_at: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                phone, _ = listener.accept()
                threading.Thread(target=self._connect, args=(phone,), daemon=True).start()

    def _connect(self, phone: socket.socket) -> None:
        server = socket.create_connection(self.target)
        threading.Thread(target=self._up, args=(phone, server), daemon=True).start()
        with suppress(OSError):
            while data := server.recv(CHUNK):
                time.sleep(max(0.0, self._turn(len(data)) - time.monotonic()))
                phone.sendall(data)
        phone.close()

    def _up(self, phone: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := phone.recv(CHUNK):
                time.sleep(self.delay)
                server.sendall(data)
        with suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _turn(self, size: int) -> float:
        """The moment at which these bytes have come through the pipe."""
        with self.lock:
            self.received += size
            self.free_at = max(self.free_at, time.monotonic()) + size / self.speed
            return self.free_at


@contextmanager
def slow_line(url: str, speed: float, delay: float) -> Iterator[tuple[str, SlowLine]]:
    """The address of the line's near end, and the line."""
    parts = urlsplit(url)
    line = SlowLine((parts.hostname or "127.0.0.1", parts.port or 80), speed, delay)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=line.serve, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", line
