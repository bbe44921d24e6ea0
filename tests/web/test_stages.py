"""The stages at the desk: one clear next button, forms that say what is missing, papers as recorded."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.factories import viewer
from tests.papers import text_of
from tests.staged import EVERY_STAGE, StagedTown, make_staged_town
from webapp.models.base import writing
from webapp.rules.dates import show_date
from webapp.rules.stages import StageKind
from webapp.services import communes, settings, submissions
from webapp.services.progress import today
from webapp.services.stages import opinions, papers, scans
from webapp.web import stage_papers
from webapp.web.papers import Paper, write_pdf
from webapp.web.papers.docx_writer import write_docx
from webapp.web.papers.pdf_writer import compose


@pytest.fixture
def town(one_app: Flask) -> StagedTown:
    return make_staged_town(*EVERY_STAGE)


@pytest.fixture
def browser(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def line(town: StagedTown) -> str:
    return f"/cong-nhan/cac-buoc/{town.submission_id}/"


def meeting_form(town: StagedTown, **changes: str) -> dict[str, str]:
    return {
        "held_on": today().isoformat(), "place": "Nhà văn hóa", "invited": "60", "present": "48",
        "ballot": "hands", "chair": "Y Thu Êban", "secretary": "Hà Thị Sáu", "began": "19:30",
        "ended": "21:00", "first_household": "Lê Thị Tám", "second_household": "Y Bhăm Niê",
    } | changes  # fmt: skip


def test_a_leader_writes_the_meeting_down_and_closes_it(town: StagedTown, browser: FlaskClient) -> None:
    sign_in(browser, town.bob)
    assert "Ghi cuộc họp Buôn Ea Mẫu" in get(browser, line(town)).text
    page = f"{line(town)}hop/{town.hamlet.id}"
    refused = town.families["Y Bhăm Êban"]
    wrong = {
        "began": "19 rưỡi",
        "ended": "21h",
        "place": "",
        "second_household": "",
        f"refused-{refused}": "1",
    }
    missing = post(browser, page, meeting_form(town, viec="chot", chair="Y " + "Thu" * 27, **wrong))
    assert missing.status_code == 422
    assert "giấy chỉ đủ chỗ cho 80 chữ" in missing.text
    assert "Thu" * 27 in missing.text
    for words in ("không đề nghị nhà Y Bhăm Êban", "Ghi nơi họp", "19h30", "Ghi họ tên hai đại diện"):
        assert words in missing.text
    blank = {
        f"refused-{refused}": "1",
        f"reason-{refused}": "Chưa quét mã",
        "began": "21h30",
        "ended": "19h00",
    }
    said = post(browser, page, meeting_form(town, viec="chot", **blank)).text
    assert "ghi số hộ đồng ý, vì cuộc họp không đề nghị" in said
    assert "Kết thúc lúc 19:00 trước lúc bắt đầu 21:30" in said
    votes = {
        "began": "19h",
        f"refused-{refused}": "1",
        f"agreed-{refused}": "12",
        f"reason-{refused}": "Chưa quét mã",
    }
    assert post(browser, page, meeting_form(town, viec="chot", **votes)).status_code == 303
    shown = get(browser, page).text
    assert "48/48 (100&nbsp;%)" in shown
    assert "12/48 (25&nbsp;%)" in shown
    assert "Dưới 60\u00a0%" in shown
    assert "Không đề nghị: Chưa quét mã" in shown
    assert "Niêm yết danh sách Buôn Ea Mẫu" in get(browser, line(town)).text
    sign_in(chi := browser.application.test_client(), town.chi)
    listed = get(chi, f"/cong-nhan/danh-sach/{town.submission_id}").text
    assert "Làm tiếp bước Họp thôn" in listed
    assert "Ghi quyết định đã ký" not in listed
    assert "không đề nghị (12/48 đồng ý): Chưa quét mã" in get(chi, "/cong-nhan/?muc=cho-duyet").text
    assert re.search(r'href="/cong-nhan/" aria-current="page"', get(chi, line(town)).text)


def test_a_saved_meeting_is_filled_in_again_until_it_is_closed(
    town: StagedTown, browser: FlaskClient
) -> None:
    sign_in(browser, town.bob)
    page = f"{line(town)}hop/{town.hamlet.id}"
    family = town.families["H'Mẫu Niê"]
    post(browser, page, meeting_form(town, viec="luu", first_household="", **{f"agreed-{family}": "40"}))
    again = get(browser, page).text
    assert 'value="Hà Thị Sáu"' in again
    assert 'value="40"' in again
    missing = post(browser, page, meeting_form(town, viec="chot", second_household=""))
    assert "Ghi họ tên hai đại diện hộ gia đình" in missing.text


def test_the_notice_board_counts_down_and_hears_people(town: StagedTown, browser: FlaskClient) -> None:
    town.meet(town.hamlet)
    sign_in(browser, town.bob)
    page = f"{line(town)}niem-yet/{town.hamlet.id}"
    before = get(browser, page).text
    assert "2/2 hộ chưa đồng ý công khai tên" in before
    assert before.index("In danh sách") < before.index("Ghi đã niêm yết</button>")
    here = {"place": "Nhà văn hóa buôn", "first_on": today().isoformat()}
    printed = post(browser, f"{page}/in", {**here, "viec": "docx"}, page).headers["Location"]
    paper = "".join(each.text for each in Document(io.BytesIO(get(browser, printed).data)).paragraphs)
    assert "Danh sách được niêm yết tại Nhà văn hóa buôn, từ" in paper
    assert "Hộ gia đình chưa đồng ý công khai tên không ghi trên giấy này" in paper
    assert "Ghi nơi niêm yết" in post(browser, f"{page}/in", {**here, "place": ""}, page).text
    post(browser, f"{page}/dan", {"place": "Bảng tin", "first_on": today().isoformat()}, page)
    shown = get(browser, page).text
    assert "Còn 10 ngày" in shown
    assert f"đến hết {show_date(today() + timedelta(days=10))}" in shown
    about = town.families["Y Bhăm Êban"]
    said = {"recognition_id": about, "content": "<b>Chưa biết quét</b>", "said_by": ""}
    post(browser, f"{page}/y-kien", {**said, "said_on": today().isoformat()}, page)
    shown = get(browser, page).text
    assert "&lt;b&gt;Chưa biết quét" in shown
    assert "Không ghi tên" in shown
    opinion = opinions.listed(town.leader, town.submission)[0].id
    empty = post(browser, f"/cong-nhan/y-kien/{opinion}", {"settled": ""}, page)
    assert empty.status_code == 422
    settled = post(browser, f"/cong-nhan/y-kien/{opinion}", {"settled": "Gia đình tự quét được"}, page)
    assert settled.status_code == 303
    assert "Gia đình tự quét được" in get(browser, page).text


def test_the_officer_finishes_papers_one_after_the_other(town: StagedTown, browser: FlaskClient) -> None:
    for hamlet in (town.hamlet, town.place.other_hamlet):
        town.meet(hamlet)
        town.post_and_end(hamlet)
    sign_in(browser, town.chi)
    early = get(browser, f"/cong-nhan/danh-sach/{town.submission_id}/quyet-dinh").text
    assert "chưa xong bước" in early
    assert line(town) in early
    assert 'name="signer"' not in early
    for kind, words in (("opinions", "Tờ trình"), ("request", "Dự thảo quyết định")):
        assert post(browser, f"{line(town)}xong/{kind}", {"number": "12"}, line(town)).status_code == 303
        assert f"Đã xong bước {words}" in get(browser, line(town)).text
    until = show_date(today() + timedelta(days=10))
    assert f"chậm nhất hết ngày {until}" in get(browser, line(town)).text
    post(browser, f"{line(town)}xong/draft", {}, line(town))
    assert "Ghi quyết định đã ký" in get(browser, line(town)).text


def test_without_stages_nobody_sees_a_trace_of_them(one_app: Flask, browser: FlaskClient) -> None:
    town = make_staged_town()
    sign_in(browser, town.chi)
    assert "/cong-nhan/cac-buoc/" not in get(browser, "/cong-nhan/").text


def test_an_admin_switches_stages_on_in_the_communes_own_words(one_app: Flask, browser: FlaskClient) -> None:
    town = make_staged_town()
    sign_in(browser, town.admin)
    page = "/quan-tri/cac-buoc/"
    sent = {
        "on": ["posting", "meeting"], "meeting": "Họp tổ dân phố", "posting": "Niêm yết", "opinions": "",
        "present_percent": "50", "agree_percent": "70", "posting_days": "7", "decision_days": "0",
        "working_days": "1",
        "holidays": "01/01/2027\n16/02/2027", "unnamed": "initials", "office": "Phòng Văn hóa - Xã hội",
        "office_symbol": "VHXH", "office_signature": "TRƯỞNG PHÒNG", "bases": "Căn cứ A;\nCăn cứ B;",
    }  # fmt: skip
    wrong = post(browser, page, {**sent, "holidays": "Tết"})
    assert "Dòng 1: ghi ngày như 01/01/2027" in wrong.text
    assert post(browser, page, sent).status_code == 303
    rules = communes.settings_of(town.place.commune.id).stages
    assert rules.kinds == (StageKind.MEETING, StageKind.POSTING)
    assert rules.label(StageKind.MEETING) == "Họp tổ dân phố"
    assert (rules.posting_days, rules.working_days, rules.holidays) == (7, True, ("2027-01-01", "2027-02-16"))
    assert rules.bases == ("Căn cứ A;", "Căn cứ B;")
    assert 'value="Họp tổ dân phố"' in get(browser, page).text


def test_a_scan_is_given_back_as_what_it_is_to_those_who_may_read_it(
    one_app: Flask, browser: FlaskClient
) -> None:
    town = make_staged_town()
    decision = _decided(town)
    sign_in(browser, town.chi)
    page = f"/cong-nhan/quyet-dinh/{decision}/ban-quet"
    assert get(browser, f"/cong-nhan/quyet-dinh/{decision}/ban-da-ky").status_code == 404
    bad = _send_file(browser, page, b"MZ program", "quyet-dinh.pdf")
    assert bad.status_code == 422
    assert "Tệp phải là PDF, JPEG hoặc PNG" in bad.text
    scan = write_pdf(stage_papers.draft_decision(town.officer, town.submission_id))
    assert _send_file(browser, page, scan, "ảnh.exe").status_code == 303
    given = get(browser, f"/cong-nhan/quyet-dinh/{decision}/ban-da-ky")
    assert (given.data, given.mimetype) == (scan, "application/pdf")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert _send_file(browser, page, b"%PDF-" + bytes(7 * 1024 * 1024), "to.pdf").status_code == 422
    huge = _send_file(browser, page, bytes(scans.MOST_BYTES + 200_000), "to.pdf")
    assert huge.status_code == 413
    assert "Tối đa 10 MB" in huge.text


def _decided(town: StagedTown) -> str:
    with writing():
        return submissions.decide(
            town.officer, town.submission_id, number="142/QĐ-UBND", signed_on=today(), signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        ).id  # fmt: skip


def _send_file(browser: FlaskClient, page: str, content: bytes, name: str) -> TestResponse:
    token = csrf_of(get(browser, page))
    form = {"csrf_token": token, "scan": (io.BytesIO(content), name)}
    return browser.post(page, data=form, base_url=HTTPS, content_type="multipart/form-data")


def both(paper: Paper) -> str:
    """What the Word file says, after checking that the PDF says it too."""
    written = Document(io.BytesIO(write_docx(paper)))
    words = [text.text or "" for text in written.element.body.iter() if text.tag.endswith("}t")]
    printed = " ".join(text_of(write_pdf(paper))).replace(" ", "")
    for word in words:
        assert "".join(word.split()) in printed, word
    return " ".join(" ".join(words).split())


def test_minutes_and_posted_list_say_what_was_recorded(town: StagedTown) -> None:
    town.consent("H'Mẫu Niê")
    said = {"discussion": "Bà con nhất trí.\nĐề nghị mở thêm lớp."}
    meeting = town.meet(town.hamlet, refused=[town.families["Y Bhăm Êban"]], **said)
    paper = stage_papers.minutes(town.leader, meeting)
    assert "Đề nghị mở thêm lớp." in [
        each.text for each in Document(io.BytesIO(write_docx(paper))).paragraphs
    ]
    assert re.search(r">\s*Đề nghị mở thêm lớp\.</p>", compose(paper).html)
    minutes = both(paper)
    for words in (
        "BIÊN BẢN", "Họp buôn bình xét hộ gia đình", "PHƯỜNG BUÔN MA THUỘT", "BUÔN EA MẪU", "19 giờ 30 phút",
        "Số hộ được mời: 60; số hộ có đại diện dự họp: 48 (80 %); vắng: 12.", "12/48", "giơ tay",
        "Không đề nghị: Chưa tự quét mã", "Đề nghị công nhận 01 hộ gia đình", "BUÔN TRƯỞNG", "ĐẠI DIỆN HỘ",
        "Lê Thị Tám", "thống nhất./.",
    ):  # fmt: skip
        assert words in minutes
    posting = town.post(town.hamlet)
    posted = both(stage_papers.posted_list(town.leader, posting))
    assert "H'Mẫu Niê" in posted
    assert "10 ngày" in posted
    assert "Êban" not in posted


def test_only_families_that_agreed_stand_on_the_notice_board(town: StagedTown) -> None:
    town.meet(town.hamlet)
    town.consent("H'Mẫu Niê")
    posting = town.post(town.hamlet)
    paper = stage_papers.posted_list(town.leader, posting)
    assert "Y Bhăm" not in str(paper)
    assert "chưa đồng ý công khai tên không ghi trên giấy này" in str(paper)
    town.switch_on(*EVERY_STAGE, unnamed="initials")
    assert "Y.B.Ê." in str(stage_papers.posted_list(town.leader, posting))


def test_summary_request_and_decision_carry_the_list(town: StagedTown) -> None:
    for hamlet in (town.hamlet, town.place.other_hamlet):
        town.meet(hamlet)
        town.post_and_end(hamlet)
    here = {"by": town.officer, "submission_id": town.submission_id}
    with writing():
        papers.finish(**here, kind=StageKind.OPINIONS)
        papers.finish(**here, kind=StageKind.REQUEST, number="12", dated=today())
    summary = str(stage_papers.opinion_summary(town.officer, town.submission_id))
    assert "Không có ý kiến nào." in summary
    assert show_date(today() - timedelta(days=11)) in summary
    request = both(stage_papers.request_paper(town.officer, town.submission_id))
    for words in ("TỜ TRÌNH", "Số: 12/TTr-VHXH", "03 hộ gia đình", "PHÒNG VĂN HÓA - XÃ HỘI", "H'Mẫu Niê"):
        assert words in request
    now = communes.settings_of(town.place.commune.id)
    signed = replace(now, certificate=replace(now.certificate, signer="Hà Thị Ký"))
    with writing():
        settings.change(by=viewer(town.admin), settings=signed)
    draft = both(stage_papers.draft_decision(town.officer, town.submission_id))
    for words in (
        "Số: /QĐ-UBND", "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG BUÔN MA THUỘT", "tại Tờ trình số 12/TTr-VHXH",
        "Điều 1. Công nhận 03 hộ gia đình", "Điều 3.", "này./.", "KT. CHỦ TỊCH", "Trần Văn Mẫu",
    ):  # fmt: skip
        assert words in draft
    assert "Hà Thị Ký" in draft
    with writing():
        submissions.take_out(town.officer, town.submission_id, [town.families["Y Bhăm Êban"]], "Đã chuyển đi")
    left = str(stage_papers.opinion_summary(town.officer, town.submission_id))
    assert "Y Bhăm Êban" in left
    assert "Đã chuyển đi" in left
