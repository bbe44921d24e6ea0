"""`/giong-doc/` as members and officers use it without JavaScript, and what a visitor's phone is given."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import sounds
from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.factories import Place, make_clip, make_place, make_user, viewer
from tests.guards.vnu import html_errors
from webapp.models.base import db, writing
from webapp.models.user import Role, User
from webapp.models.voice import ClipState, VoiceClip
from webapp.services import voices

DESK = "/giong-doc/"
LESSON = f"{DESK}quet-ma-qr/vie/"
STEP = f"{LESSON}2"
LIST = f"{DESK}quet-ma-qr.json"


@dataclass(frozen=True)
class People:
    place: Place
    alice: User
    chi: User


@pytest.fixture
def app(one_app: Flask) -> Flask:
    """Pages only: what is stored is tried on both databases in services/test_voices."""
    return one_app


@pytest.fixture
def people(app: Flask) -> People:
    return make_people()


def make_people() -> People:
    place = make_place()
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    return People(place, alice, make_user(Role.OFFICER, "chi", place.commune))


def browser(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, user)
    return client


def send(
    client: FlaskClient, content: bytes | None, page: str = STEP, *, as_script: bool = False
) -> TestResponse:
    text = get(client, page)
    key = text.text.split('name="key"')[1].split('value="')[1].split('"')[0]
    form: dict[str, object] = {"csrf_token": csrf_of(text), "key": key}
    if content is not None:
        form["recording"] = (io.BytesIO(content), "../../giong.exe", "text/html")
    headers = {"Accept": "application/json"} if as_script else {}
    return client.post(page, data=form, base_url=HTTPS, headers=headers)


def the_clip() -> VoiceClip:
    return db.session.scalars(select(VoiceClip).order_by(VoiceClip.recorded_at.desc())).all()[0]


def approved(people: People, **fields: object) -> str:
    with writing():
        clip = make_clip(viewer(people.alice), **fields)  # type: ignore[arg-type]
        voices.approve(by=viewer(people.chi), clip_id=clip.id)
    return clip.id


def test_a_member_sends_a_file_an_officer_approves_and_a_visitor_hears_it(app: Flask, people: People) -> None:
    alice, chi = browser(app, people.alice), browser(app, people.chi)
    answer = send(alice, sounds.made("m4a"))
    assert (answer.status_code, answer.location) == (303, f"{LESSON}3")
    assert "Đã gửi: Bước 2" in get(alice, answer.location).text
    clip = the_clip()
    url = f"{DESK}clip/{clip.id}.mp3"
    visitor = app.test_client()
    assert get(visitor, url).status_code == 404
    assert get(alice, url).headers["Cache-Control"] == "private, no-store"

    waiting = get(chi, f"{DESK}cho-duyet").text
    assert "Người mẫu alice" in waiting
    assert url in waiting
    unheard = post(chi, f"{DESK}cho-duyet/{clip.id}/duyet", {}, f"{DESK}cho-duyet")
    assert unheard.status_code == 422
    assert 'aria-invalid="true"' in unheard.text
    assert get(visitor, url).status_code == 404
    post(chi, f"{DESK}cho-duyet/{clip.id}/duyet", {"heard": "y"}, f"{DESK}cho-duyet")
    assert "Đã duyệt" in get(alice, LESSON).text
    heard = get(visitor, url)
    assert heard.status_code == 200
    assert heard.content_type == "audio/mpeg"
    assert heard.headers["X-Content-Type-Options"] == "nosniff"
    assert heard.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in heard.headers
    assert sounds.heard_seconds(heard.data) == pytest.approx(2, abs=0.2)
    assert get(visitor, f"{LIST}?xa=24133").json == {
        "clips": {"2": {"vie": {"url": url, "bytes": len(heard.data), "seconds": clip.seconds}}},
        "languages": {"vie": "Tiếng Việt"},
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Ghi âm trước, hoặc chọn một tệp"),
        (b"", "Tệp trống"),
        (b"khong phai am thanh", "không phải bản ghi âm"),
        (b"ID3" + b"\0" * 2_100_000, "tối đa 2 MB"),
    ],
)
def test_what_is_refused_is_said_at_the_field(
    app: Flask, people: People, content: bytes | None, words: str
) -> None:
    alice = browser(app, people.alice)
    page = send(alice, content)
    assert page.status_code == 422
    assert words in page.text
    assert 'id="recording-loi"' in page.text or content in (None, b"")
    script = send(alice, content, as_script=True)
    assert script.status_code == 422
    assert words in script.json["error"]
    assert db.session.scalars(select(VoiceClip)).all() == []


def test_twenty_seconds_and_silence_are_refused_at_the_field(app: Flask, people: People) -> None:
    alice = browser(app, people.alice)
    page = send(alice, sounds.made("mp3", seconds=40)).text
    assert 'id="recording-loi"' in page
    assert "dài quá 15 giây" in page
    assert "Không nghe thấy tiếng nào" in send(alice, sounds.silence()).text


def test_a_file_over_the_sites_limit_is_refused_on_the_same_page(app: Flask, people: People) -> None:
    alice = browser(app, people.alice)
    page = send(alice, b"ID3" + b"\0" * 7_000_000)
    assert page.status_code == 413
    assert "tối đa 2 MB" in page.text.split('id="recording-loi"')[1].split("</p>")[0]
    assert "Gửi tệp ghi sẵn" in page.text
    assert send(alice, b"ID3" + b"\0" * 7_000_000, as_script=True).json == {
        "error": "Tệp quá lớn, tối đa 2 MB. Chỉ ghi lời của đoạn này."
    }


def test_a_script_is_told_where_to_go_on(app: Flask, people: People) -> None:
    alice = browser(app, people.alice)
    answer = send(alice, sounds.made("webm", "-c:a", "libopus"), as_script=True)
    assert (answer.status_code, answer.json) == (200, {"next": f"{LESSON}3"})


def test_a_given_back_recording_says_why(app: Flask, people: People) -> None:
    alice, chi = browser(app, people.alice), browser(app, people.chi)
    with writing():
        clip = make_clip(viewer(people.alice), place=2)
    back = f"{DESK}cho-duyet/{clip.id}/tra-lai"
    assert post(chi, back, {"reason": " "}).status_code == 422
    assert post(chi, back, {"reason": "Tiếng nhỏ <b>quá</b>"}).status_code == 303
    assert "Lý do trả lại: Tiếng nhỏ &lt;b&gt;quá&lt;/b&gt;" in get(alice, LESSON).text
    assert post(chi, back, {"reason": "lần nữa"}).status_code == 409


def test_an_approved_recording_is_taken_out_with_a_reason(app: Flask, people: People) -> None:
    chi, clip = browser(app, people.chi), approved(people)
    answer = post(chi, f"{DESK}doan/{clip}/go", {"reason": "Người đọc xin rút"})
    assert answer.location == LESSON
    assert the_clip().state is ClipState.WITHDRAWN
    assert get(app.test_client(), f"{DESK}clip/{clip}.mp3").status_code == 404
    assert get(app.test_client(), LIST).json["clips"] == {}


def test_a_draft_of_another_commune_is_not_there(app: Flask, people: People) -> None:
    with writing():
        clip = make_clip(viewer(people.alice))
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = browser(app, make_user(Role.OFFICER, "ly", other.commune))
    assert get(ly, f"{DESK}clip/{clip.id}.mp3").status_code == 404
    assert get(ly, f"{DESK}cho-duyet/{clip.id}/tra-lai").status_code == 404
    assert "alice" not in get(ly, f"{DESK}cho-duyet").text


def test_each_commune_has_its_own_voices(app: Flask, people: People) -> None:
    approved(people)
    make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    visitor = app.test_client()
    assert get(visitor, LIST).json == {"clips": {}, "languages": {}}
    assert get(visitor, f"{LIST}?xa=02524").json["clips"] == {}
    assert list(get(visitor, f"{LIST}?xa=24133").json["clips"]) == ["1"]
    assert get(visitor, f"{DESK}khong-co.json").status_code == 404


def test_a_clip_is_sent_by_ranges(app: Flask, people: People) -> None:
    visitor, sound = app.test_client(), bytes(range(200))
    url = f"{DESK}clip/{approved(people, sound=sound)}.mp3"
    whole = get(visitor, url)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = get(visitor, url, headers={"Range": "bytes=50-99"})
    assert (part.status_code, part.data) == (206, sound[50:100])
    assert part.headers["Content-Range"] == "bytes 50-99/200"
    assert get(visitor, url, headers={"Range": "bytes=150-"}).data == sound[150:]
    assert get(visitor, url, headers={"Range": "bytes=900-"}).status_code == 416
    again = get(visitor, url, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_unknown_steps_languages_and_lessons_are_404(app: Flask, people: People) -> None:
    alice = browser(app, people.alice)
    for path in (f"{LESSON}99", f"{DESK}quet-ma-qr/rad/", f"{DESK}khong-co/vie/", f"{DESK}quet-ma-qr/rad/1"):
        assert get(alice, path).status_code == 404, path


def test_the_desk_says_when_the_machine_cannot_take_recordings(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alice = browser(app, people.alice)
    monkeypatch.setenv("PATH", str(tmp_path))
    for path in (DESK, LESSON, STEP):
        assert "chưa cài ffmpeg" in get(alice, path).text, path
    assert "chưa cài ffmpeg" in send(alice, b"OggS" + b"\0" * 100).text


def test_the_admin_chooses_the_languages_that_the_desk_offers(app: Flask, people: People) -> None:
    admin = browser(app, make_user(Role.ADMIN, "quan", people.place.commune))
    page = get(admin, "/quan-tri/cai-dat/").text
    assert 'name="languages"' in page
    assert "Ê Đê" in page
    assert "Ê Đê" not in get(browser(app, people.alice), DESK).text


def test_the_pages_that_refuse_are_sound_html(one_app: Flask) -> None:
    people = make_people()
    alice, chi = browser(one_app, people.alice), browser(one_app, people.chi)
    refused = send(alice, b"khong phai am thanh")
    send(alice, sounds.made("m4a"))
    unheard = post(chi, f"{DESK}cho-duyet/{the_clip().id}/duyet", {}, f"{DESK}cho-duyet")
    assert (refused.status_code, unheard.status_code) == (422, 422)
    assert html_errors({"refused": refused.text, "unheard": unheard.text}) == {}
