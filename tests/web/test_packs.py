"""Packs as a phone gets them: whole, the same for everyone, light, and new only when something changed."""

from __future__ import annotations

import gzip
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.browsing import get, sign_in
from tests.factories import make_household, make_place, make_user
from webapp.config import SettingsError, settings_from_environment
from webapp.lessons import catalog
from webapp.models.user import Role
from webapp.web import packs
from webapp.web.packs import NONCE, NotPublic, Plan

LESSON = "/bai-hoc/quet-ma-qr/"
PACK = "/goi/bai-hoc/quet-ma-qr.json"
MOST_BYTES = 1_500_000


@pytest.fixture
def phone(one_app: Flask) -> FlaskClient:
    return one_app.test_client()


def index_of(phone: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = get(phone, "/goi/").json
    return found


def without_nonce(text: str) -> str:
    return re.sub(r'nonce="[^"]+"', 'nonce=""', text)


def test_everything_there_is_weighs_at_most_a_megabyte_and_a_half(phone: FlaskClient) -> None:
    index = index_of(phone)
    assert {each["id"] for each in index["packs"]} >= {f"bai-hoc/{one.slug}" for one in catalog().lessons}
    assert sum(each["bytes"] for each in index["packs"]) < index["bytes"] <= MOST_BYTES


def test_the_index_says_what_each_pack_weighs_on_the_line(phone: FlaskClient) -> None:
    (entry,) = [each for each in index_of(phone)["packs"] if each["id"] == "bai-hoc/quet-ma-qr"]
    answer = get(phone, PACK, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) == entry["bytes"]
    assert json.loads(gzip.decompress(answer.data))["version"] == entry["version"]
    assert get(phone, PACK).json["version"] == entry["version"]


def test_every_link_of_a_kept_lesson_leads_to_a_kept_page(phone: FlaskClient) -> None:
    for lesson in catalog().lessons:
        pages = get(phone, f"/goi/bai-hoc/{lesson.slug}.json").json["pages"]
        inner = re.compile(rf'href="(/bai-hoc/{lesson.slug}/[^"#]*)')
        linked = {link for page in pages.values() for link in inner.findall(page) if "." not in link}
        assert linked <= pages.keys(), lesson.slug


def test_a_kept_page_is_the_page_that_everybody_gets(phone: FlaskClient) -> None:
    pages = get(phone, PACK).json["pages"]
    for path, html in pages.items():
        assert without_nonce(html) == without_nonce(get(phone, path).text), path
        assert f'nonce="{NONCE}"' in html


def test_the_policy_of_a_kept_page_has_a_place_for_the_nonce(phone: FlaskClient) -> None:
    policy = get(phone, PACK).json["headers"]["Content-Security-Policy"]
    assert f"script-src 'nonce-{NONCE}';" in policy
    assert "default-src 'none'" in policy


def test_a_pack_names_everything_that_its_pages_load(phone: FlaskClient) -> None:
    for each in index_of(phone)["packs"]:
        pack = get(phone, f"/goi/{each['id']}.json").json
        loaded = re.findall(
            r'(?:src|<link rel="(?:icon|stylesheet)" href)="([^"]+)"', "".join(pack["pages"].values())
        )
        assert {one.replace("&amp;", "&") for one in loaded} <= set(pack["assets"]), each["id"]
        assert all("?v=" in asset for asset in pack["assets"])


def test_a_number_beyond_the_last_leads_where_the_site_says(phone: FlaskClient) -> None:
    pack = get(phone, PACK).json
    assert pack["beyond"] == {LESSON: f"{LESSON}xong", f"{LESSON}kiem-tra/": f"{LESSON}xong"}
    assert pack["doors"] == {"/b/qr": f"{LESSON}1"}


def test_whoever_asks_gets_the_same_pack(one_app: Flask) -> None:
    place = make_place()
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1960))
    member, stranger = one_app.test_client(), one_app.test_client()
    sign_in(member, alice)
    member.set_cookie("co-chu", "3", domain="localhost", secure=True)
    for each in index_of(stranger)["packs"]:
        address = f"/goi/{each['id']}.json"
        seen, shown = get(member, address), get(stranger, address)
        assert seen.data == shown.data
        assert "Set-Cookie" not in shown.headers
        assert alice.display_name not in seen.text
        assert "csrf_token" not in seen.text


