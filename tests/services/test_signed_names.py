"""A signed paper keeps the names that it was signed with: minutes, request, decision and its certificates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.browsing import get, post, sign_in
from tests.staged import EVERY_STAGE, StagedTown, make_staged_town
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.rules.dates import show_date
from webapp.rules.stages import StageKind
from webapp.rules.vietnamese import name_sort_key
from webapp.services import certificates, decision_mending, decisions, submissions
from webapp.services.errors import Conflict, Refused
from webapp.services.progress import today
from webapp.services.stages import meetings, opinions, papers, postings


@pytest.fixture
def town(one_app: Flask) -> StagedTown:
    return make_staged_town(*EVERY_STAGE)


def rename(town: StagedTown, head: str, new: str) -> None:
    with writing():
        home = db.session.get_one(Household, town.homes[head].id)
        home.head, home.head_sort, home.address_form = new, name_sort_key(new), "ông"


def decide(town: StagedTown) -> str:
    with writing():
        return submissions.decide(
            town.officer, town.submission_id, number="142/QĐ-UBND", signed_on=today(), signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        ).id  # fmt: skip


def test_papers_say_the_names_that_they_were_signed_with(town: StagedTown) -> None:
    meeting = town.meet(town.hamlet)
    town.meet(town.place.other_hamlet)
    posting = town.post_and_end(town.hamlet)
    town.post_and_end(town.place.other_hamlet)
    for kind in (StageKind.OPINIONS, StageKind.REQUEST, StageKind.DRAFT):
        with writing():
            papers.finish(by=town.officer, submission_id=town.submission_id, kind=kind)
    decision = decide(town)
    before = ["H'Mẫu Niê", "Y Bhăm Êban", "Trần Văn Mẫu"]
    rename(town, "H'Mẫu Niê", "Hà Văn Xuân")
    request = papers.cases_of(town.officer, town.submission, StageKind.REQUEST)
    shown = (
        meetings.cases_of(town.officer, meeting),
        postings.cases_of(town.officer, posting),
        request,
        decisions.cases(town.officer, decision),
    )
    orders = [[case.recipient.name for case in cases] for cases in shown]
    assert orders == [before[:2], before[:2], before, before]
    with writing():
        issued = certificates.issue(by=town.officer, loopback=False)
    assert [(each.serial, each.frozen["recipient"]) for each in issued] == list(enumerate(before, 1))
    assert issued[0].frozen["prefix"] == "Gia đình ông (bà)"


def test_a_recorded_decision_is_put_right_until_the_first_number(one_app: Flask) -> None:
    town = make_staged_town()
    decision = decide(town)
    rename(town, "H'Mẫu Niê", "Hà Văn Xuân")
    [case] = decision_mending.renamed(town.officer, decision)
    assert (case.decided.name, case.today.name) == ("H'Mẫu Niê", "Hà Văn Xuân")
    browser = one_app.test_client()
    sign_in(browser, town.chi)
    page = f"/cong-nhan/quyet-dinh/{decision}"
    assert "Hôm nay: Ông Hà Văn Xuân" in get(browser, page).text
    sent = {
        "number": "143/QĐ-UBND", "signed_on": today().isoformat(), "signer": "Lê Thị Mẫu",
        "signature_lines": "CHỦ TỊCH", "names_of": case.recognition.id,
    }  # fmt: skip
    assert "Ghi lý do sửa" in post(browser, f"{page}/sua", sent).text
    assert post(browser, f"{page}/sua", {**sent, "reason": "Gõ nhầm"}).status_code == 303
    shown = get(browser, page).text
    assert "Quyết định 143/QĐ-UBND" in shown
    assert "Hôm nay" not in shown
    assert "Hà Văn Xuân" in shown
    with writing():
        issued = certificates.issue(by=town.officer, loopback=False)
    assert "Hà Văn Xuân" in {each.frozen["recipient"] for each in issued}
    assert "Đã cấp 3 giấy" in get(browser, f"{page}/sua").text
    with pytest.raises(Conflict, match="Đã cấp 3 giấy"), writing():
        decision_mending.mend(
            by=town.officer, decision_id=decision, reason="Nhầm",
            signed=decision_mending.Signed("1", today(), "Lê Thị Mẫu", ["CHỦ TỊCH"]),
        )  # fmt: skip


def test_no_step_lies_before_the_one_that_it_follows(town: StagedTown) -> None:
    met = today() - timedelta(days=2)
    town.meet(town.hamlet, held_on=met)
    with pytest.raises(Refused) as early:
        town.post(town.hamlet, days_ago=3)
    assert early.value.field == "first_on"
    assert show_date(met) in early.value.message
    assert show_date(today() - timedelta(days=3)) in early.value.message
    with pytest.raises(Refused, match=f"trước ngày họp {show_date(met)}") as refused, writing():
        submissions.decide(
            town.officer, town.submission_id, number="142/QĐ-UBND", signed_on=met - timedelta(days=1),
            signer="Lê Thị Mẫu", signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
    assert refused.value.field == "signed_on"


def test_a_slip_in_a_meeting_a_posting_or_an_opinion_has_a_way_back(one_app: Flask, town: StagedTown) -> None:
    refused = town.families["Y Bhăm Êban"]
    meeting = town.meet(town.hamlet, refused=[refused])
    browser = one_app.test_client()
    sign_in(browser, town.bob)
    board = f"/cong-nhan/cac-buoc/{town.submission_id}"
    held = f"{board}/hop/{town.hamlet.id}"
    again = f"/cong-nhan/hop/{meeting.id}/mo-lai"
    post(browser, again, {"reason": ""}, held)
    assert "Ghi lý do" in get(browser, held).text
    post(browser, again, {"reason": "Gõ nhầm hộ"}, held)
    assert len(submissions.cases_of(town.officer, town.submission_id)) == 3
    town.meet(town.hamlet)
    posting = town.post(town.hamlet)
    hung = {"place": "Nhà cộng đồng", "first_on": (today() - timedelta(days=1)).isoformat(), "reason": "Nhầm"}
    page = f"{board}/niem-yet/{town.hamlet.id}"
    post(browser, f"/cong-nhan/niem-yet/{posting.id}/sua", hung, page)
    shown = get(browser, page).text
    assert "tại Nhà cộng đồng" in shown
    assert "Còn 9 ngày" in shown
    said = {"recognition_id": refused, "content": "Chưa biết quét", "said_on": today().isoformat()}
    post(browser, f"{page}/y-kien", said, page)
    [opinion] = opinions.listed(town.leader, town.submission)
    there = f"/cong-nhan/y-kien/{opinion.id}"
    post(browser, there, {"settled": "Đúng vậy", "take_out": "y"}, page)
    post(browser, f"{there}/mo-lai", {"reason": "Nhầm nhà"}, page)
    post(browser, f"{there}/sua", {"content": "Đã biết quét", "said_by": "", "reason": "Nhầm nhà"}, page)
    assert "Đã biết quét" in get(browser, page).text
    assert len(submissions.cases_of(town.officer, town.submission_id)) == 3
    actions = set(db.session.scalars(select(AuditRow.action)))
    assert {"meeting.reopen", "posting.mend", "opinion.reopen", "opinion.mend"} <= actions


def test_a_list_keeps_the_stages_that_it_began_with(one_app: Flask) -> None:
    town = make_staged_town(StageKind.MEETING.value)
    town.meet(town.hamlet)
    town.switch_on()
    browser = one_app.test_client()
    sign_in(browser, town.chi)
    assert "Ghi cuộc họp Thôn Hai" in get(browser, "/cong-nhan/cac-buoc/").text
    with pytest.raises(Refused, match="Họp thôn"):
        decide(town)
    town.meet(town.place.other_hamlet)
    decide(town)
    assert f"/cong-nhan/cac-buoc/{town.submission_id}/" in get(browser, "/cong-nhan/cac-buoc/").text
    assert (
        "bien-ban.pdf" in get(browser, f"/cong-nhan/cac-buoc/{town.submission_id}/hop/{town.hamlet.id}").text
    )
    assert "/cong-nhan/cac-buoc/" in get(browser, f"/cong-nhan/danh-sach/{town.submission_id}").text
