"""A lesson step, as anybody gets it, beside a bare Flask page of the same bytes under the same server."""

from __future__ import annotations

import urllib.request
from typing import Any

from tests.bench import load
from tests.bench.serving import bare_page, demo
from tests.serving import serving

STEP = "/bai-hoc/quet-ma-qr/2"


def run(seconds: float = 4, count: int = 3) -> list[dict[str, Any]]:
    zipped = ["Accept-Encoding: gzip"]
    with demo() as folder, serving(folder, workers=2) as site:
        request = urllib.request.Request(site.url + STEP, headers={"Accept-Encoding": "gzip"})  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            body = answer.read()
        with bare_page(body) as bare:
            seen = load.rounds(
                lambda: load.get(site.url + STEP, seconds, 50, zipped).good_rate,
                lambda: load.get(bare.url + STEP, seconds, 50, zipped).good_rate,
                count,
            )
    return [
        {
            "name": "lesson step page", "value": sorted(seen.ours)[len(seen.ours) // 2], "unit": "requests/s",
            "anchor": sorted(seen.anchor)[len(seen.anchor) // 2], "ratio": seen.ratio,
            "goal": ">= 0.5 of bare Flask",
        }
    ]  # fmt: skip
