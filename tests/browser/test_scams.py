"""The scam trainer in a phone's browser: what was missed comes again, and what is counted leaves as sums."""

from __future__ import annotations

import json

from playwright.sync_api import Page, Request

from tests.axe import axe_violations, bring_axe
from tests.browser.conftest import OpenPage
from webapp.lessons.scams import scam_catalog
from webapp.web.scam_drawings import FIRST

ROUND, NEXT_ROUND = scam_catalog().rounds[:2]
SCROLL = """() => {
    const page = document.documentElement;
    return [page.scrollHeight - innerHeight, page.scrollWidth - innerWidth];
}"""
MISSED = "JSON.parse(localStorage.getItem('lua-dao:chua-dung') || '[]')"


def slug_of(page: Page) -> str:
    return page.evaluate("new URL(location).pathname").removeprefix(FIRST)


def answer(page: Page, right: bool) -> None:
    page.locator(f"[data-try={'right' if right else 'wrong'}]").click()
    page.locator("[data-scam-answer]").wait_for(state="attached")


def go_on(page: Page) -> None:
    page.locator(".dock .btn-main").click()


def play(page: Page, missing: set[str]) -> None:
    """A whole round: these are judged wrongly, the others rightly."""
    for case in ROUND.cases:
        assert slug_of(page) == case.slug
        answer(page, right=case.slug not in missing)
        go_on(page)


def test_what_was_missed_comes_again_until_it_is_right(page: Page, site: str) -> None:
    first, second = ROUND.cases[1].slug, ROUND.cases[4].slug
    page.goto(f"{site}{FIRST}")
    page.get_by_role("link", name="Bắt đầu").click()
    play(page, {first, second})
    # The end of the round leads back to both, in their order.
    assert slug_of(page) == first
    assert page.get_by_text("Làm lại", exact=True).is_visible()
    answer(page, right=True)
    go_on(page)
    assert slug_of(page) == second
    answer(page, right=False)
    go_on(page)
    page.wait_for_url(f"{site}{FIRST}vong-1/xong")
    assert page.evaluate(MISSED) == [second]
    assert page.get_by_role("link", name="Làm lại 1 trường hợp chưa đúng").is_visible()
    # Still missed: the next round begins with it, then takes its own course.
    page.get_by_role("link", name="Sang vòng 2").click()
    assert slug_of(page) == second
    answer(page, right=True)
    assert page.evaluate(MISSED) == []
    go_on(page)
    assert slug_of(page) == NEXT_ROUND.cases[0].slug
    assert page.get_by_text("1 / 6").is_visible()


def test_a_strange_hash_leads_nowhere_else(page: Page, site: str) -> None:
    page.goto(f"{site}{FIRST}{ROUND.cases[0].slug}?chon=1#lai=//evil.example/x,../../dang-xuat")
    assert page.locator("[data-scam-next]").get_attribute("href") == f"{FIRST}{ROUND.cases[1].slug}"


def test_sums_leave_for_the_site_without_a_cookie_and_only_once(open_page: OpenPage, site: str) -> None:
    page = open_page(service_workers="allow")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/dem") else None)
    slug = ROUND.cases[0].slug
    for right in (False, True, True):
        page.goto(f"{site}{FIRST}{slug}")
        answer(page, right=right)
        page.wait_for_timeout(900)
    counted = {
        f"{each['count']} {each['what']}": each["n"]
        for request in sent
        for each in json.loads(request.post_data or "[]")
    }
    name = f"scam:{slug}:1:1"
    assert counted == {f"{name} seen": 1, f"{name} first-wrong": 1, f"{name} second-right": 1}
    assert all("cookie" not in request.all_headers() for request in sent)
    assert page.evaluate("localStorage.getItem('dem:gop')") == "{}"


def test_without_network_counts_wait_and_nobody_who_declines_is_counted(
    open_page: OpenPage, site: str
) -> None:
    page = open_page()
    page.route("**/dem", lambda route: route.fulfill(status=503))
    page.goto(f"{site}/bai-hoc/quet-ma-qr/1")
    page.wait_for_timeout(800)
    assert json.loads(page.evaluate("localStorage.getItem('dem:gop')")) == {"step:quet-ma-qr:1:1|seen": 1}
    page.unroute("**/dem")
    with page.expect_response("**/dem") as answered:
        page.goto(f"{site}/bai-hoc/quet-ma-qr/2")
    assert answered.value.status == 204
    declined = open_page()
    declined.add_init_script("Object.defineProperty(navigator, 'doNotTrack', { value: '1' })")
    declined.goto(f"{site}/bai-hoc/quet-ma-qr/1")
    assert declined.evaluate("localStorage.getItem('dem:gop')") is None


def test_every_case_is_seen_whole_on_a_small_phone(page: Page, site: str) -> None:
    for case in scam_catalog().cases:
        page.set_viewport_size({"width": 360, "height": 600})
        page.goto(f"{site}{FIRST}{case.slug}")
        down, sideways = page.evaluate(SCROLL)
        assert sideways <= 0, case.slug
        assert down <= 0, case.slug
        page.set_viewport_size({"width": 320, "height": 640})
        page.evaluate("document.documentElement.dataset.size = '3'")
        assert page.evaluate(SCROLL)[1] <= 0, f"{case.slug} in the largest letters"


def test_in_the_largest_letters_the_message_is_text_that_grew(open_page: OpenPage, site: str) -> None:
    page, case = open_page(), ROUND.cases[0]
    page.goto(f"{site}{FIRST}{case.slug}")
    words = page.locator(".in-words")
    assert words.bounding_box()["width"] <= 1  # type: ignore[index] # the drawing says it
    page.context.add_cookies([{"name": "co-chu", "value": "3", "url": site}])
    page.goto(f"{site}{FIRST}{case.slug}")
    assert case.words in words.inner_text()
    assert float(words.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")) > 24
    box, dock = words.bounding_box(), page.locator(".dock").bounding_box()
    assert box
    assert dock
    assert box["y"] + 120 < dock["y"]


def test_every_reason_is_there_within_a_moment_also_without_scripts(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}{FIRST}{ROUND.cases[0].slug}?chon=1")
    ends = page.evaluate("document.getAnimations().map(one => one.effect.getComputedTiming().endTime)")
    assert max(ends, default=0) <= 600, "milliseconds"
    page.evaluate("document.getAnimations().forEach(one => one.finish())")
    seen = page.locator(".clue").evaluate_all("all => all.map(one => getComputedStyle(one).opacity)")
    assert len(seen) > 3
    assert set(seen) == {"1"}


def test_the_trainer_can_be_used_by_everyone(open_page: OpenPage, site: str) -> None:
    page = open_page(reduced_motion="reduce")
    bring_axe(page)
    fake = next(case for case in ROUND.cases if case.fake)
    genuine = next(case for case in ROUND.cases if not case.fake)
    for path in ("", fake.slug, f"{fake.slug}?chon=2", f"{genuine.slug}?chon=2", "vong-1/xong"):
        for theme in ("sang", "toi", "nang"):
            page.context.add_cookies([{"name": "nen", "value": theme, "url": site}])
            page.goto(f"{site}{FIRST}{path}")
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            wrong = axe_violations(page, also=("target-size", "color-contrast-enhanced"))
            assert wrong == [], (path, theme)
