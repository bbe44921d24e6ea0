"""The field notebook at the edges: what was refused has ways out, a family is asked, two pages write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.axe import axe_violations
from tests.browser.test_fieldbook import (
    HO_SO,
    NOTEBOOK,
    RECORDS,
    VNEID,
    Village,
    all_sent,
    open_home,
    phone_of,
    prepared,
    press,
    village,
    wait_until,
)
from tests.factories import viewer
from webapp.models.base import db, writing
from webapp.models.consent import ConsentAnswer
from webapp.models.household import Household
from webapp.models.user import User
from webapp.services import consents, first_refusals, visit_plan
from webapp.services.progress import today

__all__ = ["village"]


CLOCK_OF_1970 = """() => {
    const Right = Date;
    const since = Right.now() - 4620000;
    window.Date = class extends Right {
        constructor(...said) { super(...(said.length ? said : [Right.now() - since])); }
        static now() { return Right.now() - since; }
    };
}"""


@pytest.fixture(scope="module")
def phone(browser: Browser, village: Village) -> Iterator[BrowserContext]:
    """One phone for the whole file: alice's, signed in once."""
    with phone_of(browser, village) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


@pytest.fixture(scope="module")
def page(phone: BrowserContext, village: Village) -> Page:
    with village.app.app_context(), writing():
        alice = viewer(db.session.get_one(User, village.users["alice"]))
        home = db.session.get_one(Household, village.homes["Đỗ Thị Đượm"])
        consents.record(by=alice, household=home, said=consents.Said(frozenset()))
        stops = [village.homes[head] for head in ("Y Chín Êban", "Vàng A Páo")]
        visit_plan.add(by=alice, day=today(), household_ids=stops)
    return prepared(phone, "alice")


def refuse(route: Route) -> None:
    """The server refuses whatever is sent, with a reason."""
    if route.request.method != "POST":
        return route.continue_()
    sent = json.loads(route.request.post_data or "{}")["events"]
    told = [{"id": each["id"], "status": "rejected", "reason": "Không có việc này."} for each in sent]
    return route.fulfill(json={"server_time": "2026-11-21T00:00:00+00:00", "results": told})


