"""Writing lessons in a plain browser: chi (officer) writes one from nothing, publishes, brings it back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import HTTPS, csrf_of, get, sign_in
from tests.factories import Place, make_place, make_user
from webapp.lessons import catalog
from webapp.models.authored import AuthoredLesson, AuthoredVersion
from webapp.models.base import db, writing
from webapp.models.commune import Commune
from webapp.models.user import Role
from webapp.rules.settings import Link, settings_from_json

DESK = "/quan-tri/bai-hoc/"
Form = dict[str, Any]
ABOUT: Form = {
    "title": "Gửi phản ánh cho phường", "goal": "Tự gửi một phản ánh kèm ảnh cho phường.", "topic": "dich-vu",
    "icon": "message", "minutes": "2", "needs": "Điện thoại có mạng", "also": "khiếu nại", "groups": ["g"],
    "reviewed_on": "2026-11-20", "names": "Ứng dụng Đắk Lắk số",
}  # fmt: skip
TEACH: Form = {
    "say_1": "Phản ánh là việc tốt.", "say_2": "Chụp ảnh cho rõ.", "say_3": "Chờ trả lời.",
    "ask": "Bà gửi lại cho cháu xem một lần nhé.", "never": "Không gõ mật khẩu hộ.",
}  # fmt: skip
FACTS: Form = {
    "facts-0-text": "Phường trả lời phản ánh trong 5 ngày làm việc.", "facts-0-mark": "H",
    "facts-0-source_title": "Quy chế tiếp nhận phản ánh của phường, Điều 6",
    "facts-0-source_seen": "20/11/2026",
}  # fmt: skip


def step(n: int) -> Form:
    return {
        "title": f"Bấm nút số {n}", "say": "Nút ở dưới cùng màn hình.", "stuck": "Tôi không thấy nút này",
        "help": "Kéo màn hình xuống dưới.", "drawing": "tu-ghep", "parts-0-kind": "app_bar",
        "parts-0-words": "Đắk Lắk số", "parts-0-icon": "", "parts-1-kind": "tap_button",
        "parts-1-words": f"Nút {n}", "parts-1-icon": "",
    }  # fmt: skip


def question(n: int) -> Form:
    return {
        "question": f"Câu hỏi số {n} là gì?", "step": "1",
        "answers-0-text": "Hỏi người quen", "answers-0-right": "y", "answers-0-reason": "Hỏi thì chắc hơn.",
        "answers-0-picture": "tu-ghep", "answers-0-icon": "users", "answers-0-chip": "chip_done",
        "answers-1-text": "Bỏ qua", "answers-1-reason": "Bỏ qua thì không ai biết.",
        "answers-1-picture": "cup-may", "answers-1-icon": "", "answers-1-chip": "", "drawing": "",
    }  # fmt: skip


@pytest.fixture
def client(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


@pytest.fixture
def place(client: FlaskClient) -> Place:
    place = make_place()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    return place


def send(client: FlaskClient, path: str, form: Form, page: str | None = None, **options: Any) -> TestResponse:
    """Send a form as a browser without JavaScript does: with the hidden fields of its page."""
    text = get(client, page or path)
    hidden = {"csrf_token": csrf_of(text)}
    if found := re.search(r'name="revision"[^>]*value="(\d+)"', text.text):
        hidden["revision"] = found[1]
    return client.post(path, data=hidden | form, base_url=HTTPS, **options)


def begun(client: FlaskClient, title: str = "Gửi phản ánh cho phường") -> str:
    answer = send(client, f"{DESK}moi", {"title": title, "topic": "dich-vu"})
    assert answer.status_code == 303
    return str(answer.location).removesuffix("gioi-thieu")


def written(client: FlaskClient) -> str:
    """A whole lesson from nothing; returns the address of its desk page."""
    desk = begun(client)
    forms = {"gioi-thieu": ABOUT, "huong-dan": TEACH, "nguon": FACTS}
    forms |= {f"buoc/{n}": step(n) for n in range(1, 6)} | {f"cau-hoi/{n}": question(n) for n in (1, 2)}
    for page, form in forms.items():
        assert send(client, desk + page, form).status_code == 303, page
    return desk


def published(client: FlaskClient) -> tuple[str, str]:
    """A written lesson that is published: its desk page and its public address."""
    desk = written(client)
    assert send(client, f"{desk}dang", {"note": "Bản đầu"}, desk).status_code == 303
    row = db.session.query(AuthoredLesson).order_by(AuthoredLesson.made_at.desc()).first()
    assert row is not None
    return desk, f"/bai-hoc/{row.slug}/"


def citizen(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def test_a_clerk_writes_a_lesson_from_nothing_and_a_citizen_reads_it(
    client: FlaskClient, place: Place
) -> None:
    _desk, public = published(client)
    reader = citizen(client)
    assert "Gửi phản ánh cho phường" in get(reader, "/bai-hoc/?xa=24133").text
    start = get(reader, public)
    assert "Tự gửi một phản ánh kèm ảnh" in start.text
    assert "Ứng dụng Đắk Lắk số" in start.text
    for n in range(1, 6):
        page = get(reader, f"{public}{n}")
        assert page.status_code == 200
        assert f"Bấm nút số {n}" in page.text
        assert 'data-target="box"' in page.text
        assert f"Nút “Nút {n}” được khoanh vàng." in page.text
    assert get(reader, f"{public}6").location == f"{public}xong"
    assert "Hỏi người quen" in get(reader, f"{public}kiem-tra/1").text
    assert get(reader, f"{public}kiem-tra/1?chon=1").status_code == 200
    assert get(reader, f"{public}xong").status_code == 200
    assert get(reader, f"{public}huong-dan").status_code == 200


def test_a_draft_is_seen_by_nobody_else(client: FlaskClient, place: Place) -> None:
    desk = written(client)
    slug = db.session.query(AuthoredLesson).one().slug
    reader = citizen(client)
    assert get(reader, f"/bai-hoc/{slug}/").status_code == 404
    assert get(reader, f"/bai-hoc/{slug}/1").status_code == 404
    assert "Gửi phản ánh cho phường" not in get(reader, "/bai-hoc/?xa=24133").text
    assert "bà con chưa thấy" in get(client, desk).text


def test_what_is_missing_stands_beside_its_field_and_nothing_is_published(
    client: FlaskClient, place: Place
) -> None:
    desk = begun(client)
    answer = send(client, f"{desk}dang", {"note": ""}, desk)
    assert answer.status_code == 422
    assert "Chưa đăng được" in answer.text
    assert db.session.query(AuthoredVersion).count() == 0
    long = {**step(1), "say": "một " * 30, "parts-1-words": "Một cái tên nút dài quá chừng là dài"}
    assert send(client, f"{desk}buoc/1", long).status_code == 303
    page = get(client, f"{desk}buoc/1").text
    beside = re.search(r'id="say-sua">(.*?)</div>', page, re.DOTALL)
    assert beside
    assert "nhiều nhất 25" in beside[1]
    drawn = re.search(r'id="drawing-sua">(.*?)</div>', page, re.DOTALL)
    assert drawn
    assert "chữ dài quá" in drawn[1]


def test_what_can_not_be_stored_is_refused_at_its_field_with_everything_kept(
    client: FlaskClient, place: Place
) -> None:
    desk = begun(client)
    answer = send(client, f"{desk}buoc/1", {**step(1), "say": "x" * 10_000, "title": "Giữ lại câu này"})
    assert answer.status_code == 422
    assert 'id="say-loi"' in answer.text
    assert "Giữ lại câu này" in answer.text
    assert "x" * 10_000 in answer.text
    assert send(client, f"{desk}gioi-thieu", {**ABOUT, "title": ""}).status_code == 422
    assert send(client, f"{desk}gioi-thieu", {**ABOUT, "reviewed_on": "30/2/2026"}).status_code == 422
    assert (
        send(client, f"{desk}gioi-thieu", {**ABOUT, "links": ["https://xau.example.vn/"]}).status_code == 422
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Ba\u0301m\u202e nu\u0301t\u200b\x07", "Bám nút"),
        ("{{ 7*7 }} {% raw %}", "{{ 7*7 }} {% raw %}"),
    ],
)
def test_hostile_words_are_cleaned_and_stay_words_wherever_they_are_read(
    client: FlaskClient, place: Place, typed: str, stored: str
) -> None:
    desk = written(client)
    form = {**step(2), "title": typed, "help": typed, "parts-1-words": typed[:12], "told": typed}
    assert send(client, f"{desk}buoc/2", form).status_code == 303
    assert send(client, f"{desk}cau-hoi/1", {**question(1), "answers-0-text": typed}).status_code == 303
    draft = db.session.query(AuthoredLesson).one().draft
    assert draft["step"][1]["title"] == stored
    send(client, f"{desk}dang", {}, desk)
    slug = db.session.query(AuthoredLesson).one().slug
    pages = [
        get(client, f"{desk}buoc/2"),
        get(client, desk),
        get(client, f"{desk}cau-hoi/1"),
        get(client, DESK),
    ]
    pages += [
        get(citizen(client), f"/bai-hoc/{slug}/{page}") for page in ("", "2", "kiem-tra/1", "huong-dan")
    ]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text
        assert ">49 " not in page.text


def test_rows_are_added_moved_and_taken_away_by_plain_buttons(client: FlaskClient, place: Place) -> None:
    desk = begun(client)
    path = f"{desk}buoc/1"
    more = send(client, path, {**step(1), "lam": "parts:them:0"})
    assert more.status_code == 200
    assert 'name="parts-2-kind"' in more.text
    moved = send(client, path, {**step(1), "lam": "parts:len:1"}).text
    assert re.search(r'name="parts-0-words"[^>]*value="Nút 1"', moved)
    less = send(client, path, {**step(1), "lam": "parts:bo:0"}).text
    assert re.search(r'name="parts-0-words"[^>]*value="Nút 1"', less)
    assert 'name="parts-1-kind"' not in less
    assert db.session.query(AuthoredLesson).one().revision == 1
    assert send(client, f"{desk}them/buoc", {}, desk).status_code == 303
    assert get(client, f"{desk}buoc/6").status_code == 200
    assert send(client, f"{desk}chuyen/cau-hoi/1/xuong", {}, desk).status_code == 303
    assert send(client, f"{desk}bo/buoc/6", {}, desk).status_code == 303
    assert get(client, f"{desk}buoc/6").status_code == 404


def test_the_preview_shows_what_is_typed_and_stores_nothing(client: FlaskClient, place: Place) -> None:
    desk = begun(client)
    plain = send(client, f"{desk}buoc/1", {**step(1), "xem": "1"})
    assert plain.status_code == 200
    assert '<p class="h1">Bấm nút số 1</p>' in plain.text
    assert 'name="title"' in plain.text
    swapped = send(client, f"{desk}buoc/1", {**step(1), "xem": "1"}, headers={"HX-Request": "true"})
    assert swapped.text.lstrip().startswith("<section")
    assert '<p class="h1">Bấm nút số 1</p>' in swapped.text
    assert db.session.query(AuthoredLesson).one().revision == 1


def test_a_second_version_replaces_the_first_and_can_be_taken_back(client: FlaskClient, place: Place) -> None:
    desk, public = published(client)
    reader = citizen(client)
    send(client, f"{desk}buoc/1", {**step(1), "title": "Bấm nút mới"})
    assert "Bấm nút số 1" in get(reader, f"{public}1").text
    send(client, f"{desk}dang", {"note": "Đổi tên nút"}, desk)
    assert "Bấm nút mới" in get(reader, f"{public}1").text
    assert "Đổi tên nút" in get(client, desk).text
    assert send(client, f"{desk}phien-ban/1/dang-lai", {}, desk).status_code == 303
    assert "Bấm nút số 1" in get(reader, f"{public}1").text
    assert send(client, f"{desk}phien-ban/1/dang-lai", {}, desk).status_code == 303
    assert send(client, f"{desk}phien-ban/9/dang-lai", {}, desk).status_code == 404
    assert send(client, f"{desk}phien-ban/1/sua", {}, desk).status_code == 303
    assert "Bấm nút số 1" in get(client, f"{desk}buoc/1").text
    assert send(client, f"{desk}ngung", {}, desk).status_code == 303
    assert get(reader, f"{public}1").status_code == 410


def test_a_save_after_anothers_says_so_and_a_second_press_overwrites(
    client: FlaskClient, place: Place
) -> None:
    desk = begun(client)
    late = send(client, f"{desk}buoc/1", {**step(1), "revision": "7"})
    assert late.status_code == 422
    assert "vừa được lưu ở chỗ khác" in late.text
    assert "Bấm nút số 1" in late.text
    again = re.search(r'name="revision"[^>]*value="(\d+)"', late.text)
    assert again
    assert send(client, f"{desk}buoc/1", {**step(1), "revision": again[1]}).status_code == 303


def test_hidden_lessons_leave_the_list_of_one_commune_and_still_open(
    client: FlaskClient, place: Place
) -> None:
    make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    assert send(client, f"{DESK}an/quet-ma-qr", {}, DESK).status_code == 303
    assert "Đang ẩn" in get(client, DESK).text
    reader = citizen(client)
    link = 'href="/bai-hoc/quet-ma-qr/"'
    assert link not in get(reader, "/bai-hoc/?xa=24133").text
    assert get(reader, "/bai-hoc/quet-ma-qr/").status_code == 200
    assert link not in get(reader, "/bai-hoc/").text
    other = citizen(client)
    assert link in get(other, "/bai-hoc/?xa=02524").text
    assert link in get(other, "/bai-hoc/").text
    assert send(client, f"{DESK}hien/quet-ma-qr", {}, DESK).status_code == 303
    assert link in get(citizen(client), "/bai-hoc/?xa=24133").text


def test_the_list_of_a_commune_is_never_kept_for_another(client: FlaskClient, place: Place) -> None:
    make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    _desk, public = published(client)
    here, there, unknown = citizen(client), citizen(client), citizen(client)
    get(here, "/bai-hoc/?xa=24133")
    get(there, "/bai-hoc/?xa=02524")
    for _ in range(2):
        assert public in get(here, "/bai-hoc/").text
        assert public not in get(there, "/bai-hoc/").text
        assert public not in get(unknown, "/bai-hoc/").text
        assert public in get(client, "/bai-hoc/").text


def test_a_broken_row_leaves_the_site_standing_and_the_desk_says_why(
    client: FlaskClient, place: Place
) -> None:
    desk, public = published(client)
    lesson = db.session.query(AuthoredLesson).one()
    with writing() as session:
        session.add(AuthoredVersion(
            commune_id=place.commune.id, lesson_id=lesson.id, version=2, content={"title": 5}, note="",
            made_by=lesson.made_by,
        ))  # fmt: skip
        session.get_one(AuthoredLesson, lesson.id).published = 2
    reader = citizen(client)
    assert get(reader, "/bai-hoc/?xa=24133").status_code == 200
    assert get(reader, public).status_code == 404
    assert "Bản đang đăng không đọc được" in get(client, DESK).text
    assert "Bản này không đọc được" in get(client, desk).text


@pytest.mark.parametrize("draft", [{}, {"step": "x"}, {"step": [{"composed": 1}], "check": [{"answer": 5}]}])
def test_a_broken_draft_can_be_opened_and_mended(client: FlaskClient, place: Place, draft: Form) -> None:
    desk = begun(client)
    with writing() as session:
        session.query(AuthoredLesson).one().draft = draft
    for page in ("", "gioi-thieu", "huong-dan", "nguon"):
        assert get(client, desk + page).status_code == 200, page
    assert send(client, f"{desk}gioi-thieu", ABOUT).status_code == 303


def test_a_lesson_of_the_site_is_copied_with_its_drawings(client: FlaskClient, place: Place) -> None:
    answer = send(client, f"{DESK}chep/quet-ma-qr", {"title": "Quét mã ở chợ phường"})
    desk = str(answer.location)
    assert "Bài đã đạt" in get(client, desk).text
    assert send(client, f"{desk}dang", {}, desk).status_code == 303
    slug = db.session.query(AuthoredLesson).one().slug
    assert slug == "x24133-quet-ma-o-cho-phuong"
    assert "Quét mã QR" in get(citizen(client), f"/bai-hoc/{slug}/2").text
    assert get(client, f"{DESK}chep/khong-co").status_code == 404
    assert get(client, f"{DESK}chep/x24133-khong-co").status_code == 404


@pytest.mark.parametrize("title", ["Quét mã QR trả tiền", "quet ma qr TRA TIEN", "Hỏi trợ lý AI"])
def test_a_name_that_the_list_already_has_is_to_be_mended(
    client: FlaskClient, place: Place, title: str
) -> None:
    title = catalog().lesson("hoi-ai").title if title.startswith("Hỏi") else title  # type: ignore[union-attr]
    desk = str(send(client, f"{DESK}chep/quet-ma-qr", {"title": title}).location)
    assert "trùng tên với bài" in get(client, f"{desk}gioi-thieu").text.casefold()
    refused = send(client, f"{desk}dang", {}, desk)
    assert refused.status_code == 422
    assert "trùng tên với bài" in refused.text.casefold()
    assert db.session.query(AuthoredVersion).count() == 0


def test_a_lesson_taken_down_says_so_at_every_address_that_was_shared(
    client: FlaskClient, place: Place
) -> None:
    desk, public = published(client)
    row = db.session.query(AuthoredLesson).one()
    reader = citizen(client)
    assert send(client, f"{desk}ngung", {}, desk).status_code == 303
    for path in (public, f"{public}2", f"{public}huong-dan", str(get(reader, f"/b/{row.short}").location)):
        page = get(reader, path)
        assert page.status_code == 410, path
        assert "Bài này xã, phường đã ngừng đăng" in page.text
        assert "gõ nhầm" not in page.text
    begun(client, "Bản nháp kín")
    hidden = get(reader, "/bai-hoc/x24133-ban-nhap-kin/")
    assert hidden.status_code == 404
    assert "gõ nhầm" in hidden.text


def test_a_leader_of_a_team_does_not_write_lessons(client: FlaskClient, place: Place) -> None:
    bob = citizen(client)
    sign_in(bob, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    assert get(bob, DESK).status_code == 403


def test_the_communes_page_may_be_opened_from_its_lesson_while_settings_list_it(
    client: FlaskClient, place: Place
) -> None:
    url = "https://app.daklak.gov.vn/"
    allow(place, Link("Ứng dụng của tỉnh", url))
    desk = written(client)
    assert send(client, f"{desk}gioi-thieu", {**ABOUT, "links": [url]}).status_code == 303
    assert send(client, f"{desk}dang", {}, desk).status_code == 303
    public = f"/bai-hoc/{db.session.query(AuthoredLesson).one().slug}/"
    page = get(citizen(client), public).text
    button = re.search(rf'<a class="btn btn-line" href="{url}"[^>]*>', page)
    assert button
    assert 'rel="noopener"' in button[0]
    allow(place)
    page = get(citizen(client), public).text
    assert "Ứng dụng của tỉnh" in page
    assert url not in page


def test_the_admin_finds_the_communes_lessons_among_the_items_of_the_sheet(
    client: FlaskClient, place: Place
) -> None:
    _desk, public = published(client)
    slug = public.split("/")[2]
    dung = citizen(client)
    sign_in(dung, make_user(Role.ADMIN, "dung", place.commune))
    assert f'name="checklist-{slug}"' in get(dung, "/quan-tri/cai-dat/").text
    assert f'value="{slug}"' in get(dung, "/quan-tri/tieu-chi/").text
    assert "Gửi phản ánh cho phường" in get(dung, DESK).text


def allow(place: Place, *links: Link) -> None:
    """Put these links in the commune's settings."""
    with writing() as session:
        commune = session.get_one(Commune, place.commune.id)
        commune.settings = replace(settings_from_json(commune.settings), links=links).as_json()
