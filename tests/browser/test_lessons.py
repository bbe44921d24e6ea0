"""Lessons in a phone's browser: they fit, they can be read by everyone, and what is pressed happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.axe import bring_axe, load_axe, run_axe, run_axe_on_colours
from tests.browser.conftest import OpenPage
from tests.browser.swapping import each, load, made_of
from webapp.lessons import catalog

LESSON = "/bai-hoc/quet-ma-qr/"
TOO_TALL = "document.documentElement.scrollHeight - innerHeight"
TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
TARGET_HIDDEN = """(() => {
    const target = document.querySelector('[data-target]').getBoundingClientRect();
    const board = document.querySelector('.mock').getBoundingClientRect();
    return target.top < board.top - 12 || target.bottom > board.bottom + 12;
})()"""
UNFIT = f"(all => all.some(Boolean) && all)([{TOO_TALL}, {TOO_WIDE}, {TARGET_HIDDEN}])"
# The first word of an answer that stands on two lines.
BROKEN_WORD = """[...document.querySelectorAll('.pic + span')].flatMap(span => {
    const words = span.firstChild;
    const range = document.createRange();
    return [...words.data.matchAll(/[^\\s-]+/g)].filter(word => {
        range.setStart(words, word.index);
        range.setEnd(words, word.index + word[0].length);
        return range.getClientRects().length > 1;
    }).map(word => word[0]);
})[0]"""
WEIGHT = "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"
KEPT = "caches.open('gds-goi').then(kept => kept.keys()).then(all => all.map(one => one.url))"
LOOKS = ["/", "/bai-hoc/", "/bai-hoc/?tim=ma+qr", "/bai-hoc/?tim=xyzzyq", "/bai-hoc/?can=bi-goi-lua",
         f"{LESSON}xong", f"{LESSON}huong-dan", f"{LESSON}ba", "/bai-hoc/khong-co/", "/hien-thi"]  # fmt: skip
THEMES = ("light", "dark", "sun")
STRICT = ("target-size", "color-contrast-enhanced")
STEPS = [
    f"/bai-hoc/{lesson.slug}/{n}" for lesson in catalog().lessons for n in range(1, len(lesson.steps) + 1)
]
CHECKS = [
    f"/bai-hoc/{lesson.slug}/kiem-tra/{n}"
    for lesson in catalog().lessons
    for n in range(1, len(lesson.checks) + 1)
]
ANSWERED = [
    f"/bai-hoc/{lesson.slug}/kiem-tra/{n}?chon={chosen}"
    for lesson in catalog().lessons
    for n, check in enumerate(lesson.checks, start=1)
    for chosen in range(1, len(check.answers) + 1)
]
# Every page of every lesson, by kind; those of one kind share their style sheets.
KINDS = {
    "lesson": [f"/bai-hoc/{lesson.slug}/" for lesson in catalog().lessons],
    "steps": STEPS,
    "checks": [*CHECKS, *ANSWERED],
    "end": [f"/bai-hoc/{lesson.slug}/xong" for lesson in catalog().lessons],
    "teach": [f"/bai-hoc/{lesson.slug}/huong-dan" for lesson in catalog().lessons],
}


def wear(page: Page, theme: str, size: str = "1") -> None:
    """The look as the page's own buttons set it; folds stand open."""
    page.evaluate(
        "([theme, size]) => Object.assign(document.documentElement.dataset, { theme, size })", [theme, size]
    )
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


@pytest.fixture(scope="module")
def shown(open_for_all: OpenPage, site: str) -> Callable[..., Page]:
    """A page that shows every page of a kind, in the usual look and the size that is asked for."""
    pages: dict[str, Page] = {}

    def of_kind(kind: str, width: int = 360, height: int = 3000) -> Page:
        if kind not in pages:
            pages[kind] = open_for_all()
            load(pages[kind], site, KINDS[kind])
        pages[kind].set_viewport_size({"width": width, "height": height})
        pages[kind].evaluate(
            "['theme', 'size'].forEach(name => delete document.documentElement.dataset[name])"
        )
        return pages[kind]

    return of_kind


@pytest.mark.parametrize("height", [740, 640, 600])
def test_every_step_fits_a_phone_without_scrolling_and_shows_its_target(
    shown: Callable[..., Page], height: int
) -> None:
    assert each(shown("steps", 360, height), STEPS, UNFIT) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_of_a_lesson_scrolls_sideways(shown: Callable[..., Page], kind: str) -> None:
    assert each(shown(kind, 320, 640), KINDS[kind], TOO_WIDE, ("1", "3")) == {}
    assert each(shown(kind, 360, 640), KINDS[kind], TOO_WIDE, ("3",)) == {}


