"""The clerk's walk: from an approved list to sheets for the printer, in few clicks and little time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.quick_site import quick_site
from tests.certificates import ITEMS
from tests.conftest import make_app
from tests.factories import PASSWORD, make_household, make_place, make_user, viewer
from tests.papers import text_of
from tests.serving import MEMORY, ROOT
from webapp.blueprints.certificates.batches import MADE_AT_ONCE
from webapp.models.base import db, writing
from webapp.models.commune import Commune
from webapp.models.event import EventOp
from webapp.models.user import Role
from webapp.services import events, recognition, submissions

MOST_CLICKS, MOST_SECONDS = 10, 180


def approved_list(folder: Path, url: str, count: int) -> str:
    """A closed list of so many proposals, in two hamlets; returns its address."""
    app = make_app(url, folder)
    with app.app_context():
        place = make_place()
        with writing() as session:
            session.get_one(Commune, place.commune.id).demo = True
        chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
        halves = (place.hamlet, place.other_hamlet)
        homes = [make_household(halves[n % 2], f"Nhà Số {n}").id for n in range(count)]
        with writing():
            ticks = [events.event_object(each, EventOp.DONE, item=item) for each in homes for item in ITEMS]
            for start in range(0, len(ticks), 500):
                events.record_many(chi, ticks[start : start + 500])
            proposed = recognition.propose(by=chi, household_ids=homes)
            made = submissions.open_list(chi, "Đợt 1")
            submissions.put(chi, made.id, [each.id for each in proposed])
            submissions.close(chi, made.id)
        db.session.remove()
    return f"/cong-nhan/danh-sach/{made.id}"


class Clerk:
    """Presses what a page offers by its words, and counts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.clicks = page, url, 0

    def press(self, role: str, words: str) -> None:
        self.page.locator("main, .side").get_by_role(role, name=words, exact=False).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def walk(self, address: str, count: int) -> bytes:
        """Returns the file that the clerk sends to the printer."""
        page = self.page
        page.goto(self.url + address)
        self.press("link", "Ghi quyết định đã ký")
        page.fill("[name=number]", "142/QĐ-UBND")
        self.press("button", "Ghi quyết định")
        self.press("link", "Giấy công nhận")
        self.press("link", "Kiểm tra tên rồi cấp số")
        self.press("button", f"Cấp số {count} giấy")
        self.press("button", f"Tạo {count} giấy")
        expect(page.get_by_text(f"Đã tạo xong {count} giấy")).to_be_visible(timeout=MOST_SECONDS * 1000)
        link = page.get_by_role("link", name="Mở tệp chung để in")
        content = page.request.get(self.url + (link.get_attribute("href") or "")).body()
        self.clicks += 1  # a browser without a window shows no PDF
        self.press("button", "Đã in tất cả")
        expect(page.get_by_text(f"in xong {count} tờ")).to_be_visible()
        return content


@contextmanager
def working(address: str, folder: Path, url: str, count: int) -> Iterator[None]:
    """The process that makes the files of large batches; small ones are made while the clerk waits."""
    if count <= MADE_AT_ONCE:
        yield
        return
    environment = {
        **os.environ, **MEMORY, "INSTANCE_PATH": str(folder), "DATABASE_URL": url, "SECRET_KEY": "test key",
        "BASE_URL": address,
    }  # fmt: skip
    command = [Path(sys.executable).with_name("webapp"), "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as worker:
        yield
        worker.terminate()


def check_walk(folder: Path, open_page: OpenPage, count: int) -> float:
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    address = approved_list(folder, url, count)
    with quick_site(folder, url) as site, working(site, folder, url, count):
        page = open_page(1280, 800)
        page.goto(f"{site}/dang-nhap")
        page.fill("[name=username]", "chi")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        clerk, began = Clerk(page, site), time.monotonic()
        content = clerk.walk(address, count)
        seconds = time.monotonic() - began
    assert clerk.clicks <= MOST_CLICKS
    assert seconds < MOST_SECONDS
    assert len(text_of(content)) == count
    return seconds


def test_from_an_approved_list_to_printed_sheets_in_ten_clicks(tmp_path: Path, open_page: OpenPage) -> None:
    check_walk(tmp_path, open_page, 8)


@pytest.mark.full
def test_from_an_approved_list_to_three_hundred_sheets_in_three_minutes(
    tmp_path: Path, open_page: OpenPage
) -> None:
    check_walk(tmp_path, open_page, 300)
