"""Load by wrk, which takes little of the machine for itself, and what it saw."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Load:
    """What wrk saw: `rate` and `good_rate` a second, times in milliseconds; `errors` is anything not good."""

    rate: float
    good_rate: float
    errors: int
    p50: float
    p99: float


def get(url: str, seconds: float, clients: int = 50, headers: Sequence[str] = ()) -> Load:
    """Ask for one address as often as `clients` connections can."""
    return _load(url, seconds, clients, [word for header in headers for word in ("-H", header)], [])


def post(url: str, seconds: float, clients: int, requests: Path, word: str) -> Load:
    """Send the requests of a file (cookie, token, body: a line each); a good answer holds `word`."""
    return _load(url, seconds, clients, [], [str(requests), word])


def _load(url: str, seconds: float, clients: int, options: list[str], words: list[str]) -> Load:
    threads = min(2, clients)
    command = ["wrk", f"-t{threads}", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "20s"]
    done = subprocess.run(
        [*command, *options, "-s", str(SCRIPT), url, "--", str(threads), *words],
        capture_output=True,
        check=True,
        text=True,
    )
    saw: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    good = saw["good"] if words else saw["requests"] - saw["bad_status"]
    wrong = saw["other"] if words else saw["bad_status"]
    return Load(
        saw["requests"] / saw["seconds"],
        good / saw["seconds"],
        wrong + saw["lost"],
        saw["p50"],
        saw["p99"],
    )


@dataclass(frozen=True)
class Rounds:
    """Ours and the anchor's figure of each round, taken one right after the other."""

    ours: list[float]
    anchor: list[float]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: what disturbed a round disturbed both."""
        return median(our / anchor for our, anchor in zip(self.ours, self.anchor, strict=True))


def rounds(ours: Callable[[], float], anchor: Callable[[], float], count: int = 3) -> Rounds:
    """Measure the anchor and ours in turns."""
    pairs = [(anchor(), ours()) for _ in range(count)]
    return Rounds([our for _, our in pairs], [reference for reference, _ in pairs])
