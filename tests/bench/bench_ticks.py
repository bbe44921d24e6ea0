"""Acknowledged ticks of 50 phones beside the bare transaction: one event, one row, synced, no rules."""

from __future__ import annotations

from typing import Any

from tests.bench import load
from tests.bench.phones import team
from tests.bench.serving import bare_tick, demo
from tests.serving import serving

A_SECOND = 3000


def run(seconds: float = 5, count: int = 3) -> list[dict[str, Any]]:
    with demo() as folder:
        phones = team(folder)
        many = int(A_SECOND * seconds)
        files = iter([phones.write_ticks(folder / f"ticks-{number}", many) for number in range(count)])
        bare = iter([phones.write_ticks(folder / f"bare-{number}", 2 * many) for number in range(count)])
        with serving(folder, workers=2) as site, bare_tick() as anchor:
            loads: list[load.Load] = []

            def ours() -> float:
                loads.append(load.post(f"{site.url}/dong-bo", seconds, 50, next(files), "applied"))
                return loads[-1].good_rate

            seen = load.rounds(
                ours,
                lambda: load.post(f"{anchor.url}/dong-bo", seconds, 50, next(bare), "applied").good_rate,
                count,
            )
    middle = sorted(loads, key=lambda each: each.good_rate)[len(loads) // 2]
    return [
        {
            "name": "acknowledged ticks, 50 clients", "value": middle.good_rate, "unit": "ticks/s",
            "anchor": sorted(seen.anchor)[len(seen.anchor) // 2], "ratio": seen.ratio,
            "goal": ">= 0.6 of the bare transaction",
        },
        {"name": "their answers, p99", "value": middle.p99, "unit": "ms", "goal": "-"},
        {"name": "their errors", "value": sum(each.errors for each in loads), "unit": "", "goal": "0"},
    ]  # fmt: skip
