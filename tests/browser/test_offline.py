"""Lessons without a network: after one visit a lesson is whole, and nobody's own page is ever kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import axe_violations
from tests.browser.conftest import OpenPage
from tests.browser.keeping import IN_CACHES, wait_until
from tests.browser.quick_site import quick_site
from tests.conftest import make_app
from tests.factories import PASSWORD, make_clip, make_household, make_place, make_user, people_of, viewer
from tests.lines import Line, State, line_to
from webapp.lessons import catalog
from webapp.lessons.practice_catalog import practice_catalog
from webapp.models.base import writing
from webapp.models.user import Role
from webapp.services import voices
from webapp.web.practices import practice_paths
from webapp.web.scam_drawings import scam_paths

LESSON = "/bai-hoc/quet-ma-qr/"
SOUND = b"ID3" + bytes(30_000)
KEPT = """async () => {
    const cache = await caches.open("gds-goi");
    return (await cache.keys()).map((request) => new URL(request.url).pathname.slice(5, -5));
}"""
WALK = """async (paths) => {
    const wrong = [];
    await Promise.all(paths.map(async ([path, words]) => {
        const answer = await fetch(path);
        const text = await answer.text();
        if (answer.status !== 200 || !answer.headers.get("x-kept") || !text.includes(words)) wrong.push(path);
    }));
    return wrong;
}"""
SAY = """({ act, ...words }) => navigator.serviceWorker.ready.then(({ active }) => new Promise((settle) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => settle(event.data);
    active.postMessage({ act, ...words }, [port2]);
}))"""


@pytest.fixture(scope="module")
def household() -> dict[str, str]:
    """Filled by `site`: a household, and who lives there."""
    return {}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, household: dict[str, str]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("offline")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    with make_app(url, folder).app_context():
        place = make_place()
        alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
        chi = make_user(Role.OFFICER, "chi", place.commune)
        home = make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1960), assigned_to=alice.id)
        household |= {"id": home.id, "head": home.head, "person": people_of(home)[0].name}
        household |= {"member": alice.display_name}
        for step in (1, 2):
            with writing():
                clip = make_clip(viewer(alice), place=step, sound=SOUND)
                voices.approve(by=viewer(chi), clip_id=clip.id)
    with quick_site(folder, url) as address:
        yield address


@pytest.fixture
def line(site: str) -> Iterator[Line]:
    with line_to(site) as line:
        yield line


@pytest.fixture
def phone(browser: Browser, line: Line) -> Iterator[Page]:
    """A phone whose only way to the site is `line`; what fails because that was cut is no fault."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN", base_url=line.url)
    faults: list[str] = []
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def wait_for_packs(page: Page, *packs: str) -> None:
    wait_until(lambda: set(packs) <= set(page.evaluate(KEPT)))


def visit(page: Page, path: str = f"{LESSON}1") -> None:
    """One visit, as long as it takes to read a step."""
    page.goto(path)
    _, kind, slug, _ = path.split("/", 3)
    wait_for_packs(page, f"{kind}/{slug}", "trang/chung", "bai-hoc/vua-bi-lua")


