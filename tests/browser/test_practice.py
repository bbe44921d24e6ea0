"""A drawn phone that answers: played by finger and by keyboard, readable at any size, in every theme."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.axe import load_axe, run_axe
from tests.browser.conftest import OpenPage
from tests.browser.swapping import each, load, made_of
from webapp.lessons.practice_catalog import practice_catalog
from webapp.web.practices import practice_paths

FIRST = "/luyen-tap/tra-qr/"
TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
THEMES = ("light", "dark", "sun")
PATHS = [
    "/luyen-tap/",
    *(path for each in practice_catalog().practices for path in practice_paths(each.slug)),
]
# A place on the drawing that a finger would miss, in screen pixels.
TOO_SMALL = """[...document.querySelectorAll('.spot rect')].some(rect => {
    const box = rect.getBoundingClientRect();
    return Math.min(box.width, box.height) < 24;
})"""


def tap(page: Page, where: str) -> None:
    """A finger on the middle of a place of the drawing, wherever the page has scrolled."""
    place = page.locator(f"{where} rect").last
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_practice_is_played_by_finger(open_page: OpenPage, site: str) -> None:
    page = open_page(has_touch=True)
    page.goto(f"{site}{FIRST}")
    page.get_by_role("link", name="Bắt đầu tập").tap()
    tap(page, '.spot[aria-label="Ngân hàng"]')
    page.wait_for_url(f"{site}{FIRST}quet-ma")
    tap(page, '.spot[aria-label="Nạp thẻ"]')
    page.wait_for_url(f"{site}{FIRST}quet-ma?chon=3#tra-loi")
    assert "Đây là nút nạp tiền điện thoại" in page.inner_text(".verdict-band")
    tap(page, ".spot[data-try=right]")
    page.wait_for_url(f"{site}{FIRST}ten-la")
    page.locator(".taps").get_by_role("link", name="Dừng, hỏi người bán").tap()
    page.get_by_role("link", name="Tiếp theo").tap()
    page.wait_for_url(f"{site}{FIRST}quet-lai")


def test_a_press_beside_everything_brings_the_ring(open_page: OpenPage, site: str) -> None:
    page = open_page(has_touch=True)
    page.goto(f"{site}{FIRST}quet-ma")
    box = page.locator(".spot[aria-label=Khác] rect").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] - 20)
    page.wait_for_url(f"{site}{FIRST}quet-ma?chon=0#tra-loi")
    assert "Bấm chỗ có vòng vàng." in page.inner_text(".verdict-band")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 640)])
def test_in_the_largest_letters_what_is_said_and_the_ring_are_seen(
    open_page: OpenPage, site: str, width: int, height: int
) -> None:
    page = open_page(width, height, java_script_enabled=False)
    page.context.add_cookies([{"name": "co-chu", "value": "3", "url": site}])
    page.goto(f"{site}{FIRST}quet-ma")
    page.locator(".spot[data-try=wrong]").first.click()
    page.wait_for_url("**#tra-loi")
    dock = page.locator(".dock").bounding_box()
    said, ringed = (page.locator(each).bounding_box() for each in (".verdict-band", ".spot[data-try=right]"))
    assert dock
    assert said
    assert ringed
    assert said["y"] >= 0
    assert ringed["y"] + ringed["height"] <= dock["y"]


def test_a_practice_is_played_by_keyboard_on_the_drawing(page: Page, site: str) -> None:
    page.goto(f"{site}{FIRST}quet-ma")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Quét mã QR":
            break
    assert page.evaluate("document.activeElement.matches('.spot:focus-visible')")
    assert (
        page.evaluate("getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth") == "5px"
    )
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}{FIRST}ten-la")


def test_no_practice_page_scrolls_sideways_and_no_place_is_too_small(page: Page, site: str) -> None:
    load(page, site, PATHS)
    for width, size in ((320, "1"), (320, "3")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("size => { document.documentElement.dataset.size = size }", size)
        assert each(page, PATHS, TOO_WIDE) == {}, (width, size)
        assert each(page, PATHS, TOO_SMALL) == {}, (width, size)


def test_practice_pages_keep_to_wcag_22_aa_in_three_themes(open_page: OpenPage, site: str) -> None:
    page = open_page(360, 3000)
    load(page, site, PATHS)
    load_axe(page)
    structures = made_of(page, PATHS)
    faults = {}
    for n, path in enumerate(sorted({structure: path for path, structure in structures.items()}.values())):
        page.evaluate("path => show(path)", path)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", THEMES[n % 3])
        if wrong := run_axe(page, also=("target-size", "color-contrast-enhanced")):
            faults[path] = wrong
    assert faults == {}
