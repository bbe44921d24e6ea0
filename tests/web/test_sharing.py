"""A lesson is handed on: short link, words for a group and the loudspeaker, picture, leaflet, poster."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.browsing import get
from tests.factories import make_place
from webapp.lessons import catalog
from webapp.lessons.announcements import OWN_RULE, loudspeaker_text
from webapp.web.pdf.leaflets import Linked, render_leaflet
from webapp.web.pdf.previews import lesson_picture, page_picture

BASE = "http://127.0.0.1:8000"
LESSONS = catalog().lessons


@pytest.fixture
def reader(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "page.pdf").write_bytes(pdf)
    found = subprocess.run(
        ["pdftotext", "-layout", "page.pdf", "-"], cwd=folder, capture_output=True, check=True
    )
    return " ".join(found.stdout.decode().split())


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def codes_on(pdf: bytes, width: int) -> set[str]:
    picture = Image.open(io.BytesIO(page_picture(pdf, width=width)))
    return {code.text for code in zxingcpp.read_barcodes(picture.convert("L"))}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_a_short_link_opens_step_one_without_signing_in(reader: FlaskClient, lesson) -> None:
    answer = get(reader, f"/b/{lesson.short}")
    assert answer.status_code == 302
    assert answer.location == f"/bai-hoc/{lesson.slug}/1"
    assert get(reader, answer.location).status_code == 200


def test_an_unknown_short_link_ends_on_the_helpful_page(reader: FlaskClient) -> None:
    answer = get(reader, get(reader, "/b/quet-qr").location)
    assert answer.status_code == 404
    assert "Quét mã QR trả tiền" in answer.text


def test_the_page_to_share_has_the_code_the_link_and_both_texts(reader: FlaskClient) -> None:
    page = get(reader, "/chia-se/quet-ma-qr/").text
    assert f"{BASE}/b/qr" in page
    assert 'class="qr"' in page
    assert "Bài học: Quét mã QR trả tiền" in page
    assert "Kính thưa bà con." in page
    assert get(reader, "/chia-se/khong-co/").status_code == 404


def test_where_several_communes_are_served_a_link_keeps_its_own(reader: FlaskClient) -> None:
    make_place("24133")
    make_place("02524", "Xã Liên Minh", "Tỉnh Ninh Bình")
    assert f"{BASE}/b/qr?xa=02524" in get(reader, "/chia-se/quet-ma-qr/?xa=02524").text
    assert get(reader, "/b/qr?xa=02524").location == "/bai-hoc/quet-ma-qr/1?xa=02524"
    assert f"{BASE}/b/qr<" in get(one_more(reader), "/chia-se/quet-ma-qr/").text


def one_more(reader: FlaskClient) -> FlaskClient:
    return reader.application.test_client()


@pytest.mark.parametrize("page", ["/bai-hoc/quet-ma-qr/", "/bai-hoc/quet-ma-qr/1"])
def test_a_shared_link_shows_title_words_and_a_picture_of_its_own(reader: FlaskClient, page: str) -> None:
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', get(reader, page).text))
    assert said["title"] == "Quét mã QR trả tiền"
    assert said["description"].startswith("Tự trả tiền ở cửa hàng")
    assert said["image"].startswith(f"{BASE}/chia-se/quet-ma-qr/hinh.png")
    picture = get(reader, said["image"].removeprefix(BASE))
    assert picture.mimetype == "image/png"
    assert Image.open(io.BytesIO(picture.data)).size == (1200, 630)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_a_lesson_s_picture_is_light(lesson) -> None:
    assert len(lesson_picture(lesson)) <= 100_000


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_a_leaflet_is_one_page_with_every_step_whole(tmp_path: Path, lesson) -> None:
    pdf = render_leaflet(Linked(lesson, f"{BASE}/b/{lesson.short}"), "Phường Buôn Ma Thuột")
    assert pages_of(pdf) == 1
    words = text_of(pdf, tmp_path)
    for step in lesson.steps:
        for word in re.split(r"[\s-]+", step.title.strip("“”")):
            assert word.strip("“”,") in words, step.title
    assert OWN_RULE in words
    assert "Phường Buôn Ma Thuột" in words


def test_the_leaflet_s_code_opens_the_lesson(reader: FlaskClient) -> None:
    answer = get(reader, "/bai-hoc/quet-ma-qr/to-roi.pdf")
    assert answer.mimetype == "application/pdf"
    assert codes_on(answer.data, 1000) >= {f"{BASE}/b/qr"}
    assert get(reader, "/bai-hoc/quet-ma-qr/to-roi.pdf").data == answer.data


def test_the_poster_has_a_code_for_every_lesson_on_one_page(reader: FlaskClient) -> None:
    pdf = get(reader, "/chia-se/ap-phich.pdf").data
    assert codes_on(pdf, 3500) == {f"{BASE}/bai-hoc/", *(f"{BASE}/b/{lesson.short}" for lesson in LESSONS)}
    assert pages_of(pdf) == 1


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_the_loudspeaker_s_text_takes_about_a_minute_and_names_no_address(lesson) -> None:
    words = loudspeaker_text(lesson)
    assert 90 <= len(words.split()) <= 260
    assert "http" not in words
    assert "/" not in words
