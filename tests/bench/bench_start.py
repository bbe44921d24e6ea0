"""How soon a web process answers, and what it holds in memory afterwards."""

from __future__ import annotations

import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.serving import demo
from tests.serving import serving

PATHS = ("/", "/bai-hoc/", "/bai-hoc/quet-ma-qr/1", "/dang-nhap", "/xac-minh/")


def run(count: int = 3, requests: int = 200) -> list[dict[str, Any]]:
    with demo() as folder:
        seen = [_start(folder, requests) for _ in range(count)]
    return [
        {"name": "start to first answer", "value": median(each[0] for each in seen), "unit": "s",
         "goal": "<= 1.5"},
        {"name": "a web process after 200 requests", "value": median(each[1] for each in seen), "unit": "MB",
         "goal": "<= 150"},
    ]  # fmt: skip


def _start(folder: Path, requests: int) -> tuple[float, float]:
    began = time.monotonic()
    with serving(folder) as site:
        ready = time.monotonic() - began
        for number in range(requests):
            with urllib.request.urlopen(site.url + PATHS[number % len(PATHS)]) as answer:  # noqa: S310
                answer.read()
        status = Path(f"/proc/{site.workers[0]}/status").read_text()
        memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return ready, memory / 1000
