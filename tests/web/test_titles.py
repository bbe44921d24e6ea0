"""Other titles by the pages that people use. Chi is the officer."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user, people_of
from tests.papers import text_of
from webapp.models.base import db, writing
from webapp.models.certificate import Certificate
from webapp.models.commune import Commune
from webapp.models.recognition import Recognition, RecognitionState, Title
from webapp.models.user import Role, Team
from webapp.rules.settings import settings_from_json
from webapp.rules.stages import StageRules
from webapp.services.progress import today

DONE_WELL = "Đến từng nhà hướng dẫn 40 hộ dùng VNeID, mở 6 buổi tối ở nhà văn hóa."
DECISION = {"number": "142/QĐ-UBND", "signed_on": today().isoformat(), "signer": "Lê Thị Mẫu",
            "signature_lines": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"}  # fmt: skip
DESK, SETTINGS = "/cong-nhan/danh-hieu", "/quan-tri/danh-hieu"


@pytest.fixture
def place(one_app: Flask) -> Place:
    found = make_place()
    with writing() as session:
        session.get_one(Commune, found.commune.id).demo = True
    make_user(Role.LEADER, "bob", found.commune, found.hamlet)
    return found


@pytest.fixture
def chi(one_app: Flask, place: Place) -> FlaskClient:
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    return client


def add(chi: FlaskClient, **form: str) -> str:
    """The new title's id."""
    answer = post(chi, f"{SETTINGS}/them", form)
    assert answer.status_code == 303, answer.text
    return re.findall(r"[0-9a-f-]{36}", answer.headers["Location"])[0]


def propose(chi: FlaskClient, title: str, recipient: str) -> None:
    page = f"{DESK}/{title}/de-nghi/{recipient}"
    assert post(chi, page, {"statement": "Tốt"}).status_code == 422
    assert post(chi, page, {"statement": DONE_WELL}).status_code == 303


def decide(chi: FlaskClient, title: str, number: str = "142/QĐ-UBND") -> str:
    """The decision's page, on all that wait."""
    waiting = db.session.query(Recognition).filter_by(state=RecognitionState.PROPOSED)
    form = DECISION | {"number": number, "recognition_ids": [each.id for each in waiting]}
    answer = post(chi, f"{DESK}/{title}/quyet-dinh", form, f"{DESK}/{title}/?muc=cho-duyet")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(text_of(pdf)).split())


def test_a_person_is_proposed_decided_numbered_and_checked(place: Place, chi: FlaskClient) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Bhăm Niê", 1960), phone="0900000001")
    title = add(chi, name="Công dân số", kind="person")
    found = get(chi, f"{DESK}/{title}/?q=bham").text
    assert "sinh 1960, nhà H&#39;Mẫu Niê" in found
    propose(chi, title, people_of(home)[0].id)
    assert DONE_WELL in get(chi, f"{DESK}/{title}/?muc=cho-duyet").text
    decision = decide(chi, title)
    assert "Công nhận 1 người, “Công dân số”" in get(chi, decision).text
    listed = words_of(get(chi, f"{decision}/danh-sach.pdf").data)
    assert "Cá nhân được công nhận “Công dân số”" in listed
    assert "Y Bhăm Niê" in listed
    post(chi, "/giay/cap-so", {}, "/giay/")
    paper = db.session.query(Certificate).one()
    assert paper.number == f"CDS-{today().year % 100}-00001"
    page = get(chi, f"/xac-minh/{paper.token}").text
    assert "Ông (bà)" in page
    assert "Công dân số" in page
    assert not [each for each in ("1960", "0900000001", DONE_WELL, "Mẫu Niê</") if each in page]


def test_a_returned_proposal_says_why_and_keeps_what_was_written(place: Place, chi: FlaskClient) -> None:
    title = add(chi, name="Buôn số", kind="hamlet")
    propose(chi, title, place.hamlet.id)
    form = {"recognition_ids": [each.id for each in db.session.query(Recognition)], "reason": "Thiếu số buổi"}
    post(chi, f"{DESK}/{title}/tra-lai", form, f"{DESK}/{title}/?muc=cho-duyet")
    assert "Thiếu số buổi" in get(chi, f"{DESK}/{title}/?muc=tra-lai").text
    assert DONE_WELL in get(chi, f"{DESK}/{title}/de-nghi/{place.hamlet.id}").text


