"""Lessons in a phone's browser: they fit, they can be read by everyone, and what is pressed happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.axe import axe_violations
from tests.browser.conftest import OpenPage
from tests.conftest import make_app
from tests.serving import serving
from webapp.lessons import catalog

LESSON = "/bai-hoc/quet-ma-qr/"
SCROLL = """() => {
    const page = document.documentElement;
    return [page.scrollHeight - innerHeight, page.scrollWidth - innerWidth];
}"""
WEIGHT = "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"
LOOKS = ["/", "/bai-hoc/", LESSON, f"{LESSON}2", f"{LESSON}kiem-tra/1", f"{LESSON}kiem-tra/1?chon=1",
         f"{LESSON}kiem-tra/1?chon=2", f"{LESSON}xong", "/bai-hoc/khong-co/", "/hien-thi"]  # fmt: skip
STEPS = [
    f"/bai-hoc/{lesson.slug}/{n}" for lesson in catalog().lessons for n in range(1, len(lesson.steps) + 1)
]
CHECKS = [
    f"/bai-hoc/{lesson.slug}/kiem-tra/{n}"
    for lesson in catalog().lessons
    for n in range(1, len(lesson.checks) + 1)
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lessons")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    make_app(url, folder)
    with serving(folder, url) as running:
        yield running.url


def dress(page: Page, site: str, size: str = "1", theme: str = "") -> Page:
    cookies = [{"name": "co-chu", "value": size, "url": site}]
    if theme:
        cookies.append({"name": "nen", "value": theme, "url": site})
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    return page


@pytest.mark.parametrize("height", [600, 640, 740])
def test_no_step_scrolls_on_a_phone(open_page: OpenPage, site: str, height: int) -> None:
    page = open_page(360, height)
    for path in STEPS:
        page.goto(site + path)
        assert page.evaluate(SCROLL) == [0, 0], path


def test_the_target_of_every_step_is_seen_on_the_smallest_phone(open_page: OpenPage, site: str) -> None:
    page = open_page(360, 600)
    for path in STEPS:
        page.goto(site + path)
        target, board = page.locator("[data-target]").bounding_box(), page.locator(".mock").bounding_box()
        assert target is not None, path
        assert board is not None, path
        assert target["y"] >= board["y"] - 12, path
        assert target["y"] + target["height"] <= board["y"] + board["height"] + 12, path


@pytest.mark.parametrize(("width", "size"), [(320, "1"), (320, "3"), (360, "3")])
def test_nothing_scrolls_sideways(open_page: OpenPage, site: str, width: int, size: str) -> None:
    page = dress(open_page(width, 640), site, size)
    for path in [*LOOKS, *STEPS, *CHECKS]:
        page.goto(site + path)
        assert page.evaluate(SCROLL)[1] <= 0, path


@pytest.mark.parametrize("theme", ["sang", "toi", "nang"])
@pytest.mark.parametrize(("width", "height", "size"), [(360, 640, "1"), (360, 740, "3"), (1280, 800, "2")])
def test_pages_keep_to_wcag_22_aa_with_contrast_of_seven(
    open_page: OpenPage, site: str, theme: str, width: int, height: int, size: str
) -> None:
    page = dress(open_page(width, height), site, size, theme)
    for path in LOOKS:
        page.goto(site + path)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert axe_violations(page, also=("target-size", "color-contrast-enhanced")) == [], path


def test_a_lesson_is_walked_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến phần nội dung"
    for n in range(2, 5):
        while page.evaluate("document.activeElement.rel") != "next":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}{LESSON}{n}")


def test_the_text_grows_without_a_round_trip_and_stays(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}2")
    before = page.url
    page.get_by_role("button", name="Đổi cỡ chữ").click()
    assert page.locator("html").get_attribute("data-size") == "2"
    assert page.url == before
    assert page.get_by_label("Đang dùng cỡ to").count() == 1
    page.goto(f"{site}{LESSON}3")
    assert page.locator("html").get_attribute("data-size") == "2"


def test_without_javascript_the_size_changes_by_a_link(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}{LESSON}2")
    page.get_by_label("Đổi cỡ chữ").click()
    assert page.url == f"{site}{LESSON}2"
    assert page.locator("html").get_attribute("data-size") == "2"


def test_without_javascript_listening_is_explained(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}{LESSON}2")
    page.get_by_text("Nghe", exact=True).click()
    assert page.get_by_role("heading", name="Nghe đọc bài").is_visible()


def test_without_javascript_a_lesson_and_its_questions_work(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(site + LESSON)
    page.get_by_text("Bắt đầu").click()
    for _ in range(5):
        page.get_by_text("Tiếp theo").click()
    page.get_by_text("Tự kiểm tra").click()
    page.get_by_text("Cứ trả cho nhanh").click()
    assert page.get_by_text("Chưa đúng", exact=True).is_visible()
    page.get_by_text("Dừng lại, hỏi người bán").click()
    assert page.get_by_text("Đúng rồi", exact=True).is_visible()


def test_a_device_without_a_vietnamese_voice_says_so(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}2")
    page.get_by_role("button", name="Nghe").click()
    page.get_by_text("Máy này chưa đọc được tiếng Việt").wait_for(timeout=4000)
    assert page.get_by_role("button", name="Nghe").is_visible()


VOICES = """
    const local = { lang: "vi-VN", localService: true }, far = { lang: "vi-VN", localService: false };
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
    Object.defineProperty(window, "speechSynthesis", { value: {
        said: [], cancel() {}, addEventListener() {}, getVoices: () => [KIND],
        speak(words) {
            this.said.push([words.text, words.lang, words.rate]);
            setTimeout(() => words.onstart(), 10);
        },
    } });
