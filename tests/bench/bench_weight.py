"""What a lesson step weighs for a phone that was never here, on a slow line with a slow processor."""

from __future__ import annotations

from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.serving import demo
from tests.serving import serving
from tools.machine import chromium

STEP = "/bai-hoc/quet-ma-qr/1"
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def run(count: int = 3) -> list[dict[str, Any]]:
    with demo() as folder, serving(folder) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        visits = [_visit(browser, site.url + STEP) for _ in range(count)]
        browser.close()
    return [
        {"name": "cold lesson step, weight", "value": visits[0][0] / 1000, "unit": "kB", "goal": "<= 30"},
        {"name": "cold lesson step, requests", "value": visits[0][1], "unit": "", "goal": "<= 5"},
        {
            "name": "cold lesson step, readable at 400 kbit/s, 400 ms, CPU 4x slower",
            "value": median(visit[2] for visit in visits) / 1000, "unit": "s", "goal": "<= 2.0",
        },
    ]  # fmt: skip


def _visit(browser: Browser, url: str) -> tuple[float, int, float]:
    """Bytes over the line, requests, and milliseconds until the first words stand."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto(url, wait_until="networkidle")
    painted = page.evaluate(PAINTED)
    context.close()
    return sum(sizes), len(sizes), painted