def say(page: Page, act: str, **words: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(SAY, {"act": act, **words})
    return answer


def pages_of_practices() -> list[tuple[str, str]]:
    """Every page of every practice and of the scam trainer."""
    practices = [path for each in practice_catalog().practices for path in practice_paths(each.slug)]
    return [(path, "</html>") for path in (*practices, *scam_paths())]


def pages_of_lessons() -> list[tuple[str, str]]:
    """Every page of every lesson with words that stand on it."""
    found = []
    for lesson in catalog().lessons:
        first = f"/bai-hoc/{lesson.slug}/"
        found += [(first, lesson.title), (f"{first}xong", "Xong bài"), (f"{first}99", "Xong bài")]
        found += [(f"{first}{n}", step.title) for n, step in enumerate(lesson.steps, start=1)]
        for n, check in enumerate(lesson.checks, start=1):
            found.append((f"{first}kiem-tra/{n}", check.question))
            found += [(f"{first}kiem-tra/{n}?chon={k + 1}", "</html>") for k in range(len(check.answers))]
    return found


def test_after_one_visit_a_lesson_works_in_airplane_mode(phone: Page, line: Line) -> None:
    visit(phone)
    line.state = State.CUT
    phone.context.set_offline(True)
    lesson = catalog().lesson("quet-ma-qr")
    assert lesson is not None
    for n, step in enumerate(lesson.steps, start=1):
        assert phone.get_by_role("heading", level=1).inner_text() == step.title
        phone.locator("a[rel=next]").click()
        phone.wait_for_url(f"**{LESSON}{n + 1}" if n < len(lesson.steps) else f"**{LESSON}kiem-tra/1")
    phone.locator(".answers a").first.click()
    assert phone.locator(".verdict-band").is_visible()
    phone.goto(f"{LESSON}99")
    assert phone.url.endswith(f"{LESSON}xong")
    phone.goto("/b/qr?fbclid=x")
    assert phone.url.endswith(f"{LESSON}1")
    assert phone.locator(".mock svg").is_visible()
    assert phone.evaluate("getComputedStyle(document.querySelector('.dock')).display") == "grid"


def test_a_lesson_brings_all_its_pages_and_its_practice_and_no_other_lesson(phone: Page, line: Line) -> None:
    visit(phone)
    wait_for_packs(phone, "luyen-tap/tra-qr")
    line.state = State.CUT
    own = [(path, words) for path, words in pages_of_lessons() if path.startswith(LESSON)]
    assert phone.evaluate(WALK, own) == []
    lesson = catalog().lesson("quet-ma-qr")
    assert lesson is not None
    assert lesson.practices
    practised = [(path, "</html>") for slug in lesson.practices for path in practice_paths(slug)]
    assert phone.evaluate(WALK, practised) == [], "its practice comes along"
    assert phone.evaluate("async () => (await fetch('/bai-hoc/hoi-ai/1')).status") == 503


def test_everything_kept_at_once_every_page_of_every_lesson_opens_without_a_network(
    phone: Page, line: Line
) -> None:
    phone.goto("/tai-ve/")
    phone.get_by_role("button", name="Tải trọn bộ").click()
    phone.get_by_text("Đã tải đủ. Không có mạng vẫn xem được.").wait_for(timeout=30_000)
    line.state = State.CUT
    phone.context.set_offline(True)
    lessons, practices = pages_of_lessons(), pages_of_practices()
    assert len(lessons) > 12 * len(catalog().lessons)
    assert len(practices) > 12 * len(practice_catalog().practices) > 0
    assert phone.evaluate(WALK, [*lessons, *practices]) == []
    index = phone.evaluate("async () => (await caches.open('gds-goi')).keys().then((keys) => keys.length)")
    assert index > len(catalog().lessons)


def test_a_line_that_hangs_is_given_three_seconds_where_nothing_is_kept_and_none_where_it_is(
    phone: Page, line: Line
) -> None:
    visit(phone)
    line.state = State.HANGING
    before = time.monotonic()
    phone.goto(f"{LESSON}2")
    assert time.monotonic() - before < 1.5
    before = time.monotonic()
    phone.goto("/bai-hoc/hoi-ai/1")
    assert 2.5 < time.monotonic() - before < 4.5
    assert phone.get_by_role("heading", level=1).inner_text() == "Bài này chưa tải về máy"
    assert phone.get_by_role("link", name="Quét mã QR trả tiền").is_visible()
    assert phone.get_by_role("link", name="Tôi vừa bị lừa").count() == 0, "it came along unasked"
    assert axe_violations(phone, also=("target-size", "color-contrast-enhanced")) == []


def test_a_page_that_waits_for_the_network_opens_by_itself(phone: Page, line: Line) -> None:
    visit(phone)
    line.state = State.CUT
    phone.goto("/bai-hoc/hoi-ai/1")
    assert phone.get_by_role("heading", level=1).inner_text() == "Bài này chưa tải về máy"
    line.state = State.OPEN
    phone.locator(".mock").wait_for(timeout=15_000)
    assert phone.url.endswith("/bai-hoc/hoi-ai/1")


def test_a_new_version_takes_the_place_of_the_old_one_between_two_screens(
    phone: Page, line: Line, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("next")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    make_app(url, folder)
    with quick_site(folder, url, app="tests.browser.next_version:app") as upgraded:
        visit(phone)
        old = phone.locator("link[rel=stylesheet]").first.get_attribute("href")
        line.site = upgraded
        phone.goto(f"{LESSON}2")
        assert "Câu này là của bản mới." not in phone.content()
        wait_until(
            lambda: phone.evaluate(
                "async () => (await (await fetch(location.href)).text()).includes('bản mới')"
            )
        )
        assert "Câu này là của bản mới." not in phone.content(), "a standing page changed"
        line.state = State.CUT
        assert phone.evaluate("(old) => fetch(old).then((answer) => answer.status)", old) == 200
        for n in range(3, 6):
            phone.goto(f"{LESSON}{n}")
            assert "Câu này là của bản mới." in phone.content()
            assert phone.locator("link[rel=stylesheet]").first.get_attribute("href") != old
            assert (
                phone.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ban-moi')")
                == "1"
            )
        phone.goto(f"{LESSON}6")
        assert phone.url.endswith("/xong"), "the new version has a step less"


def test_the_chosen_look_holds_without_a_network(phone: Page, line: Line) -> None:
    visit(phone)
    phone.get_by_role("button", name="Đổi cỡ chữ").click()
    line.state = State.CUT
    phone.goto(f"{LESSON}2")
    answer = phone.goto(f"{LESSON}2")
    assert answer is not None
    assert '<html lang="vi" data-size="2">' in answer.text(), "it would flash"
    assert phone.get_by_label("Đang dùng cỡ to").count() == 1
    phone.goto("/hien-thi")
    phone.get_by_role("link", name="Ngoài nắng").click()
    assert phone.get_by_role("link", name="Ngoài nắng").get_attribute("aria-current") == "true"
    assert phone.get_by_role("link", name="To", exact=True).get_attribute("aria-current") == "true"
    answer = phone.goto(f"{LESSON}3")
    assert answer is not None
    assert '<html lang="vi" data-size="2" data-theme="sun">' in answer.text()
    line.state = State.OPEN
    answer = phone.goto("/xac-minh/")
    assert answer is not None
    assert 'data-size="2" data-theme="sun"' in answer.text(), "the site knows the same look"


def sign_in(page: Page) -> None:
    page.goto("/dang-nhap")
    page.fill("[name=username]", "alice")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/ho/**")


def test_nobody_s_page_and_no_name_is_ever_kept(phone: Page, line: Line, household: dict[str, str]) -> None:
    visit(phone)
    sign_in(phone)
    opened = f"?ho={household['id']}"
    for path in (f"/ho/{household['id']}/", "/ho/", "/to/", f"{LESSON}{opened}", f"{LESSON}1{opened}"):
        phone.goto(path)
    phone.goto(f"{LESSON}xong{opened}")
    assert phone.get_by_role("button", name="đã học").is_visible(), "the lesson is recorded as ever"
    wait_until(lambda: say(phone, "list")["ok"])
    kept = phone.evaluate(IN_CACHES)
    for word in (household["head"], household["person"], household["member"], household["id"], "csrf"):
        assert word not in kept, word
    assert not [
        line for line in kept.splitlines() if line.startswith("http") and ("/ho/" in line or "/to/" in line)
    ]
    line.state = State.CUT
    phone.goto(f"/ho/{household['id']}/")
    assert phone.get_by_role("heading", level=1).inner_text() == "Mất mạng"
    assert household["head"] not in phone.content()


def test_from_a_household_the_steps_open_without_a_network_and_still_know_it(
    phone: Page, line: Line, household: dict[str, str]
) -> None:
    visit(phone)
    line.state = State.CUT
    phone.goto(f"{LESSON}1?ho={household['id']}")
    phone.locator("a[rel=next]").click()
    phone.wait_for_url(f"**{LESSON}2?ho={household['id']}")
    phone.goto(f"{LESSON}99?ho={household['id']}")
    assert phone.url.endswith(f"{LESSON}xong?ho={household['id']}")
    assert phone.get_by_role("heading", level=1).inner_text() == "Xong bài"


def test_fetching_everything_pauses_goes_on_and_is_taken_off_again(phone: Page, line: Line) -> None:
    phone.goto("/tai-ve/")
    phone.get_by_role("button", name="Tải trọn bộ").click()
    phone.get_by_role("button", name="Tạm dừng").click()
    phone.get_by_role("button", name="Tải tiếp").wait_for()
    kept = len(phone.evaluate(KEPT))
    assert kept < len(catalog().lessons)
    line.state = State.CUT
    phone.get_by_role("button", name="Tải tiếp").click()
    phone.get_by_text("Mạng yếu hoặc mất mạng").wait_for()
    line.state = State.OPEN
    phone.get_by_role("button", name="Tải tiếp").click()
    phone.get_by_text("Đã tải đủ").wait_for(timeout=30_000)
    assert axe_violations(phone, also=("target-size", "color-contrast-enhanced")) == []
    assert phone.locator(".kept-list li").count() >= len(catalog().lessons)
    phone.get_by_role("button", name="Xóa khỏi máy").click()
    phone.get_by_role("button", name="Xóa", exact=True).click()
    phone.get_by_role("button", name="Tải trọn bộ").wait_for()
    assert phone.locator(".kept-list li").count() == 0
    assert not set(phone.evaluate(KEPT)) - {"trang/chung", "bai-hoc/vua-bi-lua"}


LISTENS = """async () => {
    const list = await (await fetch("/giong-doc/quet-ma-qr.json")).json();
    const clips = Object.values(list.clips).map((clip) => clip.vie.url);
    const part = await fetch(clips[0], { headers: { Range: "bytes=3-9" } });
    const whole = await (await fetch(clips[1])).arrayBuffer();
    return [clips.length, part.status, part.headers.get("content-range"), whole.byteLength];
}"""


def test_the_voices_of_the_commune_are_kept_by_a_button_of_their_own(phone: Page, line: Line) -> None:
    phone.goto("/tai-ve/")
    phone.get_by_text("Giọng người ở xã mình, 1 bài. Cả bộ 60 kB.").wait_for(timeout=30_000)
    phone.get_by_role("button", name="Tải giọng đọc").click()
    phone.get_by_text("Đã tải đủ giọng đọc.").wait_for()
    line.state = State.CUT
    assert phone.evaluate(LISTENS) == [2, 206, "bytes 3-9/30003", 30_003]


def test_a_full_phone_is_told_in_plain_words(phone: Page) -> None:
    phone.goto("/tai-ve/")
    wait_until(lambda: say(phone, "list")["ok"])
    client = phone.context.new_cdp_session(phone)
    origin = phone.evaluate("location.origin")
    client.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    phone.get_by_role("button", name="Tải").first.click()
    expect(phone.get_by_text("Máy hết chỗ")).to_be_visible(timeout=15_000)


def test_where_the_phone_saves_data_only_the_visited_lesson_and_its_practice_come(phone: Page) -> None:
    phone.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    phone.goto(f"{LESSON}1")
    wait_for_packs(phone, "bai-hoc/quet-ma-qr", "trang/chung")
    say(phone, "list")
    assert set(phone.evaluate(KEPT)) == {"bai-hoc/quet-ma-qr", "luyen-tap/tra-qr", "trang/chung"}


def test_what_the_pack_brings_is_not_fetched_ahead_as_well(phone: Page) -> None:
    asked: list[str] = []
    phone.context.on(
        "request", lambda request: asked.append(request.url.removeprefix(phone.url.split("/bai")[0]))
    )
    visit(phone)
    visit(phone, f"{LESSON}2")
    assert f"{LESSON}2" not in asked[1:-1] or asked.count(f"{LESSON}2") == 1
    assert f"{LESSON}3" not in asked


def test_without_service_workers_everything_is_read_as_ever(open_page: OpenPage, site: str) -> None:
    page = open_page(base_url=site)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{LESSON}1")
    page.locator("a[rel=next]").click()
    page.wait_for_url(f"**{LESSON}2")
    page.goto("/tai-ve/")
    assert page.get_by_text("Khi có mạng vẫn xem được mọi bài.").is_visible()
    assert page.get_by_role("button", name="Tải trọn bộ").count() == 0


def test_switched_off_the_worker_leaves_and_takes_everything_along(
    phone: Page, line: Line, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(phone)
    folder = tmp_path_factory.mktemp("off")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    make_app(url, folder)
    monkeypatch.setenv("OFFLINE", "off")
    with quick_site(folder, url) as without:
        line.site = without
        phone.goto("/xac-minh/")
        gone = "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)"
        wait_until(lambda: phone.evaluate(gone) and not phone.evaluate("caches.keys()"))
        phone.goto(f"{LESSON}2")
        assert phone.evaluate(gone)
