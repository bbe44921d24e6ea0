"""A member's first sync over a slow line: five hundred households and every lesson of the sheet."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.conftest import browser
from tests.browsing import get, sign_in
from tests.conftest import make_app
from tests.factories import PASSWORD, Place, make_place, make_user
from tests.serving import serving
from tests.slow_line import slow_line
from webapp.lessons import catalog
from webapp.models.base import db, new_id, writing
from webapp.models.commune import Commune
from webapp.models.household import Household, Person
from webapp.models.user import Role, User

__all__ = ["browser"]

HOUSEHOLDS = 500
LINE = 1_600_000 / 8
ROUND_TRIP = 0.1
MOST_SECONDS, MOST_BYTES = 15, 3_500_000
MOST_LIST = 60_000
LESSONS_KEPT = """async () => {
    const names = await caches.keys();
    const kept = [];
    for (const name of names) for (const { url } of await (await caches.open(name)).keys()) kept.push(url);
    return new Set(kept.filter((url) => url.includes("/goi/bai-hoc/"))).size;
}"""


def settle(place: Place, households: int) -> User:
    """A member with that many households of four people, and every lesson on the sheet."""
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    lessons = [lesson.slug for lesson in catalog().lessons]
    with writing() as session:
        commune = session.get_one(Commune, place.commune.id)
        commune.settings = commune.settings | {"checklist": lessons}
        for number in range(households):
            home = Household(
                id=new_id(), commune_id=commune.id, hamlet_id=place.hamlet.id, assigned_to=alice.id,
                head=f"Nguyễn Thị Mẫu {number}", head_fold=f"nguyen thi mau {number}",
                head_sort=f"mau {number:03}", address=f"Số {number}, hẻm {number % 9}",
            )  # fmt: skip
            session.add(home)
            session.flush()
            names = enumerate(("Nguyễn Thị Mẫu", "Y Mẫu Niê", "H'Mẫu Êban", "Nguyễn Văn Con"))
            session.add_all(
                Person(commune_id=commune.id, household_id=home.id, name=name, position=place_in_house)
                for place_in_house, name in names
            )
    return alice


def test_a_list_of_many_households_weighs_little(one_app: Flask) -> None:
    client = one_app.test_client()
    sign_in(client, settle(make_place(), 100))
    answer = get(client, "/dong-bo", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < MOST_LIST / 3


def sync(page: Page, url: str) -> tuple[float, float]:
    """Seconds until the list stands, and until the last lesson of the sheet is in the phone."""
    page.goto(f"{url}/dang-nhap?ve=/so-tay/")
    page.fill("[name=username]", "alice")
    page.fill("[name=password]", PASSWORD)
    began = time.monotonic()
    page.get_by_role("button", name="Đăng nhập").click()
    page.locator(".homes li").first.wait_for(timeout=60_000)
    listed = time.monotonic() - began
    while page.evaluate(LESSONS_KEPT) < len(catalog().lessons):
        assert time.monotonic() - began < 60, f"{page.evaluate(LESSONS_KEPT)} lessons came"
        time.sleep(0.1)
    return listed, time.monotonic() - began


@pytest.mark.full
def test_the_first_sync_of_500_households_with_lessons_fits_a_slow_line(
    tmp_path: Path, browser: Browser
) -> None:
    url = f"sqlite:///{tmp_path / 'webapp.sqlite3'}"
    app = make_app(url, tmp_path)
    with app.app_context():
        settle(make_place(), HOUSEHOLDS)
        for engine in db.engines.values():
            engine.dispose()
    with serving(tmp_path, url) as site, slow_line(site.url, LINE, ROUND_TRIP) as (near, line):
        page = browser.new_page(viewport={"width": 360, "height": 740})
        listed, everything = sync(page, near)
        print(f"list {listed:.1f} s, everything {everything:.1f} s, {line.received / 1e6:.2f} MB")  # noqa: T201
    assert everything <= MOST_SECONDS
    assert line.received <= MOST_BYTES
