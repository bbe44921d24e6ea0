"""Learning alone on one's own phone: what was learnt is remembered there, and lessons are found in place."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.axe import load_axe, run_axe
from tests.browser.conftest import OpenPage
from tests.lessons.test_search import QUERIES
from webapp.lessons import catalog
from webapp.lessons.schema import AFTER_A_SCAM
from webapp.rules.lesson_search import make_index

LIST = "/bai-hoc/"
LESSON = "/bai-hoc/quet-ma-qr/"
HOUSEHOLD = "0f6c3b1e-52a0-4a55-9c39-0f8a6e1c2d3b"
KEPT = "JSON.parse(localStorage.getItem('hoc.bai') || '{}')"
REFUSED = """Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('no', 'SecurityError') },
});"""
TYPE = """query => {
    const field = document.querySelector('#tim');
    field.value = query;
    field.form.requestSubmit();
    return [...document.querySelectorAll('[data-results] li')].map(row => row.dataset.slug);
}"""


def state(page: Page, slug: str) -> str:
    return page.locator(f'[data-lesson="{slug}"] [data-state]').inner_text()


def test_a_lesson_begun_and_finished_is_remembered_and_can_be_forgotten(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}3")
    page.goto(site)
    resume = page.locator("[data-resume]")
    expect(resume).to_contain_text("Học tiếp, bước 3 / 6")
    resume.click()
    page.wait_for_url(f"{site}{LESSON}3")
    page.goto(site + LIST)
    assert state(page, "quet-ma-qr") == "Đang học, bước 3 / 6"
    page.goto(f"{site}{LESSON}xong")
    expect(page.get_by_text("Máy này đã nhớ: bài đã học.")).to_be_visible()
    page.goto(f"{site}{LESSON}2")
    page.goto(site + LIST)
    assert state(page, "quet-ma-qr") == "Đã học"
    assert not page.locator("[data-resume]").is_visible()
    page.goto(f"{site}/hien-thi")
    expect(page.locator("[data-forget] p").first).to_have_text(
        "Máy này đang nhớ 1 bài đã học, 0 bài đang học."
    )
    page.get_by_role("button", name="Xóa khỏi máy này").click()
    expect(page.get_by_text("Đã xóa. Máy này không còn nhớ bài nào.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => /^(hoc|dem|lua-dao)/.test(key))") == []


def test_a_lesson_that_was_changed_since_says_so(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}xong")
    page.evaluate(f"""() => {{
        const kept = {KEPT};
        kept['quet-ma-qr'].done = 0.5;
        localStorage.setItem('hoc.bai', JSON.stringify(kept));
    }}""")
    page.goto(site + LIST)
    assert state(page, "quet-ma-qr") == "Đã học, bài có bản mới"


def test_what_is_remembered_can_be_read_by_everyone_in_three_themes(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}xong")
    page.goto(f"{site}/bai-hoc/hoi-ai/2")
    page.set_viewport_size({"width": 360, "height": 5000})
    for path in ("/", LIST, "/hien-thi"):
        page.goto(site + path)
        load_axe(page)
        for theme in ("light", "dark", "sun"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            assert run_axe(page, also=("target-size", "color-contrast-enhanced")) == [], (path, theme)


def test_nothing_is_sent_or_set_when_a_phone_remembers(open_page: OpenPage, site: str) -> None:
    page = open_page(service_workers="allow")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(f"{request.method} {request.url} {request.post_data or ''}")
    )
    page.goto(f"{site}{LESSON}1")
    page.goto(f"{site}{LESSON}xong")
    page.goto(site + LIST)
    assert page.evaluate(f"Object.keys({KEPT})") == ["quet-ma-qr"]
    assert [line for line in sent if "hoc.bai" in line or "%22done%22" in line] == []
    assert page.context.cookies() == []


def test_the_lesson_for_after_a_scam_is_never_remembered_or_reported(open_page: OpenPage, site: str) -> None:
    page = open_page(service_workers="allow")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    for path in ("", "1", "2", "kiem-tra/1", "kiem-tra/1?chon=1", "xong"):
        page.goto(f"{site}/bai-hoc/{AFTER_A_SCAM}/{path}")
    page.goto(site)
    assert page.evaluate(f"Object.keys({KEPT})") == []
    assert page.context.cookies() == []
    assert set(asked) == {"GET"}


def test_a_helper_s_phone_does_not_remember_what_a_household_learnt(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}2?ho={HOUSEHOLD}")
    page.goto(f"{site}{LESSON}xong?ho={HOUSEHOLD}")
    assert page.evaluate(f"Object.keys({KEPT})") == []


def test_a_spoilt_memory_does_no_harm(page: Page, site: str) -> None:
    page.goto(f"{site}/hien-thi")
    for spoilt in ("{", "[1]", "null", '"x"', '{"quet-ma-qr": {}}'):
        page.evaluate("words => localStorage.setItem('hoc.bai', words)", spoilt)
        page.goto(site + LIST)
        assert state(page, "quet-ma-qr") == "6 bước, 3 phút", spoilt


def test_a_phone_that_refuses_to_remember_reads_everything(open_page: OpenPage, site: str) -> None:
    page = open_page()
    page.add_init_script(REFUSED)
    for path in (f"{LESSON}2", f"{LESSON}xong", LIST, "/"):
        page.goto(site + path)
    page.goto(f"{site}/hien-thi")
    page.get_by_role("button", name="Xóa khỏi máy này").click()
    expect(page.get_by_text("nên không có gì để xóa")).to_be_visible()


def test_lessons_are_found_in_place_as_the_server_finds_them_also_without_a_network(
    page: Page, site: str
) -> None:
    index = make_index(catalog().lessons)
    odd = [
        "maqr",
        "vnei",
        "so suc khoee",
        "cmnd",
        "khoe suc so",
        "xyzzyq",
        "tôi muốn",
        "wi-fi",
        "Hồ sơ!",
        "gia ca phe",
        "giá cà phê",
        "ca goi",
        "thong tin ca nhan",
    ]
    page.goto(site + LIST)
    page.context.set_offline(True)
    for query in (*QUERIES, *odd):
        assert page.evaluate(TYPE, query) == index.find(query), query


def test_typing_finds_and_an_empty_field_shows_the_list_again(page: Page, site: str) -> None:
    page.goto(site + LIST)
    page.get_by_role("searchbox").type("so suc")
    expect(page.locator("[data-results] li").first).to_contain_text("Sổ sức khỏe điện tử")
    expect(page.get_by_role("heading", name="Tìm thấy")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(page.locator("[data-found]")).to_be_hidden()
    page.get_by_role("searchbox").fill("xyzzyq")
    expect(page.get_by_role("link", name="Hỏi tổ công nghệ số")).to_be_visible()


def test_the_kept_list_answers_what_its_address_asks(open_page: OpenPage, site: str) -> None:
    """Without a network the kept list stands where the server's answer would."""
    page = open_page()
    kept = page.request.get(site + LIST)
    page.route("**/bai-hoc/?*", lambda route: route.fulfill(response=kept))
    page.goto(f"{site}{LIST}?tim=mat+tien+roi")
    expect(page.locator("[data-results] li").first).to_contain_text("Tôi vừa bị lừa")
    page.goto(f"{site}{LIST}?can=bi-goi-lua")
    expect(page.locator("[data-found] h2").first).to_have_text("Tôi hay bị gọi lừa")
    expect(page.locator("[data-results] li").first).to_contain_text("Công an giả")


def test_home_leads_to_the_needs_and_they_stand_open(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="Chọn theo việc của mình").click()
    page.get_by_role("link", name="Tôi đi khám bệnh").click()
    expect(page.get_by_role("heading", name="Tôi đi khám bệnh")).to_be_visible()


def test_the_sun_shines_on_the_teach_mode_and_then_on_every_step(page: Page, site: str) -> None:
    page.goto(f"{site}{LESSON}huong-dan")
    page.get_by_role("button", name="Ngoài nắng").click()
    page.get_by_text("Bắt đầu dạy").click()
    page.wait_for_url(f"{site}{LESSON}1")
    assert page.locator("html").get_attribute("data-theme") == "sun"
