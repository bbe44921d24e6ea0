"""Every page in a real browser: no accessibility violation, no sideways scroll, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import Page

from tests.axe import bring_axe, load_axe, run_axe
from tests.browser.conftest import OpenPage
from tests.browser.quick_site import quick_site
from tests.conftest import make_app
from tests.factories import PASSWORD
from tests.guards.pages import Visit, visits
from tests.guards.world import make_world
from webapp.models.user import Role
from webapp.services.access import PERMISSIONS
from webapp.web.layout import ON_THE_PHONE

Screens = Sequence[tuple[int, str]]  # width and theme
Site = tuple[str, list[Visit]]
PHONE, DESK = (360, "light"), (1280, "dark")
TALL = 2400  # most pages are seen whole at once
# Put a theme on, and measure how far the page scrolls sideways and how high it is.
WEAR = """theme => {
    const page = document.documentElement;
    page.dataset.theme = theme;
    return [page.scrollWidth - innerWidth, page.scrollHeight];
}"""
# A role with many pages is walked in parts, so that no worker is left with all of them at the end.
MANY = {Role.OFFICER: 4, Role.LEADER: 2}
PARTS = [(role, part, MANY.get(role, 1)) for role in Role for part in range(MANY.get(role, 1))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site where everything has something on it, and all its pages."""
    folder = tmp_path_factory.mktemp("pages")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    app = make_app(url, folder)
    with app.app_context():
        pages = seen_by_whom(list(visits(app, make_world())))
    with quick_site(folder, url) as address:
        yield address, pages


def sign_in(page: Page, url: str, role: Role | None) -> None:
    if role is None:
        return
    page.goto(f"{url}/dang-nhap")
    page.fill("[name=username]", f"the-{role.value}")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "dang-nhap" not in address)


def look_at(page: Page, address: str, screens: Screens) -> list[str]:
    """What is wrong with a page, loaded once and looked at on these screens, each a width and a theme.

    It is seen whole: a sticky bar covers whatever is scrolled behind it.
    """
    wrong = []
    for width, theme in screens:
        page.set_viewport_size({"width": width, "height": TALL})
        if width == screens[0][0]:
            page.goto(address)
            load_axe(page)
        sideways, height = page.evaluate(WEAR, theme)
        if sideways > 0:
            wrong.append(f"{width}: scrolls sideways")
        if height > TALL:
            page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{width}: {fault}" for fault in run_axe(page)]
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


def screens_of(visit: Visit, pages: list[Visit]) -> Screens:
    """Both, or where the page has a look for each: the phone's on a phone, the desk's at a desk."""
    if {other.role in ON_THE_PHONE for other in pages if other.path == visit.path} == {True, False}:
        return (PHONE,) if visit.role in ON_THE_PHONE else (DESK,)
    return PHONE, DESK


def _may(role: Role | None) -> int:
    return len(PERMISSIONS[role]) if role else 0


WALKS = pytest.mark.parametrize(("role", "part", "parts"), [(None, 0, 1), *PARTS], ids=str)


@WALKS
def test_every_page_is_accessible_and_never_scrolls_sideways(
    open_page: OpenPage, site: Site, role: Role | None, part: int, parts: int
) -> None:
    pages = site[1]
    assert walk(open_page, site, role, lambda visit: screens_of(visit, pages), part, parts) == {}


@pytest.mark.full
@WALKS
def test_every_page_is_so_on_every_screen_for_phone_and_desk_roles_alike(
    open_page: OpenPage, site: Site, role: Role | None, part: int, parts: int
) -> None:
    assert walk(open_page, site, role, lambda _: (PHONE, DESK), part, parts) == {}


def walk(
    open_page: OpenPage,
    site: Site,
    role: Role | None,
    screens: Callable[[Visit], Screens],
    part: int,
    parts: int,
) -> dict[str, list[str]]:
    """Faults by address, of a role's pages or of a part of them."""
    url, pages = site
    own = [visit for visit in pages if visit.role is role and not visit.path.startswith("/bai-hoc/")]
    page = open_page(service_workers="allow")
    bring_axe(page)
    if own:
        sign_in(page, url, role)
    looked = {visit.path: look_at(page, url + visit.path, screens(visit)) for visit in own[part::parts]}
    return {path: wrong for path, wrong in looked.items() if wrong}
