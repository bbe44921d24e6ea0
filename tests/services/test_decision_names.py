"""A wrong name is put right between the decision and the number; the signed list stays as it was signed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.certificates import decided
from tests.factories import Place, make_place, make_user
from tests.papers import text_of
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.certificate import Certificate
from webapp.models.commune import Commune
from webapp.models.household import Household
from webapp.models.recognition import Recognition
from webapp.models.user import Role


@pytest.fixture
def place(one_app: Flask) -> Place:
    found = make_place()
    with writing() as session:
        session.get_one(Commune, found.commune.id).demo = True
    return found


@pytest.fixture
def chi(place: Place, one_app: Flask) -> FlaskClient:
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    return client


def test_a_wrong_name_is_put_right_before_its_number(place: Place, chi: FlaskClient) -> None:
    _officer, (wrong, _other) = decided(place, "Nguyễn Thị Mẩn", "Trần Văn Út")
    with writing() as session:
        session.get_one(Household, wrong.id).head = "Nguyễn Thị Mẫn"
    case = db.session.query(Recognition).filter_by(recipient_id=wrong.id).one()
    here, decision = f"/giay/cap-so/{case.id}/ten", f"/cong-nhan/quyet-dinh/{case.decision_id}"
    assert here in get(chi, "/giay/cap-so").text
    form = get(chi, here).text
    assert 'value="Nguyễn Thị Mẫn"' in form, "filled with today's name"
    words = {"name": "Nguyễn Thị Mẫn", "address_form": "bà"}
    assert "Ghi lý do sửa" in post(chi, here, words).text
    same = {"name": "Nguyễn Thị Mẩn", "address_form": "", "reason": "Thử"}
    assert "Chưa có chữ nào khác" in post(chi, here, same).text
    assert post(chi, here, words | {"reason": "Gõ sai dấu"}).status_code == 303
    assert "Đã sửa" in get(chi, "/giay/cap-so").text
    assert "khác quyết định" not in get(chi, "/giay/cap-so").text, "whoever corrected it chose"
    shown = get(chi, decision).text
    assert "Nguyễn Thị Mẩn" in shown, "the decision says what was signed"
    assert "Trên giấy sửa là: bà Nguyễn Thị Mẫn" in shown
    paper = " ".join(text_of(get(chi, f"{decision}/danh-sach.pdf").data)[0].split())
    assert "Nguyễn Thị Mẩn" in paper
    assert "Trên giấy sửa là: bà Nguyễn" in paper
    [row] = db.session.query(AuditRow).filter_by(action="decision.correct-name")
    assert row.changes["reason"] == "Gõ sai dấu"
    assert "Mẫn" not in str(row.changes), "the trail can't be erased, so it holds no name"
    post(chi, "/giay/cap-so", {}, "/giay/cap-so")
    frozen = {each.frozen["recipient"]: each.frozen["prefix"] for each in db.session.query(Certificate)}
    assert frozen["Nguyễn Thị Mẫn"] == "Gia đình bà"
    assert "Nguyễn Thị Mẩn" not in frozen
    assert get(chi, here).status_code == 409, "it has its number now"


def test_a_correction_is_taken_back_by_writing_what_was_signed(place: Place, chi: FlaskClient) -> None:
    decided(place, "Nguyễn Thị Mẩn")
    case = db.session.query(Recognition).one()
    here = f"/giay/cap-so/{case.id}/ten"
    post(chi, here, {"name": "Nguyễn Thị Mẫn", "address_form": "", "reason": "Sai dấu"})
    assert "Nguyễn Thị Mẩn" in get(chi, here).text
    post(chi, here, {"name": "Nguyễn Thị Mẩn", "address_form": "", "reason": "Đúng như căn cước"})
    assert "Trên giấy sửa" not in get(chi, f"/cong-nhan/quyet-dinh/{case.decision_id}").text
    post(chi, "/giay/cap-so", {}, "/giay/cap-so")
    assert db.session.query(Certificate).one().frozen["recipient"] == "Nguyễn Thị Mẩn"


def test_a_name_is_never_cut_and_carries_no_sign_that_no_name_has(place: Place, chi: FlaskClient) -> None:
    decided(place, "Nguyễn Thị Mẩn")
    case = db.session.query(Recognition).one()
    here, rest = f"/giay/cap-so/{case.id}/ten", {"address_form": "", "reason": "Sai dấu"}
    assert 'maxlength="200"' not in get(chi, here).text, "a browser would cut what is pasted, unseen"
    for name, said in {
        "N" * 201: "Tên trên giấy dài 201 chữ, nhiều nhất 200 chữ",
        "<b>An</b> \u202egnoc": "Tên trên giấy không có dấu “&lt;”",
        "Nguyễn \u202eMẫn": "Tên trên giấy có dấu ẩn U+202E (đổi chiều chữ)",
        "Nguyễn\u0007 Mẫn": "Tên trên giấy có dấu ẩn U+0007",
    }.items():
        refused = post(chi, here, {"name": name, **rest})
        assert refused.status_code == 422
        assert said in refused.text
    assert 'value="Nguyễn Mẫn"' in refused.text, "the mark is gone, so that saving again will do"
    assert post(chi, here, {"name": "Hội " * 20 + "Mẫu", **rest}).status_code == 303
    list_page = get(chi, "/giay/cap-so").text
    assert "Tên dài 83 chữ: chữ trên giấy sẽ nhỏ." in list_page
    assert "Chữ sẽ nhỏ" in list_page