"""


def test_a_real_vietnamese_voice_reads_the_title_and_the_sentence(page: Page, site: str) -> None:
    page.add_init_script(VOICES.replace("KIND", "local"))
    page.goto(f"{site}{LESSON}2")
    page.get_by_role("button", name="Nghe").click()
    page.get_by_role("button", name="Dừng").wait_for()
    page.wait_for_function("speechSynthesis.said.length")
    assert page.evaluate("speechSynthesis.said") == [
        ["Bấm nút “Quét mã QR”. Nút tròn, thường ở giữa, dưới cùng.", "vi-VN", 0.85]
    ]
    page.get_by_role("button", name="Dừng").click()
    assert page.get_by_role("button", name="Nghe").is_visible()


def test_a_voice_that_is_only_listed_is_not_trusted(page: Page, site: str) -> None:
    page.add_init_script(VOICES.replace("KIND", "far"))
    page.goto(f"{site}{LESSON}2")
    page.get_by_role("button", name="Nghe").click()
    page.get_by_text("Máy này chưa đọc được tiếng Việt").wait_for(timeout=4000)
    assert page.evaluate("speechSynthesis.said") == []


def test_inside_zalo_listening_leads_to_chrome(open_page: OpenPage, site: str) -> None:
    agent = "Mozilla/5.0 (Linux; Android 12; wv) Chrome/109 Mobile Safari/537.36 Zalo android/12100630"
    page = open_page(user_agent=agent)
    page.goto(f"{site}{LESSON}2")
    page.get_by_role("button", name="Nghe").click()
    link = page.get_by_role("link", name="Mở bằng Chrome để nghe")
    link.wait_for(timeout=4000)
    assert (link.get_attribute("href") or "").startswith("intent://")


def test_a_first_visit_asks_for_four_files_and_the_next_step_is_already_there(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site).split("?")[0]))
    page.goto(f"{site}{LESSON}2", wait_until="load")
    assert len(asked) <= 5
    page.wait_for_timeout(800)
    assert asked[-1] == f"{LESSON}3"
    assert page.evaluate(WEIGHT) < 30_000


def test_a_lesson_prints_without_its_buttons(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}2")
    page.emulate_media(media="print")
    assert not page.locator(".dock").is_visible()
    assert page.locator(".mock svg").is_visible()
