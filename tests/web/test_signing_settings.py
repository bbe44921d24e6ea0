"""What an admin is told about signing: what waits for him, whether a time stamp server answers, ways back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.conftest import emptied
from tests.factories import make_place, make_user, viewer
from tests.stamping import server_files, stamping
from webapp.models.base import db, now, writing
from webapp.models.signature import SigningKind, SigningWay
from webapp.models.user import Role, User
from webapp.services import signed_files, trust_roots
from webapp.services.access import Viewer
from webapp.services.signed_files import Made
from webapp.services.signing import processes
from webapp.services.signing.refusals import TIME_STAMP_REFUSALS
from webapp.services.signing.time_stamp_trial import ask_once

DESK = "/giay/ky-so/"
SETTINGS, SIGNERS = f"{DESK}cai-dat", f"{DESK}nguoi-ky/"
TRY = f"{SETTINGS}/thu-dau-thoi-gian"
CHIEN = {
    "name": "Lường Văn Chiến", "organisation": "", "issuer": "CA Thử", "serial": "1", "at": None,
    "fingerprint": "ab" * 32, "valid_from": "2026-01-01T00:00:00+00:00",
    "valid_until": "2036-01-01T00:00:00+00:00", "timestamped": False, "trusted": None,
    "revocation": "unasked",
}  # fmt: skip


@pytest.fixture(scope="module")
def app_of_all(sqlite_app: Flask) -> Iterator[Flask]:
    yield from emptied(sqlite_app)


@pytest.fixture(scope="module")
def people(app_of_all: Flask) -> dict[Role, FlaskClient]:
    commune, found = make_place().commune, {}
    for role in (Role.OFFICER, Role.APPROVER, Role.ADMIN):
        found[role] = app_of_all.test_client()
        sign_in(found[role], make_user(role, f"the-{role.value}", commune))
    return found


def _viewer(role: Role) -> Viewer:
    return viewer(db.session.query(User).filter_by(role=role).one())


def _signed_by_chien(title: str) -> None:
    """Two letters stand for a file, and one more for its signature; the approver brings it back signed."""
    approver = _viewer(Role.APPROVER)
    with writing():
        [file] = signed_files.add(by=approver, made=[Made(SigningKind.PAPER, title, title.encode(), 1)])
        signed_files.take_signatures(
            by=approver, file_id=file.id, content=f"{title}.".encode(), signed_size=len(title.encode()) + 1,
            way=SigningWay.EXCHANGE, signatures=[{**CHIEN, "at": now().isoformat()}],
        )  # fmt: skip


def test_the_admins_first_page_says_how_many_files_wait_for_a_signer(people: dict[Role, FlaskClient]) -> None:
    assert "chờ xác nhận người ký" not in get(people[Role.ADMIN], "/quan-tri/").text
    for title in ("aa", "bb"):
        _signed_by_chien(title)
    page = get(people[Role.ADMIN], "/quan-tri/").text
    assert f'<a href="{SIGNERS}">2 tệp chờ xác nhận người ký</a>' in page


def test_whoever_brought_a_certificate_is_told_who_confirms_it_and_has_no_button(
    people: dict[Role, FlaskClient],
) -> None:
    page = get(people[Role.APPROVER], SIGNERS).text
    assert "Cần người quản trị, hoặc người ký quyết định khác, xác nhận." in page
    assert "Đúng, ký cho xã, phường" not in page
    assert "Đúng, ký cho xã, phường" in get(people[Role.ADMIN], SIGNERS).text
    whole = " ".join(["abab"] * 16)
    assert f"<code>{whole}</code>" in page


def test_a_time_stamp_server_is_tried_before_a_paper_waits_for_it(
    people: dict[Role, FlaskClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, authority = server_files(tmp_path)
    admin = people[Role.ADMIN]

    def told(address: str) -> str:
        return post(admin, TRY, {"time_stamps": address, "reason": ""}, SETTINGS).text

    with stamping(own) as address:
        monkeypatch.setitem(processes._ENVIRONMENT, "REQUESTS_CA_BUNDLE", str(authority))
        right = told(f"{address}/tsa")
        assert "trả lời đúng, dấu thời gian của “Dịch vụ dấu thời gian thử”" in right
        assert f'value="{address}/tsa"' in right
    port = address.rpartition(":")[2]
    assert f"Đã hỏi máy chủ 127.0.0.1, cổng {port}: máy chủ không trả lời" in told(f"{address}/tsa")
    assert "phải bắt đầu bằng https://" in told("http://127.0.0.1/")
    assert trust_roots.rule_of(_viewer(Role.ADMIN).commune_id).time_stamps == ""


def test_why_a_time_stamp_server_is_no_use_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, authority = server_files(tmp_path)
    with stamping(own) as address:
        found = {"": ask_once(f"{address}/tsa")["error"]}
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
        found |= {path: ask_once(f"{address}{path}")["error"] for path in ("/khac", "/trang")}
    assert found == {"": "bad-certificate", "/khac": "refuses", "/trang": "no-stamp"}
    assert ask_once("https://tsa.khong-co.invalid/")["error"] == "no-name"
    assert set(found.values()) < set(TIME_STAMP_REFUSALS)


@pytest.mark.parametrize(
    ("who", "path", "field", "back"),
    [
        (Role.ADMIN, f"{SETTINGS}/chung-thu", "file", SETTINGS),
        (Role.ADMIN, f"{SIGNERS}them", "key", SIGNERS),
        (Role.APPROVER, f"{DESK}ky?signing_ids={{file}}", "key", f"{DESK}ky?signing_ids={{file}}"),
    ],
)
def test_a_file_that_is_too_large_leads_back_to_its_form(
    people: dict[Role, FlaskClient], who: Role, path: str, field: str, back: str
) -> None:
    with writing():
        made = [Made(SigningKind.PAPER, path, path.encode(), 1)]
        [file] = signed_files.add(by=_viewer(Role.OFFICER), made=made)
    sent = {"csrf_token": csrf_of(get(people[who], SIGNERS)), field: (io.BytesIO(bytes(600_000)), "a.p12")}
    answer = people[who].post(path.format(file=file.id), data=sent, base_url=HTTPS)
    assert answer.status_code == 413
    assert f'href="{back.format(file=file.id)}"' in answer.text
