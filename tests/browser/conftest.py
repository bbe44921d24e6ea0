"""Debian's Chromium through Playwright: one browser a worker, a fresh profile a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.quick_site import quick_site
from tests.conftest import make_app
from tools.machine import chromium

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# No fault of a page: an answer of 4xx or 5xx, and a network that the test itself took away.
# The last is Chromium's own look for a newer worker, which it may begin just before the network goes.
ANSWERED = re.compile(
    r"Failed to load resource: "
    r"(the server responded with a status of [45]\d\d|net::ERR_INTERNET_DISCONNECTED)"
    r"|An unknown error occurred when fetching the script\.$"
)


USUAL = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "service_workers": "block"}


class OpenPage(Protocol):
    def __call__(self, width: int = 360, height: int = 740, **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site without a commune: what is public and the same for all."""
    folder = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    make_app(url, folder)
    with quick_site(folder, url) as address:
        yield address


@contextmanager
def opening(browser: Browser) -> Iterator[OpenPage]:
    """What opens pages until the block ends, and then complains of what the browser complained of."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(width: int = 360, height: int = 740, **options: Any) -> Page:
        size = {"width": width, "height": height}
        context = browser.new_context(**{"viewport": size} | USUAL | options)
        contexts.append(context)
        context.on("console", lambda message: complaints.extend(_complaint(message)))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == [], "the browser complained"


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page as on a phone of 360 x 740, or another size; `options` are Playwright's for a context.

    Each call has cookies and storage of its own. Service workers start where the test is about them: with
    `service_workers="allow"`. At the end the test fails if any page reported a script error or something that
    its content security policy blocked; an answer of 4xx or 5xx is no such error.
    """
    with opening(browser) as open_one:
        yield open_one


@pytest.fixture(scope="module")
def open_for_all(browser: Browser) -> Iterator[OpenPage]:
    """As `open_page`, for pages that all tests of a file look at."""
    with opening(browser) as open_one:
        yield open_one


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


def _complaint(message: ConsoleMessage) -> list[str]:
    is_fault = message.type == "error" and not ANSWERED.match(message.text)
    return [f"{message.text} ({message.location.get('url')})"] if is_fault else []