def test_a_commendation_has_papers_and_a_blank_instead_of_a_certificate(
    place: Place, chi: FlaskClient
) -> None:
    refused = post(chi, f"{SETTINGS}/them", {"name": "Buôn tiên phong", "kind": "hamlet"})
    assert refused.status_code == 422
    assert "danh hiệu khen thưởng" in refused.text
    title = add(chi, name="Buôn tiên phong", kind="hamlet", nomination="y")
    assert get(chi, f"{DESK}/{title}/ho-so/to-trinh.pdf").status_code == 303
    propose(chi, title, place.hamlet.id)
    summary = words_of(get(chi, f"{DESK}/{title}/ho-so/tom-tat-thanh-tich.pdf").data)
    assert DONE_WELL in summary
    assert "Hộ trên địa bàn" in summary
    word = Document(io.BytesIO(get(chi, f"{DESK}/{title}/ho-so/to-trinh.docx").data))
    assert any("Luật Thi đua, khen thưởng" in each.text for each in word.paragraphs)
    assert "Buôn Ea Mẫu" in [cell.text for row in word.tables[-1].rows for cell in row.cells]
    decision = decide(chi, title).rsplit("/", 1)[1]
    post(chi, "/giay/cap-so", {}, "/giay/")
    assert db.session.query(Certificate).count() == 0
    blank = words_of(get(chi, f"{DESK}/{title}/phoi/{decision}.pdf").data)
    assert "Buôn Ea Mẫu" in blank
    assert not [each for each in ("Số vào sổ", "Mã kiểm tra", "CỘNG HÒA", "Quét mã") if each in blank]


def test_a_teams_name_is_spelled_out_on_paper(place: Place, chi: FlaskClient) -> None:
    team = db.session.query(Team).filter_by(hamlet_id=place.hamlet.id).one()
    with writing() as session:
        session.get_one(Team, team.id).name = "Tổ CNSCĐ Buôn Ea Mẫu"
    title = add(chi, name="Tổ tiêu biểu", kind="team", nomination="y")
    assert "Buôn Ea Mẫu" in get(chi, f"{DESK}/{title}/?q=cnscđ").text
    propose(chi, title, team.id)
    decision = decide(chi, title).rsplit("/", 1)[1]
    kept = db.session.query(Recognition).one()
    with writing() as session:  # kept before names of teams were spelled out
        words = dict(kept.frozen or {}) | {"name": "Tổ CNSCĐ Buôn Ea Mẫu"}
        session.get_one(Recognition, kept.id).frozen = words
    blank = words_of(get(chi, f"{DESK}/{title}/phoi/{decision}.pdf").data)
    assert "Tổ công nghệ số cộng đồng Buôn Ea Mẫu" in blank
    assert "CNSCĐ" not in blank


def test_the_next_number_is_shown_while_its_pattern_is_typed(place: Place, chi: FlaskClient) -> None:
    title = add(chi, name="Công dân số", kind="person")
    shown = get(chi, f"{SETTINGS}/{title}/so-giay?year=2027&pattern=%7Bserial%7D/CDS-%7Byear%7D").text
    assert "1/CDS-2027" in shown
    met = get(chi, f"{SETTINGS}/{title}/so-giay?pattern=GDS-%7Byy%7D-%7Bserial%7D").text
    assert "Gia đình số" in met
    form = {"year": str(today().year), "pattern": "GDS-{yy}-{serial}"}
    assert post(chi, f"{SETTINGS}/{title}/danh-so", form).status_code == 422
    form["pattern"] = "{serial}/CDS-{year}"
    assert post(chi, f"{SETTINGS}/{title}/danh-so", form).status_code == 303
    assert db.session.get_one(Title, title).number_formats[form["year"]] == form["pattern"]
    page = get(chi, f"{SETTINGS}/{title}/danh-so").text
    assert all(f"{each}</span>" in page for each in (f"00001/{today().year}", f"01/{today().year}/CDS"))
    assert (
        post(chi, f"{SETTINGS}/{title}/danh-so", form | {"ready": "{serial:05d}/{year}"}).status_code == 303
    )
    assert f"mang số <b>00001/{today().year}" in get(chi, f"{SETTINGS}/{title}/danh-so").text


