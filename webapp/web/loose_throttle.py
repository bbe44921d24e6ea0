"""A loose limit for what anybody may send: in this process's memory, as addresses are not to be stored."""

from __future__ import annotations

import time


class LooseThrottle:
    """At most `most` times from one address in `seconds`; then all addresses are forgotten at once."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._began = time.monotonic()
        self._seen: dict[str, int] = {}

    def allows(self, address: str) -> bool:
        """Count one attempt."""
        if time.monotonic() - self._began > self._seconds:
            self._began, self._seen = time.monotonic(), {}
        self._seen[address] = self._seen.get(address, 0) + 1
        return self._seen[address] <= self._most
