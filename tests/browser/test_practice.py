"""A drawn phone that answers: played by finger and by keyboard, readable at any size, in every theme."""

from __future__ import annotations

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


def test_in_the_largest_letters_what_is_said_and_the_ring_are_seen(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.context.add_cookies([{"name": "co-chu", "value": "3", "url": site}])
    for width, height in ((360, 740), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{site}{FIRST}quet-ma")
        page.locator(".spot[data-try=wrong]").first.click()
        page.wait_for_url("**#tra-loi")
        parts = (page.locator(each) for each in (".dock", ".verdict-band", ".spot[data-try=right]"))
        dock, said, ringed = (part.bounding_box() for part in parts)
        assert dock
        assert said
        assert ringed
        assert said["y"] >= 0, width
        assert ringed["y"] + ringed["height"] <= dock["y"], width


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


def test_no_practice_page_scrolls_sideways_has_a_place_too_small_or_breaks_wcag_22_aa(
    open_page: OpenPage, site: str
) -> None:
    """Every page in small and large letters; for axe, in three themes, one of each structure."""
    page = open_page(320, 640)
    load(page, site, PATHS)
    assert each(page, PATHS, f"{TOO_WIDE} || {TOO_SMALL}", ("1", "3")) == {}
    page.set_viewport_size({"width": 360, "height": 3000})
    page.evaluate("delete document.documentElement.dataset.size")
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
