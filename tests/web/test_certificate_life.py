"""What becomes of a certificate after it is issued, told to clerks, families and whoever scans it."""

from __future__ import annotations

import io
import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from PIL import Image

from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.certificates import issued, printed
from tests.factories import Place, make_place, make_user
from tests.papers import text_of
from webapp.models.base import db, new_id, writing
from webapp.models.certificate import Certificate, HandingMark, HandingStep
from webapp.models.commune import Commune
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.rules.settings import settings_from_json
from webapp.services import certificate_checks, consents, register
from webapp.services.access import Viewer
from webapp.services.consents import Said
from webapp.services.handing_out import Sheet
from webapp.services.progress import today
from webapp.web.pdf.books import Receipts, compose_receipts


@pytest.fixture
def place(one_app: Flask) -> Place:
    return make_place()


@pytest.fixture
def client(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


@pytest.fixture
def chi(place: Place, client: FlaskClient) -> FlaskClient:
    """The officer's browser, in a demo commune."""
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    with writing() as session:
        session.get_one(Commune, place.commune.id).demo = True
    return client


def officer_of(place: Place) -> Viewer:
    return Viewer(new_id(), Role.OFFICER, place.commune.id, None, None, None)


def numbers() -> list[tuple[str, str]]:
    return [
        (each.number[-2:], each.status.value)
        for each in db.session.query(Certificate).order_by(Certificate.serial)
    ]


def test_a_spelling_mistake_is_replaced_and_the_old_code_leads_to_the_new_paper(
    place: Place, chi: FlaskClient
) -> None:
    [old] = issued(place, "H'Mẩu Niê")
    page = f"/giay/{old.id}/cap-lai"
    words = {"prefix": "Gia đình bà", "recipient": "H'Mẫu Niê", "address": old.frozen["address"]}
    same = old.frozen | {"reason": "Thử"}
    unchanged = post(
        chi, page, {name: same[name] for name in ("prefix", "recipient", "address", "reason")}, page
    )
    assert unchanged.status_code == 422
    for wrong, said in {
        "H'<b>": "không có dấu “&lt;”",
        "Mẫu \u202e": "U+202E",
        "N" * 201: "dài 201 chữ",
    }.items():
        assert said in post(chi, page, words | {"recipient": wrong, "reason": "Sai dấu"}, page).text
    assert post(chi, page, words | {"reason": "Sai dấu"}, page).status_code == 303
    assert numbers() == [("01", "replaced"), ("02", "issued")]
    new = db.session.query(Certificate).filter_by(edition=2).one()
    shown = get(chi, f"/xac-minh/{old.token}").text
    assert f"Đã thay bằng giấy số <b>{new.number}</b>" in shown
    assert f"/xac-minh/{new.token}" in shown
    assert "Còn giá trị" in get(chi, f"/xac-minh/{new.token}").text
    assert "H&#39;Mẫu Niê" in get(chi, f"/xac-minh/{new.token}").text
    assert post(chi, page, words | {"reason": "Lần nữa"}, f"/giay/{new.id}/").status_code == 409


def test_a_spoilt_sheet_loses_its_number_and_the_family_gets_the_next(place: Place, chi: FlaskClient) -> None:
    papers = issued(place, "Nhà Một", "Nhà Hai")
    asked = post(chi, "/giay/huy-so", {"certificate_ids": [papers[0].id]}, "/giay/")
    assert "Hủy 1 số?" in asked.text
    printed(officer_of(place), papers[1])
    post(chi, f"/giay/{papers[1].id}/trao", {"chac": "1"}, f"/giay/trao/{place.hamlet.id}")
    both = {"certificate_ids": [paper.id for paper in papers]}
    asked = post(chi, "/giay/huy-so", both, "/giay/").text
    assert "Hủy 1 số?" in asked
    assert "1 giấy đã trao: dùng Thu hồi" in asked
    assert post(chi, "/giay/huy-so", both | {"reason": "Giấy rách"}, "/giay/").status_code == 422
    form = {"certificate_ids": [papers[0].id], "reason": "Giấy rách"}
    post(chi, "/giay/huy-so", form, "/giay/")
    post(chi, "/giay/cap-so", {}, "/giay/")
    assert numbers() == [("01", "voided"), ("02", "issued"), ("03", "issued")]
    shown = get(chi, f"/xac-minh/{papers[0].token}").text
    assert "Đã hủy số" in shown
    assert "Giấy rách" not in shown
    [book] = register.books(officer_of(place))
    lines = register.lines(officer_of(place), book)
    assert [line.number[-2:] for line in lines] == ["01", "02", "03"]
    assert "Hủy số ngày" in lines[0].remark
    assert f"Thay bằng giấy số {lines[2].number}" in lines[0].remark
    assert "Lần cấp thứ 2" in lines[2].remark


def test_a_revoked_family_may_be_issued_again(place: Place, chi: FlaskClient) -> None:
    [paper] = issued(place, "Nhà Một")
    here = f"/giay/{paper.id}/"
    unclassed = post(chi, f"{here}thu-hoi", {"reason": "Nhầm"}, here)
    assert "Chọn một loại lý do" in unclassed.text
    why = {"reason": "Nhầm", "kind": "Ghi sai"}
    asked = post(chi, f"{here}thu-hoi", why, here).text
    assert "Thu hồi giấy của Nhà Một?" in asked
    assert "ai quét mã trên giấy cũng thấy" in asked
    assert numbers() == [("01", "issued")], "it asks first"
    post(chi, f"{here}thu-hoi", why | {"chac": "1"}, here)
    shown = get(chi, here).text
    assert "Ghi sai. Nhầm" in shown
    post(chi, f"{here}cap-tro-lai", {"again_reason": "Đã xác minh lại"}, here)
    post(chi, "/giay/cap-so", {}, "/giay/")
    assert numbers() == [("01", "revoked"), ("02", "issued")]


def test_a_certificate_expires_by_the_rule_of_the_day_it_was_issued(place: Place, chi: FlaskClient) -> None:
    with writing() as session:
        commune = session.get_one(Commune, place.commune.id)
        commune.settings = commune.settings | {"papers": {"years_valid": 3}}
    [paper] = issued(place, "Nhà Một")
    assert settings_from_json(commune.settings).papers.years_valid == 3
    assert paper.valid_until is not None
    assert paper.valid_until.year == today().year + 3
    assert "Có giá trị đến hết" in get(chi, f"/xac-minh/{paper.token}").text
    with writing() as session:
        session.get_one(Certificate, paper.id).valid_until = today() - timedelta(days=1)
    assert "đã hết hạn sau ngày" in get(chi, f"/xac-minh/{paper.token}").text
    [book] = register.books(officer_of(place))
    assert "Hết hạn từ" in register.lines(officer_of(place), book)[0].remark


def test_the_public_page_is_small_private_and_pictures_only_those_who_agreed(
    place: Place, chi: FlaskClient
) -> None:
    [paper] = issued(place, "Nguyễn Thị Ánh")
    chi.delete_cookie("__Host-gds", domain="localhost")
    page = get(chi, f"/xac-minh/{paper.token}")
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert len(page.data) < 9_000
    assert "og:image" not in page.text
    assert 'og:description" content="Giấy số' in page.text
    assert get(chi, f"/xac-minh/{paper.token}/hinh.png").status_code == 404
    with writing() as session:
        home = session.query(Household).one()
        said = Said(frozenset({ConsentPurpose.CHECKLIST, ConsentPurpose.PUBLIC_NAME}))
        consents.record(by=officer_of(place), household=home, said=said)
    assert "og:image" in get(chi, f"/xac-minh/{paper.token}").text
    picture = get(chi, f"/xac-minh/{paper.token}/hinh.png")
    assert picture.headers["Cache-Control"] == "no-store"
    assert len(picture.data) < 100_000
    assert Image.open(io.BytesIO(picture.data)).size == (1200, 630)


def random_hits(count: int) -> int:
    return sum(certificate_checks.by_token(secrets.token_urlsafe(18)) is not None for _ in range(count))


def test_random_tokens_meet_nobody(place: Place) -> None:
    issued(place, "Nhà Một")
    assert random_hits(500) == 0


@pytest.mark.full
def test_a_million_random_tokens_meet_nobody(one_app: Flask) -> None:
    issued(make_place(), *(f"Nhà {n}" for n in range(100)))
    assert random_hits(1_000_000) == 0


def test_a_leader_hands_out_in_his_hamlet_on_his_phone(place: Place, client: FlaskClient) -> None:
    mine, other = issued(place, "Trần Thị Ánh", "Nguyễn Văn Út")
    [far] = issued(place, "Nhà Xa", hamlet=place.other_hamlet, number="2/QĐ-UBND")
    desk = client.application.test_client()
    sign_in(desk, make_user(Role.OFFICER, "chi", place.commune))
    one_hamlet = get(desk, f"/giay/?thon={place.other_hamlet.id}").text
    assert "Nhà Xa" in one_hamlet
    assert "Nguyễn Văn Út" not in one_hamlet
    assert "Nhà Xa" not in get(desk, f"/giay/?thon={place.hamlet.id}&tim=nha").text
    sign_in(client, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    hamlets = get(client, "/giay/trao/").text
    assert "Thôn Hai" not in hamlets
    assert re.search(r'class="go"[^>]*>\s*<span><b>Buôn Ea Mẫu</b>\s*<small>2 giấy</small>', hamlets)
    assert "Còn 2 giấy" in hamlets
    here = f"/giay/trao/{place.hamlet.id}"
    names = re.findall(r"<b>([^<]*)</b><small>", get(client, here).text)
    assert names == ["Trần Thị Ánh", "Nguyễn Văn Út"]
    assert "Nguyễn Văn Út" not in get(client, f"{here}?tim=anh").text
    assert "Chưa in" in get(client, here).text
    assert post(client, f"/giay/{mine.id}/trao", {}, here).status_code == 409, "nothing to hand over yet"
    printed(officer_of(place), mine)
    asked = post(client, f"/giay/{mine.id}/trao", {"step": "handed-out"}, here).text
    assert "Chưa ghi là đã ký, đã đóng dấu. Vẫn ghi đã trao?" in asked
    assert "1 giấy đã in chưa ghi là đã ký, đã đóng dấu" in get(client, here).text
    assert db.session.query(HandingMark).count() == 0, "nobody signed it, as far as is known"
    answer = post(client, f"/giay/{mine.id}/trao", {"step": "handed-out", "chac": "1"}, here)
    assert answer.headers["Location"].endswith(f"#to-{mine.id}")
    assert "trao lúc" in get(client, here).text
    pressed = {"csrf_token": csrf_of(get(client, here))}
    swapped = client.post(
        f"/giay/{mine.id}/trao", data=pressed, base_url=HTTPS, headers={"HX-Request": "true"}
    ).text
    assert 'hx-swap-oob="true">Đã trao <b class="num">1</b> / 2 giấy' in swapped
    post(client, f"/giay/{mine.id}/trao", {"step": "handed-out", "bo": "1"}, here)
    assert db.session.query(HandingMark).count() == 0
    all_given = {"step": "handed-out", "tat-ca": "1"}
    assert "Ghi “Đã trao” cho 1 giấy?" in post(client, f"{here}/danh-dau", all_given, here).text
    assert db.session.query(HandingMark).count() == 0, "it asks first"
    post(client, f"{here}/danh-dau", all_given | {"chac": "1"}, here)
    assert db.session.query(HandingMark).one().certificate_id == mine.id, "the other is not printed"
    back = all_given | {"bo": "1"}
    assert "Bỏ “Đã trao” cho 1 giấy?" in post(client, f"{here}/danh-dau", back, here).text
    post(client, f"{here}/danh-dau", back | {"chac": "1"}, here)
    assert post(client, f"/giay/{far.id}/trao", {}, here).status_code == 404
    everyone = {"step": "signed", "tat-ca": "1"}
    post(client, f"{here}/danh-dau", everyone, here)
    post(client, f"{here}/danh-dau", everyone, here)
    assert {mark.certificate_id for mark in db.session.query(HandingMark)} == {mine.id, other.id}


def test_the_register_and_the_receipt_list_are_printed_and_read_by_excel(
    one_app: Flask,
) -> None:
    place, client = make_place(), one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    papers = issued(place, "=1+1", "Trần Thị Ánh")
    officer = officer_of(place)
    for reason in ("", "Kẹt giấy"):
        printed(officer, papers[1], reason)
    [book] = register.books(officer)
    where = f"/giay/so-cap-giay/{book.title.id}/{book.year}"
    text = " ".join(text_of(get(client, f"{where}/quyen-1.pdf").data))
    assert "SỔ CẤP GIẤY CÔNG NHẬN" in text
    assert "Quyển này ghi 2 số, không bỏ số nào" in text
    assert "Bản in số 2: Kẹt giấy" in text
    assert "Trang 2 / 2" in text
    assert get(client, f"{where}/quyen-2.pdf").status_code == 404
    cells = [
        cell
        for path in (f"{where}.xlsx", "/giay/ky-nhan.xlsx")
        for row in load_workbook(io.BytesIO(get(client, path).data)).active
        for cell in row
    ]
    assert "=1+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    receipts = text_of(get(client, f"/giay/ky-nhan.pdf?thon={place.hamlet.id}").data)
    assert "Buôn Ea Mẫu: 2 giấy" in receipts[0]


def test_the_receipt_list_fills_its_pages_alike_and_says_who_has_the_paper(one_app: Flask) -> None:
    frozen = {"recipient": "Nhà Một", "address": "Thôn Một, Xã Ea Mẫu"}
    given = {HandingStep.HANDED_OUT: HandingMark(at=datetime(2026, 11, 20, 18, tzinfo=UTC))}
    sheets = tuple(
        Sheet(Certificate(frozen=frozen, number=f"GDS-{n}"), given if n == 2 else {}) for n in range(16)
    )
    with one_app.app_context():
        first, second = text_of(compose_receipts(Receipts("Xã Ea Mẫu", "Đắk Lắk", sheets)).pdf())
    assert (first.count("Nhà Một"), second.count("Nhà Một")) == (8, 8)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    assert first.count("21/11/2026") == 1, "the day in Vietnam on which that family got it"
    assert "NGƯỜI TRAO" in second, "nobody signs a page without names"


def test_the_rules_of_paper_are_set_by_the_admin_and_stay_when_other_settings_are_saved(
    place: Place, client: FlaskClient
) -> None:
    sign_in(client, make_user(Role.ADMIN, "quan", place.commune))
    rules = {"years_valid": "3", "keep_files_days": "0", "end_classes": "Ghi sai\nKhác"}
    assert post(client, "/giay/quy-dinh", rules).status_code == 422
    assert post(client, "/giay/quy-dinh", rules | {"keep_files_days": "2"}).status_code == 303
    now = settings_from_json(db.session.get_one(Commune, place.commune.id).settings).papers
    assert (now.years_valid, now.keep_files_days, now.show_copy_number) == (3, 2, False)
    assert now.end_classes == ("Ghi sai", "Khác")
