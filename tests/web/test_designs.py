"""The page where a commune chooses how its certificates look, with and without JavaScript."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user, viewer
from tests.papers import codes_on, text_of, words_on
from tests.sheets_of_paper import pdf_sheet, png_sheet
from webapp.models.base import db, writing
from webapp.models.design import CertificateDesign, PaperBackground
from webapp.models.recognition import RecipientKind, Title
from webapp.models.user import Role, User
from webapp.services import titles

PAGE = "/quan-tri/mau-giay/"
LONG = "Y Bhŏk Êban Čĭ Ƀuôn Yă Mlô Duôn Du Kbuôr Ayŭn"
WORDS = {
    "heading": "GIẤY CÔNG NHẬN", "authority": "Chủ tịch Ủy ban nhân dân {commune}", "verb": "Công nhận",
    "family_prefix": "Gia đình ông (bà)", "achieves": "đạt tiêu chuẩn", "honour": "Gia đình số",
    "place": "Buôn Ma Thuột",
}  # fmt: skip
LINES = ["verb", "address", "decision", "register", "hint", "signer"]


@pytest.fixture
def place(one_app: Flask) -> Place:
    place = make_place()
    make_household(place.hamlet, LONG)
    make_household(place.hamlet, "Trần Văn Hòa")
    return place


@pytest.fixture
def chi(one_app: Flask, place: Place) -> FlaskClient:
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    return client


@pytest.fixture
def page(place: Place) -> str:
    title = db.session.query(Title).filter_by(is_default=True).one()
    return f"{PAGE}{title.id}/"


def form(**values: Any) -> dict[str, Any]:
    chosen = {
        "layout": "khung-det",
        "seen": "khung-det",
        "palette": "do-son",
        "page": "a4-ngang",
        "shown": LINES,
    }
    return WORDS | chosen | values


def send(chi: FlaskClient, path: str, values: dict[str, Any]) -> TestResponse:
    """With the token of the list of titles, which draws no sheet."""
    return post(chi, path, values, PAGE)


def picture_in(response: TestResponse) -> str:
    found = re.search(r'src="data:image/png;base64,([^"]+)"', response.text)
    return found[1] if found else ""


def test_the_page_shows_a_real_familys_sheet_and_pressing_look_changes_nothing(
    chi: FlaskClient, page: str
) -> None:
    opened = get(chi, page)
    assert "Mọi dòng đều vừa chỗ" in opened.text
    assert '<details class="look" id="giay-thu" open>' in opened.text
    assert "Trần Văn Hòa" in opened.text
    looked = send(chi, page, form(layout="trang-nha", palette="cham"))
    assert picture_in(looked) not in ("", picture_in(opened))
    assert db.session.query(CertificateDesign).count() == 0


def test_while_it_is_typed_only_the_picture_comes_back(chi: FlaskClient, page: str) -> None:
    token = csrf_of(get(chi, PAGE))
    sent = form(honour="Gia đình số rất kiểu mẫu") | {"csrf_token": token}
    answer = chi.post(page, data=sent, base_url=HTTPS, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith("<section")
    assert 'id="theo-mau"' not in answer.text
    assert picture_in(answer)
    own = chi.post(
        page, data=sent | {"layout": "giay-in-san"}, base_url=HTTPS, headers={"HX-Request": "true"}
    )
    assert 'id="theo-mau"' in own.text
    assert 'name="places-recipient-x" value="36"' in own.text


def test_another_title_has_words_of_its_own_and_a_commendation_only_a_blank(
    chi: FlaskClient, place: Place
) -> None:
    officer = viewer(db.session.query(User).filter_by(username="chi").one())
    with writing():
        own = titles.add(by=officer, name="Thôn số", kind=RecipientKind.HAMLET, nomination=False)
        praise = titles.add(by=officer, name="Tổ tiêu biểu", kind=RecipientKind.TEAM, nomination=True)
    shown = get(chi, f"{PAGE}{own.id}/").text
    assert "Buôn Ea Mẫu" in shown
    assert 'name="authority"' not in shown
    offered = get(chi, f"{PAGE}{praise.id}/").text
    assert re.findall(r'name="layout" [^>]*value="([^"]+)"', offered) == ["giay-in-san"]
    assert not {'value="qr"', 'value="register"', 'value="background"', "places-qr-x"} & set(
        re.findall(r'value="\w+"|places-qr-x', offered)
    )
    assert "hệ thống không cấp số" in offered
    refused = send(chi, f"{PAGE}{praise.id}/", form(save="1"))
    assert refused.status_code == 422
    assert "chỉ in đè lên phôi" in refused.text


def test_saving_puts_a_version_in_force_and_says_so(chi: FlaskClient, page: str) -> None:
    sent = form(
        layout="hai-to-a5", accent="#14532D", shown=["verb", "address", "register", "signer"], save="1"
    )
    saved = send(chi, page, sent)
    assert saved.status_code == 303
    row = db.session.query(CertificateDesign).order_by(CertificateDesign.version.desc()).first()
    assert row is not None
    assert (row.version, row.design["layout"], row.design["accent"]) == (2, "hai-to-a5", "#14532d")
    assert set(row.design["hidden"]) == {"decision", "hint"}
    assert "Đã lưu mẫu, bản 2" in get(chi, page).text


def test_a_colour_too_pale_and_places_off_the_sheet_are_all_told_at_once_at_their_fields(
    chi: FlaskClient, page: str
) -> None:
    own = {"layout": "giay-in-san", "seen": "giay-in-san a4-ngang", "paper": "preprinted", "save": "1"}
    places = {"places-honour-x": "250", "places-honour-y": "100", "places-honour-width": "120"}
    places |= {"places-verb-x": "290", "places-verb-y": "10", "places-verb-width": "50"}
    off = send(
        chi,
        page,
        form(
            **own,
            **places,
            shown=["honour", "verb"],
            accent="#ffee00",
            heading="",
            authority="Ủy ban {commune",
        ),
    )
    assert off.status_code == 422
    for said in (
        "Màu này nhạt quá", "“Điều được công nhận”: Nằm ngoài tờ giấy 297 × 210 mm",
        "“Động từ”: Nằm ngoài", "không dùng dấu { }", 'id="heading-loi"', 'id="places-verb-loi"',
    ):  # fmt: skip
        assert said in off.text
    cut = send(chi, page, form(**own, shown=["heading"], **{
        "places-heading-x": "10", "places-heading-y": "40", "places-heading-width": "12",
    }) | {"heading": "GIẤY CÔNG NHẬN GIA ĐÌNH"})  # fmt: skip
    assert cut.status_code == 422
    assert "Dòng “Tên giấy” dài quá, sẽ bị cắt" in cut.text
    assert picture_in(cut)
    odd = send(chi, page, form(**own, **places | {"places-honour-x": "hai mươi"}))
    assert "“Mép trái” là số từ 0 đến 500" in odd.text
    assert db.session.query(CertificateDesign).count() == 0


def test_one_trial_sheet_is_marked_has_no_number_and_its_code_explains_itself(
    chi: FlaskClient, page: str
) -> None:
    printed = send(chi, f"{page}in-thu.pdf", form(layout="trang-nha"))
    assert printed.mimetype == "application/pdf"
    (text,) = text_of(printed.data)
    assert "BẢN IN THỬ" in text
    assert "GDS-26-00000" in text or "-00000" in text
    (code,) = codes_on(printed.data, 1)
    assert code.endswith("/giay-in-thu")
    told = get(chi, "/giay-in-thu")
    assert "không phải giấy công nhận" in told.text
    assert told.headers["X-Robots-Tag"] == "noindex"


def test_the_sheet_to_measure_by_outlines_each_line_where_it_will_print(chi: FlaskClient, page: str) -> None:
    own = form(
        layout="giay-in-san", seen="giay-in-san a4-ngang", paper="preprinted", shown=["honour"], across="1,5",
        **{"places-honour-x": "40", "places-honour-y": "100", "places-honour-width": "200"},
    )  # fmt: skip
    sheet = send(chi, f"{page}can-chinh.pdf", own)
    words = words_on(sheet.data, 1)
    outlined = next(word for word in words if word.text == "Điều")
    assert outlined.left > 51, "clear of the ruler and its figures"
    assert outlined.top == pytest.approx(100.2, abs=0.8)
    assert {"100", "110", "120"} <= {word.text for word in words}
    assert "Đo từ mép trái giấy tới A: đúng là 50 mm" in text_of(sheet.data)[0]


def test_a_background_is_uploaded_chosen_and_printed_behind_the_words(chi: FlaskClient, page: str) -> None:
    token = csrf_of(get(chi, PAGE))
    file = (io.BytesIO(png_sheet((1400, 990))), "nền xã.png")
    sent = {"csrf_token": token, "picture": file, "page": "a4-ngang"}
    assert chi.post(f"{PAGE}nen", data=sent, base_url=HTTPS).status_code == 303
    kept = db.session.query(PaperBackground).one()
    assert kept.name == "nền xã"
    shown = get(chi, f"{PAGE}nen/{kept.id}.jpg")
    assert (shown.mimetype, shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    own = form(
        layout="giay-in-san",
        seen="giay-in-san a4-ngang",
        paper="background",
        background_id=kept.id,
        shown=LINES,
    )
    printed = send(chi, f"{page}in-thu.pdf", own)
    assert printed.mimetype == "application/pdf"
    assert b"/DCTDecode" in printed.data


def test_a_saved_version_is_seen_and_taken_up_again_as_the_newest(chi: FlaskClient, page: str) -> None:
    send(chi, page, form(layout="trang-nha", heading="GIẤY CHỨNG NHẬN", save="1"))
    send(chi, page, form(layout="khung-det", save="1"))
    listed = get(chi, page).text
    assert listed.index("Bản 3") < listed.index("Bản 2") < listed.index("Bản 1")
    seen = get(chi, f"{page}ban/2/")
    assert "Trang nhã, A4 đứng" in seen.text
    assert picture_in(seen) not in ("", picture_in(get(chi, f"{page}ban/3/")))
    again = post(chi, f"{page}ban/2/dung-lai", {}, f"{page}ban/2/")
    assert again.status_code == 303
    now = get(chi, page).text
    assert "Đã dùng lại bản 2: nay là bản 4" in now
    assert 'value="GIẤY CHỨNG NHẬN"' in now
    assert get(chi, f"{page}ban/9/").status_code == 404


def test_saving_warns_of_the_longest_name_of_the_commune_and_the_warning_stays(
    chi: FlaskClient, page: str, place: Place
) -> None:
    for number in range(15):
        make_household(place.hamlet, f"Trần Văn {number}")
    own = form(
        layout="giay-in-san", seen="giay-in-san a4-ngang", paper="preprinted", shown=["honour"], save="1",
        **{"places-recipient-x": "100", "places-recipient-y": "80", "places-recipient-width": "20"},
        **{"places-honour-x": "40", "places-honour-y": "100", "places-honour-width": "200"},
    )  # fmt: skip
    assert send(chi, page, own).status_code == 303
    for opened in (get(chi, page), get(chi, page)):
        assert f"Tên dài nhất, <b>{LONG}</b>:" in opened.text
        assert "Mọi dòng đều vừa chỗ" not in opened.text


def test_a_background_is_deleted_after_a_question(chi: FlaskClient) -> None:
    token = csrf_of(get(chi, PAGE))
    sent = {
        "csrf_token": token,
        "picture": (io.BytesIO(png_sheet((1400, 990))), "nền.png"),
        "page": "a4-ngang",
    }
    chi.post(f"{PAGE}nen", data=sent, base_url=HTTPS)
    kept = db.session.query(PaperBackground).one()
    asked = f"{PAGE}nen/{kept.id}/xoa"
    assert f'href="{asked}"' in get(chi, PAGE).text
    assert "không lấy lại được" in get(chi, asked).text
    assert db.session.query(PaperBackground).count() == 1
    assert post(chi, asked, {}, asked).status_code == 303
    assert db.session.query(PaperBackground).count() == 0


def test_a_trial_of_two_on_a_sheet_fills_both_halves(chi: FlaskClient, page: str) -> None:
    printed = send(chi, f"{page}in-thu.pdf", form(layout="hai-to-a5"))
    names = [word for word in words_on(printed.data, 1) if word.text == "Ayŭn"]
    assert [word.top > 148.5 for word in sorted(names, key=lambda word: word.top)] == [False, True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf_sheet(script=True), "có lệnh chạy kèm"),
        (b"", "Chọn tệp nền"),
        (bytes(11_000_000), "lớn hơn 10 MB"),
    ],
)
def test_a_bad_file_is_told_at_its_field(chi: FlaskClient, content: bytes, said: str) -> None:
    token = csrf_of(get(chi, PAGE))
    sent = {"csrf_token": token, "picture": (io.BytesIO(content), "nen.pdf"), "page": "a4-ngang"}
    answer = chi.post(f"{PAGE}nen", data=sent, base_url=HTTPS)
    assert answer.status_code in (413, 422)
    assert said in answer.text
    assert db.session.query(PaperBackground).count() == 0