def waiting(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(RECORDS)
    return [each for each in found if each["status"] in ("waiting", "rejected")]


def test_the_day_s_route_comes_first_and_a_family_that_refuses_has_no_tick_buttons(page: Page) -> None:
    page.reload()
    rows = page.locator(".homes li")
    expect(rows).to_have_count(2)
    assert ["Y Chín" in rows.nth(0).inner_text(), "nhà thứ 2" in rows.nth(1).inner_text()] == [True, True]
    page.get_by_role("button", name="Tất cả").click()
    refusing = page.get_by_role("link", name="Đỗ Thị Đượm")
    expect(refusing).to_contain_text("Không đồng ý ghi phiếu")
    page.get_by_role("link", name="Vàng A Páo").click()
    page.get_by_role("link", name="Xong, ghi lần hướng dẫn").click(timeout=3000)  # nothing lies over it
    page.get_by_role("button", name="Lưu lần hướng dẫn").click()
    page.get_by_role("link", name="Nhà tiếp theo: Y Chín Êban").wait_for()
    page.goto(f"{NOTEBOOK}#/")
    refusing.click()
    page.get_by_text("Gia đình không đồng ý cho ghi phiếu").wait_for()
    assert page.locator(".tick").count() == 0
    assert page.get_by_role("link", name="Xong, ghi lần hướng dẫn").count() == 0
    assert axe_violations(page, also=("target-size",)) == []


def test_a_family_is_asked_without_a_network_before_anything_is_recorded_and_its_answer_arrives(
    phone: BrowserContext, page: Page, village: Village
) -> None:
    open_home(page, "H'Mẫu Niê")
    phone.set_offline(True)
    page.get_by_role("link", name="Hỏi ý kiến gia đình").click()
    page.get_by_text("Không ghi số căn cước").wait_for()
    assert axe_violations(page, also=("target-size",)) == []
    page.get_by_role("button", name="Lưu ý kiến").click()
    page.get_by_text("Chọn điều gia đình đồng ý").wait_for()
    page.get_by_text("Ghi phiếu theo dõi").click()
    page.get_by_text("Đọc trên máy").click()
    page.get_by_role("button", name="Lưu ý kiến").click()
    page.get_by_text("Đã lưu ý kiến gia đình").wait_for()
    assert page.get_by_role("link", name="Hỏi ý kiến gia đình").count() == 0
    press(page, VNEID)
    phone.set_offline(False)
    wait_until(lambda: all_sent(page))
    with village.app.app_context():
        kept = db.session.query(ConsentAnswer).filter_by(household_id=village.homes["H'Mẫu Niê"]).one()
        assert (kept.agreed, kept.recorded_by) == (["checklist"], village.users["alice"])
    assert [event.op.value for event in village.kept("H'Mẫu Niê")] == ["done"]


def test_the_day_s_plan_is_made_in_the_notebook_and_known_to_the_site(
    phone: BrowserContext, page: Page, village: Village
) -> None:
    for head, act in (("H'Mẫu Niê", "Hẹn đến hôm nay"), ("Vàng A Páo", "Thôi hẹn hôm nay")):
        open_home(page, head)
        page.get_by_role("button", name=act).click()

    def route() -> list[str]:
        with village.app.app_context():
            alice = viewer(db.session.get_one(User, village.users["alice"]))
            return list(visit_plan.positions(alice, today()))

    wanted = [village.homes[head] for head in ("Y Chín Êban", "H'Mẫu Niê")]
    wait_until(lambda: sorted(route()) == sorted(wanted))


def test_what_was_refused_can_be_dropped_or_handed_to_the_leader(
    phone: BrowserContext, page: Page, village: Village
) -> None:
    phone.route("**/dong-bo", refuse)
    open_home(page, "Vàng A Páo")
    press(page, VNEID)
    press(page, HO_SO)
    wait_until(lambda: [each["status"] for each in waiting(page)] == ["rejected"] * 2)
    phone.unroute("**/dong-bo")
    page.goto(f"{NOTEBOOK}#/cho-gui")
    page.get_by_text("Không có việc này.").first.wait_for()
    page.get_by_role("button", name="Bỏ").first.click()
    page.get_by_text("Bỏ hẳn việc này?").wait_for()
    page.get_by_role("button", name="Thôi").click()
    page.get_by_role("button", name="Bỏ").first.click()
    page.locator(".ways .btn-danger").first.click()
    expect(page.locator(".ways")).to_have_count(1)
    page.get_by_role("button", name="Chuyển Tổ trưởng").click()
    page.get_by_text("Đã chuyển Tổ trưởng").wait_for()
    wait_until(lambda: not waiting(page))
    [note] = [event for event in village.kept("Vàng A Páo") if event.op.value == "note"]
    assert note.data["text"].startswith("Chưa gửi được: ")
    assert "Không có việc này." in note.data["text"]
    open_home(page, "Vàng A Páo")
    assert page.locator(".done .tick").count() == 0, "what was dropped is no longer shown as done"


def test_two_pages_of_one_phone_write_one_list_and_the_week_s_help_is_copied(
    phone: BrowserContext, page: Page, village: Village
) -> None:
    phone.set_offline(True)
    open_home(page, "Y Chín Êban")
    other = phone.new_page()
    open_home(other, "Vàng A Páo")
    press(page, VNEID)
    press(other, VNEID)
    for each in (page, other):
        expect(each.locator("#bao")).to_contain_text("Đã lưu 2 việc trong máy")
    press(page, HO_SO)
    phone.set_offline(False)
    wait_until(lambda: not waiting(page))
    ops = [event.op.value for head in ("Y Chín Êban", "Vàng A Páo") for event in village.kept(head)]
    assert sorted(ops) == ["done", "done", "done", "note", "visit"]
    other.close()
    page.goto(f"{NOTEBOOK}#/toi")
    page.get_by_role("button", name="Chép để gửi nhóm Zalo").click()
    page.get_by_text("Đã chép").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "Tuần này tôi đã giúp: 3 lượt, 3 hộ"


def test_a_clock_of_1970_takes_nothing_from_the_week_and_says_no_hour(
    phone: BrowserContext, page: Page
) -> None:
    phone.set_offline(True)
    page.evaluate(CLOCK_OF_1970)
    open_home(page, "H'Mẫu Niê")
    press(page, HO_SO)
    expect(page.locator("#bao")).to_contain_text("Đã lưu 1 việc trong máy.")
    page.goto(f"{NOTEBOOK}#/toi")
    expect(page.locator(".week p")).to_contain_text("3 lượt, 3 hộ")
    phone.set_offline(False)
    page.reload()
    wait_until(lambda: not waiting(page))


def test_a_phone_whose_token_and_session_are_both_gone_says_so_and_keeps_everything(
    phone: BrowserContext, page: Page, village: Village
) -> None:
    said = {"server_time": "2026-11-21T00:00:00+00:00", "results": [], "reason": "Hết giờ đăng nhập."}
    phone.route("**/dong-bo**", lambda route: route.fulfill(status=401, json=said))
    open_home(page, "Y Chín Êban")
    press(page, VNEID)
    bar = page.locator("#bao")
    expect(bar).to_contain_text("Hết giờ đăng nhập. 1 việc vẫn còn trong máy", timeout=10_000)
    assert bar.get_by_role("link", name="Đăng nhập").get_attribute("href") == f"/dang-nhap?ve={NOTEBOOK}"
    phone.unroute("**/dong-bo**")
    page.reload()
    wait_until(lambda: not waiting(page))
    assert [event.op.value for event in village.kept("Y Chín Êban")].count("undo") == 1


def test_what_the_notebook_opens_leads_back_to_it_and_an_endless_name_stays_on_the_screen(
    phone: BrowserContext, page: Page, village: Village
) -> None:
    page.goto(f"{NOTEBOOK}#/toi")
    page.get_by_role("link", name="Tải bài học về máy").click()
    page.get_by_role("link", name="Quay lại sổ tay").click()
    page.get_by_role("link", name="Đổi mật khẩu, mã PIN (cần mạng)").wait_for()
    open_home(page, "Y Chín Êban")
    page.get_by_role("link", name="Gọi điện (cần mạng)").click()
    page.wait_for_url("**/ho/*/")
    page.goto("/ho/hom-nay/")
    address = f"{NOTEBOOK}#/ho/{village.homes['Y Chín Êban']}"
    assert page.locator(f".stops a[href='{address}']").count() == 1
    page.goto(f"{NOTEBOOK}#/")
    page.get_by_role("link", name="Y Chín Êban").click()
    page.get_by_role("link", name="Sửa tên, địa chỉ").click()
    page.get_by_label("Tên chủ hộ").fill("N" * 200)
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã lưu chỗ sửa").wait_for()
    page.goto(f"{NOTEBOOK}#/buoi")
    page.get_by_text("NNN").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wait_until(lambda: not waiting(page))


def test_an_agreement_goes_ahead_of_what_was_ticked_before_it_so_that_no_refusal_turns_that_away(
    phone: BrowserContext, page: Page, village: Village
) -> None:
    open_home(page, "Vàng A Páo")
    phone.set_offline(True)
    press(page, HO_SO)
    page.get_by_role("link", name="Hỏi ý kiến gia đình").click()
    page.get_by_text("Ghi phiếu theo dõi").click()
    page.get_by_text("Đọc trên máy").click()
    page.get_by_role("button", name="Lưu ý kiến").click()
    page.get_by_text("Đã lưu ý kiến gia đình").wait_for()
    with village.app.app_context(), writing():
        alice = viewer(db.session.get_one(User, village.users["alice"]))
        home = db.session.get_one(Household, village.homes["Vàng A Páo"])
        first_refusals.hear(by=alice, household=home, said=consents.Said(frozenset()))
    phone.set_offline(False)
    wait_until(lambda: not waiting(page))
    assert "done" in [event.op.value for event in village.kept("Vàng A Páo")]