def test_an_own_pattern_is_typed_in_sight_and_a_sign_that_no_number_has_is_named(
    place: Place, chi: FlaskClient
) -> None:
    title = add(chi, name="Công dân số", kind="person")
    page = f"{SETTINGS}/{title}/danh-so"
    shown = get(chi, page).text
    assert 0 < shown.index('name="pattern"') < shown.index('<details class="fold fold-plain"')
    form = {"year": str(today().year), "ready": "rieng", "pattern": "<b>{serial}</b>/{year}"}
    refused = post(chi, page, form)
    assert refused.status_code == 422
    assert "Không dùng được dấu “&lt;” trong số" in refused.text
    form |= {"ready": "CDS-{yy}-{serial:05d}", "pattern": "Số {serial}/{year}"}
    assert post(chi, page, form).status_code == 303, "what was typed is meant, though the choice was left"
    assert f"mang số <b>Số 1/{today().year}" in get(chi, page).text


def test_numbers_go_on_when_their_form_changes_in_mid_year(place: Place, chi: FlaskClient) -> None:
    title = add(chi, name="Thôn số", kind="hamlet")
    year = today().year
    ways = ("TS-{yy}-{serial:05d}", "{serial:02d}/{year}/TS")
    for count, (hamlet, pattern) in enumerate(zip((place.hamlet, place.other_hamlet), ways, strict=True), 1):
        form = {"year": str(year), "ready": "rieng", "pattern": pattern}
        assert post(chi, f"{SETTINGS}/{title}/danh-so", form).status_code == 303
        propose(chi, title, hamlet.id)
        decide(chi, title, f"{count}/QĐ-UBND")
        post(chi, "/giay/cap-so", {}, "/giay/")
    first, second = db.session.query(Certificate).order_by(Certificate.serial)
    assert (first.number, second.number) == (f"TS-{year % 100}-00001", f"02/{year}/TS")
    for paper in (first, second):
        told = get(chi, f"/xac-minh/{paper.token}").text
        assert paper.number in told
        assert "Gia đình" not in told.split("<main", 1)[1].split("</main>")[0]
    page = f"{SETTINGS}/{title}/danh-so"
    back = {"year": str(year), "ready": "rieng", "pattern": ways[0]}
    assert post(chi, page, back).status_code == 303
    assert f"TS-{year % 100}-00001 đến 02/{year}/TS" in get(chi, page).text
    assert "số thứ tự đếm tiếp, không bắt đầu lại" in get(chi, page).text
    assert f"mang số <b>TS-{year % 100}-00003" in get(chi, page).text


def test_one_decision_is_issued_alone_and_each_title_is_named(place: Place, chi: FlaskClient) -> None:
    for name, hamlet, number in (("Thôn số", place.hamlet, "1"), ("Buôn số", place.other_hamlet, "2")):
        title = add(chi, name=name, kind="hamlet")
        propose(chi, title, hamlet.id)
        decision = decide(chi, title, f"{number}/QĐ-UBND").rsplit("/", 1)[1]
    listed = get(chi, "/giay/cap-so").text
    assert "Cấp số cả 2 giấy" in listed
    assert f"BS-{today().year % 100}-00001" in listed
    led = f"/giay/cap-so?quyet-dinh={decision}"
    assert f'href="{led}"' in get(chi, f"{DESK}/{title}/?muc=da-quyet-dinh").text
    alone = get(chi, led).text
    assert "Buôn số: " in alone
    assert "Thôn số: " not in alone
    assert "Còn 1 giấy của các quyết định khác" in alone
    post(chi, "/giay/cap-so", {"quyet-dinh": decision}, led)
    assert db.session.query(Certificate).one().title_id == title
    assert "Đã cấp số đủ 1 giấy" in get(chi, f"{DESK}/{title}/?muc=da-quyet-dinh").text
    assert post(chi, "/giay/cap-so", {"quyet-dinh": place.hamlet.id}, "/giay/").status_code == 404