def test_an_unchanged_pack_is_not_sent_again(phone: FlaskClient) -> None:
    for address in (PACK, "/goi/", "/sw.js"):
        first = get(phone, address)
        assert first.headers["Cache-Control"] == "no-cache"
        again = get(phone, address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, address
        assert again.data == b""


def test_a_pack_changes_with_its_words(phone: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = get(phone, PACK).json
    lesson = catalog().lesson("quet-ma-qr")
    assert lesson is not None
    changed = replace(lesson, version=lesson.version + 1, goal="Một câu khác.")
    monkeypatch.setitem(catalog()._lessons, lesson.slug, changed)
    _forget_lessons_as_taught()
    try:
        after = get(phone, PACK).json
    finally:
        _forget_lessons_as_taught()
    assert after["version"] != before["version"]
    assert "Một câu khác." in after["pages"][LESSON]
    assert get(phone, "/goi/bai-hoc/hoi-ai.json").json["version"]


def _forget_lessons_as_taught() -> None:
    from webapp.web import authored

    authored._shipped.cache_clear()


@pytest.mark.parametrize(
    "address", ["/goi/bai-hoc/khong-co.json", "/goi/khong-co/quet-ma-qr.json", "/goi/ho/1.json"]
)
def test_an_unknown_pack_is_404(phone: FlaskClient, address: str) -> None:
    assert get(phone, address).status_code == 404


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        (("/bai-hoc/", "/khong-co"), "404"),
        (("/xac-minh/",), "cookie"),
        (("/ho/",), "303"),
        (("/dong-bo",), "401"),
    ],
)
def test_a_page_that_is_not_everybodys_can_not_be_kept(
    one_app: Flask, pages: tuple[str, ...], why: str
) -> None:
    plan = Plan("thu", "thu", "Thử", pages)
    with one_app.test_request_context(), pytest.raises(NotPublic, match=why):
        packs.pack_of(plan, None)


def test_the_lists_of_a_commune_are_kept_with_its_own_lessons_in_mind(one_app: Flask) -> None:
    place = make_place()
    phone = one_app.test_client()
    answer = get(phone, f"/goi/trang/chung.json?xa={place.commune.id}")
    pages = answer.json["pages"]
    assert {"/", "/bai-hoc/", "/hien-thi", "/tai-ve/", "/tai-ve/chua-co"} <= pages.keys()
    assert "Bài này chưa tải về máy" in pages["/tai-ve/chua-co"]


def test_the_front_page_and_the_list_lead_to_the_page_to_keep_lessons(phone: FlaskClient) -> None:
    assert 'href="/tai-ve/"' in get(phone, "/").text
    assert 'href="/tai-ve/"' in get(phone, "/bai-hoc/").text


def test_without_a_script_the_page_says_that_everything_can_still_be_read(phone: FlaskClient) -> None:
    page = get(phone, "/tai-ve/").text
    assert "Khi có mạng vẫn xem được mọi bài." in page
    shown = re.sub(r"<(section|div|button)[^>]* hidden>.*?</\1>", "", page, flags=re.S)
    assert "Tải trọn bộ" not in shown


def test_the_site_stands_on_the_home_screen_with_its_mark(phone: FlaskClient) -> None:
    answer = get(phone, "/manifest.webmanifest")
    assert answer.content_type == "application/manifest+json"
    words = answer.json
    assert (words["start_url"], words["display"], words["lang"]) == ("/", "standalone", "vi")
    assert {icon["purpose"] for icon in words["icons"]} == {"any", "maskable"}
    for icon in words["icons"]:
        picture = Image.open(io.BytesIO(get(phone, icon["src"]).data)).convert("RGB")
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        corner = picture.getpixel((1, 1))
        assert isinstance(corner, tuple)
        assert max(abs(a - b) for a, b in zip(corner, (0x1A, 0x2B, 0x66), strict=True)) < 8
    assert get(phone, "/bieu-tuong-193.png").status_code == 404


def test_the_worker_is_light(phone: FlaskClient) -> None:
    answer = get(phone, "/sw.js", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= 9_000
    assert gzip.decompress(answer.data).decode() == get(phone, "/sw.js").text


def test_keeping_can_be_switched_off(one_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = one_app.test_client()
    assert "manifest.webmanifest" in get(phone, "/hien-thi").text
    assert "unregister" not in get(phone, "/sw.js").text
    monkeypatch.setitem(one_app.config, "SETTINGS", replace(one_app.config["SETTINGS"], offline=False))
    assert "manifest.webmanifest" not in get(phone, "/hien-thi").text
    assert "unregister" in get(phone, "/sw.js").text


def test_the_switch_knows_two_words() -> None:
    known = {"SECRET_KEY": "x", "OFFLINE": "off"}
    assert settings_from_environment(known).offline is False
    with pytest.raises(SettingsError, match="OFFLINE"):
        settings_from_environment(known | {"OFFLINE": "0"})
