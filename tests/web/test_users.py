"""The commune's accounts on a page: who sees whom, adding, changing, disabling, slips on paper."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from tests.browsing import fill_in_sign_in, get, post, sign_in
from tests.factories import Place, make_user
from webapp.models.base import db
from webapp.models.user import Role, SignInSlip, User

HOME = "/quan-tri/tai-khoan/"


@pytest.fixture
def app(one_app: Flask) -> Flask:
    """Pages only: what is stored is tried on both databases in services/test_accounts."""
    return one_app


@pytest.fixture
def dung(place: Place, client: FlaskClient) -> User:
    """The admin, signed in."""
    user = make_user(Role.ADMIN, "dung", place.commune)
    sign_in(client, user)
    return user


def by_name(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def test_an_admin_adds_a_member_who_gets_a_username_and_a_slip(
    client: FlaskClient, place: Place, dung: User
) -> None:
    form = {"name": "Nguyễn Thị Đào", "role": "member", "seats": [place.hamlet.id]}
    answer = post(client, f"{HOME}them", form)
    assert answer.status_code == 303
    user = by_name("dao.eamau")
    assert answer.location == f"{HOME}phieu?chon={user.id}"
    assert "Nguyễn Thị Đào" in get(client, answer.location).text


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"name": ""}, "Chưa điền họ và tên."),
        ({"role": "province"}, "Chọn một mục trong danh sách."),
        ({"role": "member", "seats": []}, "Chọn ít nhất một tổ"),
        ({"seats": ["01a1fd06-731a-7c71-a2f0-ce0d24be55bd"]}, "Có mục không nằm trong danh sách."),
        ({"username": "0905123456"}, "Đừng dùng số điện thoại"),
        ({"username": "dung"}, "đã có người dùng"),
        ({"name": "Đ" * 101}, "Dài quá. Tối đa 100 ký tự."),
    ],
)
def test_a_bad_account_is_refused_at_its_field(
    client: FlaskClient, place: Place, dung: User, form: dict[str, object], message: str
) -> None:
    filled = {"name": "Đào", "role": "member", "seats": [place.hamlet.id]} | form
    answer = post(client, f"{HOME}them", filled)
    assert answer.status_code == 422
    assert message in answer.text
    assert db.session.scalars(select(User)).all() == [dung]


def test_fields_that_a_form_does_not_list_change_nothing(
    client: FlaskClient, place: Place, dung: User
) -> None:
    extra = {"id": dung.id, "commune_id": "02524", "password_hash": "x", "active": ""}
    form = {"name": "Đào", "role": "officer"} | extra
    post(client, f"{HOME}them", form)
    user = by_name("dao.buonmathuot")
    assert (user.commune_id, user.password_hash, user.active) == (place.commune.id, None, True)


def test_an_admin_changes_name_role_and_seats(client: FlaskClient, place: Place, dung: User) -> None:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    form = {"name": "Trần Thị Alice", "role": "leader", "seats": [place.other_hamlet.id]}
    assert post(client, f"{HOME}{alice.id}/sua", form).status_code == 303
    page = get(client, HOME).text
    assert "Trần Thị Alice" in page
    assert "Tổ trưởng Tổ CNSCĐ" in page
    assert "Thôn Hai" in page


def test_an_admin_does_not_lock_the_last_door_behind_himself(client: FlaskClient, dung: User) -> None:
    answer = post(client, f"{HOME}{dung.id}/khoa", {})
    assert answer.status_code == 422
    assert "Không tự khóa" in answer.text
    answer = post(client, f"{HOME}{dung.id}/sua", {"name": "Dung", "role": "officer"})
    assert answer.status_code == 422
    assert "Không tự đổi vai trò" in answer.text


def test_a_disabled_account_leaves_every_browser_and_comes_back(
    app: Flask, client: FlaskClient, place: Place, dung: User
) -> None:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    phone = app.test_client()
    sign_in(phone, alice)
    assert post(client, f"{HOME}{alice.id}/khoa", {}).status_code == 303
    assert get(phone, "/ho/").status_code == 303
    assert "Đang khóa" in get(client, HOME).text
    assert post(client, f"{HOME}{alice.id}/mo", {}, page=f"{HOME}{alice.id}/sua").status_code == 303
    assert fill_in_sign_in(phone, alice).status_code == 303


def test_search_needs_no_marks(client: FlaskClient, place: Place, dung: User) -> None:
    make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    make_user(Role.MEMBER, "eva", place.commune, place.other_hamlet)
    found = get(client, f"{HOME}?tim=ea mau", headers={"HX-Request": "true"}).text
    assert "<html" not in found
    assert "alice" in found
    assert "eva" not in found
    assert "Không có tài khoản nào" in get(client, f"{HOME}?tim=khong ai").text


def test_an_officer_sees_and_prints_for_teams_only(app: Flask, place: Place) -> None:
    make_user(Role.ADMIN, "dung", place.commune)
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    chi = app.test_client()
    sign_in(chi, make_user(Role.OFFICER, "chi", place.commune))
    page = get(chi, HOME).text
    assert "Người mẫu alice" in page
    assert "Người mẫu dung" not in page
    assert "Thêm tài khoản" not in page
    answer = post(chi, f"{HOME}phieu", {"chon": [alice.id]}, page=f"{HOME}phieu?chon={alice.id}")
    assert answer.mimetype == "application/pdf"
    assert get(chi, f"{HOME}phieu?chon={by_name('dung').id}").status_code == 404


def test_a_printed_slip_leads_its_holder_in(
    app: Flask, client: FlaskClient, place: Place, dung: User
) -> None:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    answer = post(client, f"{HOME}phieu", {"chon": [alice.id]}, page=f"{HOME}phieu?chon={alice.id}")
    assert answer.headers["Cache-Control"] == "no-store, private"
    [url] = codes_in(answer.data)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/dang-nhap/phieu/[\w-]{22}", url)
    assert url.rpartition("/")[2] not in str(db.session.scalars(select(SignInSlip.token_hash)).all())
    phone = app.test_client()
    assert post(phone, url.removeprefix("http://127.0.0.1:8000"), {}).location == "/tai-khoan/mat-khau"


def test_printing_for_nobody_or_nonsense_is_answered(client: FlaskClient, dung: User) -> None:
    assert "Chưa chọn ai" in get(client, f"{HOME}phieu").text
    for odd in ("x", "01a1fd06-731a-7c71-a2f0-ce0d24be55bd", "' OR 1=1"):
        assert get(client, f"{HOME}phieu", query_string={"chon": odd}).status_code == 404
    token_page = f"{HOME}them"
    assert post(client, f"{HOME}phieu", {}, page=token_page).status_code == 422


def codes_in(pdf: bytes) -> list[str]:
    """The QR codes among a PDF's pictures."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pictures = [
            pikepdf.PdfImage(each).as_pil_image().convert("L")
            for page in document.pages
            for each in page.get_images().values()
        ]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(_framed(picture))]


def _framed(picture: Image.Image) -> Image.Image:
    """A code with its quiet zone, large enough to read."""
    large = picture.resize((picture.width * 8, picture.height * 8), Image.Resampling.NEAREST)
    framed = Image.new("L", (large.width + 80, large.height + 80), 255)
    framed.paste(large, (40, 40))
    return framed