def test_whoever_signs_is_told_whose_turn_it_is(place: Place, chi: FlaskClient) -> None:
    title = add(chi, name="Thôn số", kind="hamlet")
    propose(chi, title, place.hamlet.id)
    signer = chi.application.test_client()
    sign_in(signer, make_user(Role.APPROVER, "dan", place.commune))
    told = get(signer, f"{DESK}/{title}/").text
    assert "Đang đến lượt cán bộ xã, phường" in told
    assert "Việc của người ký" in told
    assert "Đang đến lượt" not in get(chi, f"{DESK}/{title}/").text


def test_a_signers_name_has_no_sign_that_no_name_has(place: Place, chi: FlaskClient) -> None:
    title = add(chi, name="Thôn số", kind="hamlet")
    propose(chi, title, place.hamlet.id)
    form = DECISION | {
        "signer": "<b>Nguyễn</b> Văn An",
        "recognition_ids": db.session.query(Recognition).one().id,
    }
    refused = post(chi, f"{DESK}/{title}/quyet-dinh", form, f"{DESK}/{title}/?muc=cho-duyet")
    assert refused.status_code == 422
    assert "Họ tên không có dấu “&lt;”" in refused.text


def test_words_are_kept_as_they_were_typed(place: Place, chi: FlaskClient) -> None:
    title = add(chi, name="Tổ số", kind="team", before_name="Tập thể cán bộ", verb="Ghi nhận")
    page = get(chi, f"{SETTINGS}/{title}/").text
    assert 'value="Tập thể cán bộ"' in page
    assert 'value="Ghi nhận"' in page
    assert post(chi, f"{SETTINGS}/{title}/", {"name": "Tổ số", "before_name": "Tập thể"}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Title, title).words["prefix"] == "Tập thể"


def test_a_missing_stage_is_said_before_the_form_is_filled_in(chi: FlaskClient, place: Place) -> None:
    title = add(chi, name="Công dân số", kind="person")
    person = people_of(make_household(place.hamlet, "Lý Thị Mai", ("Lý Văn Út", 1980)))[0]
    propose(chi, title, person.id)
    with writing() as session:
        commune = session.get_one(Commune, place.commune.id)
        commune.settings = replace(
            settings_from_json(commune.settings), stages=StageRules(on=("meeting",))
        ).as_json()
    waiting = get(chi, f"{DESK}/{title}/?muc=cho-duyet").text
    assert "Chưa ghi quyết định được." in waiting
    assert "Ghi quyết định: còn bước chưa xong" in waiting
    chosen = {"recognition_ids": db.session.query(Recognition).one().id}
    asked = post(chi, f"{DESK}/{title}/quyet-dinh", chosen, f"{DESK}/{title}/?muc=cho-duyet").text
    assert "Đưa hồ sơ vào một danh sách trình" in asked
    assert 'href="/cong-nhan/cac-buoc/"' in asked
    assert 'name="number"' not in asked


def test_the_year_of_birth_is_printed_where_the_design_asks(chi: FlaskClient, place: Place) -> None:
    title = add(chi, name="Công dân số", kind="person")
    person = people_of(make_household(place.hamlet, "Lý Thị Mai", ("Lý Văn Út", 1980)))[0]
    page = f"/quan-tri/mau-giay/{title}/"
    assert 'value="born"' in get(chi, page).text
    form = {
        "heading": "GIẤY CÔNG NHẬN", "verb": "Công nhận", "family_prefix": "Ông (bà)", "achieves": "đạt",
        "honour": "Công dân số", "layout": "khung-det", "seen": "khung-det", "palette": "do-son",
        "page": "a4-ngang", "shown": ["born", "address", "signer"], "save": "1",
    }  # fmt: skip
    assert post(chi, page, form).status_code == 303
    propose(chi, title, person.id)
    decide(chi, title)
    post(chi, "/giay/cap-so", {}, "/giay/")
    paper = db.session.query(Certificate).one()
    printed = " ".join(text_of(get(chi, f"/giay/{paper.id}/giay.pdf").data))
    assert "Sinh năm 1980, " in printed
    assert "1980" not in get(chi, f"/xac-minh/{paper.token}").text
