"""Every page in a real browser: no accessibility violation, no sideways scroll, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.axe import axe_violations
from tests.browser.conftest import OpenPage
from tests.conftest import make_app
from tests.factories import PASSWORD
from tests.guards.pages import Visit, visits
from tests.guards.world import make_world
from tests.serving import serving
from webapp.models.user import Role
from webapp.services.access import PERMISSIONS
from webapp.web.layout import ON_THE_PHONE

SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
PHONE, DESK = (360, 740, "light"), (1280, 800, "dark")
TALL = "document.documentElement.scrollHeight"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Visit]]]:
    """A running site where everything has something on it, and all its pages."""
    folder = tmp_path_factory.mktemp("pages")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    app = make_app(url, folder)
    with app.app_context():
        pages = seen_by_whom(list(visits(app, make_world())))
    with serving(folder, url) as running:
        yield running.url, pages


def sign_in(page: Page, url: str, role: Role | None) -> None:
    if role is None:
        return
    page.goto(f"{url}/dang-nhap")
    page.fill("[name=username]", f"the-{role.value}")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "dang-nhap" not in address)


def look_at(page: Page, address: str) -> list[str]:
    """What is wrong with a page, loaded once and looked at on a phone and, in the dark, at a desk.

    It is seen whole: a sticky bar covers whatever is scrolled behind it.
    """
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(address)
    wrong = []
    for width, height, theme in (PHONE, DESK):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(SIDEWAYS) > 0:
            wrong.append(f"{width}: scrolls sideways")
        page.set_viewport_size({"width": width, "height": max(height, page.evaluate(TALL))})
        wrong += [f"{width}: {fault}" for fault in axe_violations(page)]
    return wrong


def seen_by_whom(pages: list[Visit]) -> list[Visit]:
    """Each page once on the phone and once at the desk, by whoever may do most: more buttons stand on it.

    The HTML checker sees it by every role.
    """
    best: dict[tuple[str, bool], Visit] = {}
    for visit in pages:
        key = visit.path, visit.role in ON_THE_PHONE
        if key not in best or _may(visit.role) > _may(best[key].role):
            best[key] = visit
    return list(best.values())


def _may(role: Role | None) -> int:
    return len(PERMISSIONS[role]) if role else 0


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_every_page_is_accessible_and_never_scrolls_sideways(
    open_page: OpenPage, site: tuple[str, list[Visit]], role: Role | None
) -> None:
    url, pages = site
    page = open_page()
    sign_in(page, url, role)
    faults = {}
    for visit in pages:
        if visit.role is role and not visit.path.startswith("/bai-hoc/"):
            wrong = look_at(page, url + visit.path)
            if wrong:
                faults[visit.path] = wrong
    assert faults == {}
