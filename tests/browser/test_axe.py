"""The accessibility checker sees what it should, also under a strict content security policy."""

from __future__ import annotations

from playwright.sync_api import Page, Route

from tests.axe import axe_violations

SOUND = "<main><h1>Hộ của tôi</h1><button>Lưu</button></main>"
UNNAMED = "<main><h1>Hộ của tôi</h1><button></button></main>"
PALE = '<main><h1>Hộ của tôi</h1><p><font color="#bbbbbb">Còn 2 việc</font></p></main>'


def _show(page: Page, body: str) -> None:
    def answer(route: Route) -> None:
        html = f'<!doctype html><html lang="vi"><title>Hộ</title><body>{body}</body></html>'
        route.fulfill(
            body=html,
            content_type="text/html; charset=utf-8",
            headers={"content-security-policy": "default-src 'none'"},
        )

    page.route("http://127.0.0.1/", answer)
    page.goto("http://127.0.0.1/")


def test_a_sound_page_has_no_violations(page: Page) -> None:
    _show(page, SOUND)
    assert axe_violations(page, also=()) == []


def test_a_small_button_without_a_name_is_reported(page: Page) -> None:
    _show(page, UNNAMED)
    assert any(line.startswith("button-name:") for line in axe_violations(page))


def test_pale_text_is_reported_with_its_place(page: Page) -> None:
    _show(page, PALE)
    (line,) = axe_violations(page)
    assert line.startswith("color-contrast:")
    assert line.endswith("[font]")