@pytest.mark.parametrize(("width", "sizes"), [(320, ("2", "3")), (360, ("3",))])
def test_large_answers_break_only_between_words(
    shown: Callable[..., Page], width: int, sizes: tuple[str, ...]
) -> None:
    assert each(shown("checks", width, 640), KINDS["checks"], BROKEN_WORD, sizes) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_every_lesson_keeps_to_wcag_22_aa(shown: Callable[..., Page], kind: str) -> None:
    """In three themes wherever the structure differs; each lesson's first page of the kind in any case."""
    page = shown(kind)
    assert faults_in(page, looks(made_of(page, KINDS[kind]))) == {}


def test_other_pages_never_scroll_sideways_and_keep_to_wcag_22_aa_with_contrast_of_seven(
    page: Page, site: str
) -> None:
    bring_axe(page)
    faults = {}
    for path in LOOKS:
        page.set_viewport_size({"width": 360, "height": 640})
        page.goto(site + path)
        load_axe(page)
        for width, size in ((360, "3"), (320, "3"), (320, "1")):
            page.set_viewport_size({"width": width, "height": 640})
            wear(page, "light", size)
            if page.evaluate(TOO_WIDE):
                faults[path, str(width), size] = ["scrolls sideways"]
        for theme, width, size in (("light", 360, "1"), ("sun", 360, "3"), ("dark", 1280, "2")):
            page.set_viewport_size({"width": width, "height": 3000})
            wear(page, theme, size)
            if wrong := run_axe(page, also=STRICT):
                faults[path, theme, size] = wrong
    assert faults == {}


@pytest.mark.full
@pytest.mark.parametrize("kind", KINDS)
def test_every_single_page_keeps_to_wcag_22_aa_in_three_themes(shown: Callable[..., Page], kind: str) -> None:
    page = shown(kind)
    assert faults_in(page, dict.fromkeys(KINDS[kind], THEMES)) == {}


def faults_in(page: Page, looks: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], list[str]]:
    """What axe finds, by page and theme."""
    load_axe(page)
    faults = {}
    for path, themes in looks.items():
        page.evaluate("path => show(path)", path)
        for theme in themes:
            wear(page, theme)
            seen_whole = theme is not themes[0]
            if wrong := run_axe_on_colours(page) if seen_whole else run_axe(page, also=STRICT):
                faults[path, theme] = wrong
    return faults


def looks(structures: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Which pages to look at, in which themes."""
    firsts = dict(zip(reversed(structures.values()), reversed(structures), strict=True))
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(firsts.values()), THEMES)
    of_lessons = {path.split("/")[2]: path for path in reversed(structures)}
    for n, path in enumerate(sorted(of_lessons.values())):
        chosen.setdefault(path, (THEMES[n % 3],))
    return chosen


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


def test_an_answer_is_seen_whole_above_the_buttons_at_every_text_size(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    for size in ("1", "2", "3"):
        page.context.add_cookies([{"name": "co-chu", "value": size, "url": site}])
        for slug in ("quet-ma-qr", "cong-an-gia", "vneid-cai-dat"):
            page.goto(f"{site}/bai-hoc/{slug}/kiem-tra/1")
            page.locator("[data-try=wrong]").first.click()
            page.wait_for_url("**#tra-loi")
            said, dock = (page.locator(each).bounding_box() for each in (".verdict-band", ".dock"))
            assert said
            assert dock
            assert said["y"] >= 0, (slug, size)
            assert said["y"] + said["height"] <= dock["y"], (slug, size)


def test_a_device_without_a_vietnamese_voice_says_so(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}2")
    page.get_by_role("button", name="Nghe").click()
    page.get_by_text("Máy này chưa đọc được tiếng Việt").wait_for(timeout=4000)
    assert page.get_by_role("button", name="Nghe").is_visible()


def test_without_network_a_voice_that_was_not_kept_is_said_to_be_missing(
    open_page: OpenPage, site: str
) -> None:
    page = open_page()
    page.add_init_script("Object.defineProperty(navigator, 'onLine', { value: false })")
    page.route("**/giong-doc/*.json", lambda route: route.fulfill(status=503))
    page.goto(f"{site}{LESSON}2")
    page.get_by_role("button", name="Nghe").click()
    expect(page.get_by_text("Giọng đọc chưa tải về máy")).to_be_visible(timeout=6000)


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


def test_a_first_visit_asks_for_four_files_and_then_keeps_the_whole_lesson(
    open_page: OpenPage, site: str
) -> None:
    page = open_page(service_workers="allow")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site).split("?")[0]))
    page.goto(f"{site}{LESSON}2", wait_until="load")
    assert len(asked) <= 5
    assert page.evaluate(WEIGHT) < 30_000
    for _ in range(40):
        if any("quet-ma-qr" in address for address in page.evaluate(KEPT)):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("the rest of the lesson is not in the phone")


def test_a_lesson_prints_without_its_buttons(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}2")
    page.emulate_media(media="print")
    assert not page.locator(".dock").is_visible()
    assert page.locator(".mock svg").is_visible()
