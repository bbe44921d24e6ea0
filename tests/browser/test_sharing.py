"""Handing a lesson on, in a browser: the code scans from the screen, words are copied, Zalo is told apart."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

ZALO = (
    "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/109.0 "
    "Mobile Safari/537.36 Zalo android/12100630 ZaloTheme/light ZaloLanguage/vi"
)


def test_another_phone_scans_the_code_and_the_words_are_copied(open_page: OpenPage, site: str) -> None:
    page = open_page(360, 740, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/chia-se/quet-ma-qr/")
    shown = Image.open(io.BytesIO(page.locator(".share-code svg").screenshot()))
    assert [code.text for code in zxingcpp.read_barcodes(shown)] == [f"{site}/b/qr"]
    page.get_by_role("button", name="Chép lời này").click()
    expect(page.locator(".heard")).to_contain_text("Đã chép")
    assert f"{site}/b/qr" in page.evaluate("navigator.clipboard.readText()")
    assert page.locator("[data-in-zalo]").is_hidden()


def test_inside_zalo_the_page_says_how_to_leave_it(open_page: OpenPage, site: str) -> None:
    page = open_page(360, 740, user_agent=ZALO)
    for path in ("/chia-se/quet-ma-qr/", "/bai-hoc/quet-ma-qr/"):
        page.goto(f"{site}{path}")
        hint = page.locator("[data-in-zalo]")
        assert "Mở bằng trình duyệt" not in hint.inner_text()
        hint.get_by_text("Đang mở trong Zalo. Muốn nghe, in, tải?").click()
        assert "Mở bằng trình duyệt" in hint.inner_text()


def test_without_scripts_code_link_and_words_are_still_there(open_page: OpenPage, site: str) -> None:
    page = open_page(360, 740, java_script_enabled=False)
    page.goto(f"{site}/chia-se/quet-ma-qr/")
    assert page.get_by_text(f"{site}/b/qr", exact=True).is_visible()
    assert page.get_by_role("button", name="Chép").count() == 0
    assert "Bài học:" in page.locator("#loi-nhom").input_value()


def test_where_the_phone_can_share_its_own_sheet_opens_with_the_link(open_page: OpenPage, site: str) -> None:
    page = open_page()
    page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve() }")
    page.goto(f"{site}/chia-se/quet-ma-qr/")
    page.get_by_role("button", name="Gửi qua Zalo").click()
    assert page.evaluate("window.shared") == {"title": "Quét mã QR trả tiền", "url": f"{site}/b/qr"}
