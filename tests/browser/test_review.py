"""The review desk by keyboard in a real browser: next, fit, return, and why not; with the keys off too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.axe import axe_violations
from tests.browser.conftest import OpenPage
from tests.browser.quick_site import quick_site
from tests.conftest import make_app
from tests.factories import PASSWORD, make_household, make_place, make_user, viewer
from webapp.models.base import writing
from webapp.models.user import Role
from webapp.services import checklist, recognition

HEADS = ("An Văn Một", "Bùi Văn Hai", "Cao Văn Ba")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three proposals wait for chi on a running site."""
    folder = tmp_path_factory.mktemp("review")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    with make_app(url, folder).app_context():
        place = make_place()
        make_user(Role.OFFICER, "chi", place.commune)
        bob = viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet))
        homes = [make_household(place.hamlet, head) for head in HEADS]
        with writing():
            for home in homes:
                for item in ("kn-vneid-muc-2", "kn-quet-qr"):
                    checklist.record(by=bob, household_id=home.id, item=item, person_ids=[])
        with writing():
            own = [homes[0].id]  # the last of the queue
            recognition.propose(by=bob, household_ids=[home.id for home in homes], kin_ids=own)
    with quick_site(folder, url) as address:
        yield address


def test_all_rows_are_ticked_at_once_and_counted(open_page: OpenPage, site: str) -> None:
    page = open_page(360, 740)
    _sign_in(page, site)
    page.goto(f"{site}/cong-nhan/?muc=cho-duyet")
    page.get_by_label("Chọn tất cả trên trang này").check()
    expect(page.get_by_text("Đã chọn 3 hồ sơ")).to_be_visible()
    page.get_by_label("Chọn nhà Bùi Văn Hai").uncheck()
    expect(page.get_by_text("Đã chọn 2 hồ sơ")).to_be_visible()
    expect(page.get_by_label("Chọn tất cả trên trang này")).not_to_be_checked()


def test_cases_are_decided_by_keys_without_a_reload(open_page: OpenPage, site: str) -> None:
    page = open_page(1280, 800)
    _sign_in(page, site)
    page.goto(f"{site}/cong-nhan/xet/")
    page.evaluate("window.stillHere = true")
    head = page.locator("#ho-so")
    seen = [head.inner_text()]
    page.keyboard.press("j")
    expect(head).not_to_have_text(seen[0])
    expect(head).to_be_focused()
    expect(page.locator(".cases [aria-current]")).to_contain_text(head.inner_text())
    page.keyboard.press("k")
    expect(head).to_have_text(seen[0])
    assert axe_violations(page) == []
    expect(page.get_by_role("button", name="Đủ điều kiện")).to_be_in_viewport()

    page.keyboard.press("t")
    page.get_by_label("Sai tên hoặc năm sinh").check()
    page.get_by_label("Nói rõ thêm").type("đúng là djkt")
    expect(head).to_have_text(seen[0])
    page.get_by_role("button", name="Trả lại với lý do này").click()
    expect(page.locator(".review > .note")).to_contain_text(f"{seen[0]}: đã trả lại")

    expect(head).to_be_focused()  # the new case is in place, its keys and buttons work
    second = head.inner_text()
    page.locator("[data-keys]").uncheck()
    page.keyboard.press("d")
    page.locator("[data-keys]").check()
    expect(head).to_have_text(second)
    page.keyboard.press("d")
    expect(page.locator(".review > .note")).to_contain_text(f"{second}: đủ điều kiện")
    why = page.locator('[data-why="d"]')
    expect(why).to_contain_text("Xác nhận ở trên trước")
    expect(head).to_be_focused()
    page.keyboard.press("d")
    expect(why).to_be_focused()
    assert page.evaluate("window.stillHere")
    assert "/cong-nhan/xet/" in page.url


def _sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/dang-nhap")
    page.fill("[name=username]", "chi")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "dang-nhap" not in address)
