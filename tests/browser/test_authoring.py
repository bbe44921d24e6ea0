"""Writing a lesson in a real browser: the phone beside the form follows what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.axe import axe_violations
from tests.browser.conftest import OpenPage
from tests.browser.quick_site import quick_site
from tests.conftest import make_app
from tests.factories import PASSWORD, make_place, make_user, viewer
from webapp.models.base import writing
from webapp.models.user import Role
from webapp.services.authoring import drafts

SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a draft that chi (officer) copied, on a running site."""
    folder = tmp_path_factory.mktemp("authoring")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    with make_app(url, folder).app_context():
        chi = viewer(make_user(Role.OFFICER, "chi", make_place().commune))
        with writing():
            row = drafts.copy(by=chi, slug="quet-ma-qr", title="Quét mã ở chợ", today=date(2026, 11, 21))
    with quick_site(folder, url) as address:
        yield f"{address}/quan-tri/bai-hoc/{row.id}/"


def sign_in(page: Page, desk: str) -> None:
    page.goto(desk.split("/quan-tri/")[0] + "/dang-nhap")
    page.fill("[name=username]", "chi")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "dang-nhap" not in address)


def test_the_phone_beside_the_form_follows_what_is_typed(open_page: OpenPage, desk: str) -> None:
    page = open_page(1280, 800)
    sign_in(page, desk)
    page.goto(f"{desk}buoc/2")
    phone = page.locator(".phone-view")
    page.fill("[name=title]", "Bấm nút <b>to</b>")
    expect(phone.locator(".h1")).to_have_text("Bấm nút <b>to</b>")
    page.fill("[name=say]", "một " * 30)
    expect(page.locator("#say-sua")).to_contain_text("nhiều nhất 25")
    page.fill("[name=say]", "Nút ở dưới cùng.")
    expect(page.locator("#say-sua")).to_have_text("")

    expect(page.locator(".compose")).to_be_hidden()
    page.select_option("[name=drawing]", "tu-ghep")
    expect(page.locator(".compose")).to_be_visible()
    page.select_option("[name=parts-0-kind]", "tap_button")
    page.fill("[name=parts-0-words]", "Gửi đi")
    expect(phone.get_by_text("Gửi đi", exact=True)).to_be_visible()
    assert phone.locator(".mock text").all_text_contents() == ["Gửi đi"]
    expect(page.locator("#drawing-sua")).to_have_text("")

    box = phone.bounding_box()
    assert box is not None
    assert box["width"] == 376
    assert page.evaluate(SIDEWAYS) <= 0
    assert axe_violations(page) == []
    page.reload()
    expect(page.locator("[name=title]")).not_to_have_value("Bấm nút <b>to</b>")


def test_on_a_phone_the_preview_stands_under_the_form(open_page: OpenPage, desk: str) -> None:
    page = open_page(320, 640)
    page.context.add_cookies([{"name": "co-chu", "value": "3", "url": desk}])
    sign_in(page, desk)
    for part in ("", "buoc/1", "cau-hoi/1", "nguon"):
        page.goto(desk + part)
        assert page.evaluate(SIDEWAYS) <= 0, part
    page.goto(f"{desk}buoc/1")
    page.fill("[name=title]", "Mở ứng dụng")
    page.locator(".sticky-acts [name=xem]").click()
    page.wait_for_url("**#xem-truoc")
    expect(page.locator(".phone-view .h1")).to_have_text("Mở ứng dụng")
