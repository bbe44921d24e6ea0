"""What a browser keeps of a site, and waiting until it does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

IN_CACHES = """async () => {
    const texts = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            texts.push(request.url, await (await cache.match(request)).text());
        }
    }
    return texts.join("\\n");
}"""


def wait_until(found: Callable[[], Any], seconds: float = 15) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")
