"""`webapp user` and `webapp audit`, as an operator runs them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tests.browsing import fill_in_sign_in, get, post, sign_in
from tests.factories import PASSWORD, Place, make_place, make_user, viewer
from webapp.cli import main
from webapp.models.base import db, writing
from webapp.models.user import Role, User
from webapp.services import accounts, audit, seats
from webapp.services.progress import today


@pytest.fixture
def place(one_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A commune in the database that the command line finds through its environment."""
    monkeypatch.setenv("SECRET_KEY", "test key")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{one_app.instance_path}/webapp.sqlite3")
    monkeypatch.setenv("INSTANCE_PATH", one_app.instance_path)
    return make_place()


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    db.session.rollback()
    db.session.expire_all()
    return result


def test_an_account_is_added_and_its_slip_signs_in(one_app: Flask, place: Place) -> None:
    options = ("--role", "member", "--commune", "24133", "--name", "Nguyễn Thị Đào", "--hamlet", "ea mau")
    made = json.loads(run("user", "add", *options).stdout)
    assert made["username"] == "dao.eamau"
    user = db.session.scalars(select(User)).one()
    assert seats.hamlets_of(user, today()) == {place.hamlet.id}
    phone = one_app.test_client()
    path = made["slip"].removeprefix("http://127.0.0.1:8000")
    assert post(phone, path, {}).location == "/tai-khoan/mat-khau"


def test_a_one_time_password_works_once_and_is_changed(one_app: Flask, place: Place) -> None:
    options = ("--role", "admin", "--commune", "24133", "--name", "Dung", "--one-time-password")
    made = json.loads(run("user", "add", *options).stdout)
    user = db.session.scalars(select(User)).one()
    assert fill_in_sign_in(one_app.test_client(), user, made["password"]).location == "/tai-khoan/mat-khau"


def test_what_is_wrong_is_said_in_one_line_and_nothing_is_added(place: Place) -> None:
    for words, message in (
        (("--commune", "99999"), "Chưa có xã, phường mang mã 99999"),
        (("--commune", "24133", "--hamlet", "Mường Xa"), "chưa có thôn, tổ dân phố: Mường Xa"),
        (("--commune", "24133", "--username", "0905123456"), "Đừng dùng số điện thoại"),
    ):
        result = run("user", "add", "--role", "member", "--name", "Đào", *words)
        assert result.exit_code == 1
        assert message in result.stderr
        assert result.stdout == ""
    assert db.session.scalars(select(User)).all() == []


def test_a_province_account_sees_its_province(one_app: Flask, place: Place) -> None:
    options = ("--role", "province", "--commune", "24133", "--name", "Sở", "--one-time-password")
    made = json.loads(run("user", "add", *options).stdout)
    user = db.session.scalars(select(User)).one()
    assert (user.commune_id, user.province_code) == (None, "66")
    office = one_app.test_client()
    fill_in_sign_in(office, user, made["password"])
    post(office, "/tai-khoan/mat-khau", {"new_password": PASSWORD, "again": PASSWORD})
    assert "Phường Buôn Ma Thuột" in get(office, "/cac-xa/").text


def test_disabling_ends_the_account_everywhere(one_app: Flask, place: Place) -> None:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    phone = one_app.test_client()
    sign_in(phone, alice)
    assert run("user", "disable", "ALICE").exit_code == 0
    assert get(phone, "/ho/").status_code == 303
    assert run("user", "disable", "nobody").exit_code == 1


def test_a_lost_admin_gets_a_new_slip(place: Place) -> None:
    make_user(Role.ADMIN, "dung", place.commune)
    assert "/dang-nhap/phieu/" in json.loads(run("user", "slip", "dung").stdout)["slip"]


def test_the_audit_trail_is_sealed_and_verified(place: Place) -> None:
    dung = make_user(Role.ADMIN, "dung", place.commune)
    with writing():
        accounts.add(by=viewer(dung), commune=place.commune, role=Role.OFFICER, name="Chị Chi", today=today())
    assert run("audit", "verify").exit_code == 0
    assert "Đã niêm phong" in run("audit", "seal").stdout
    result = run("audit", "verify")
    assert result.exit_code == 0
    assert "Nhật ký nguyên vẹn." in result.stdout


def test_a_row_changed_behind_the_system_breaks_the_chain(one_app: Flask, place: Place) -> None:
    with writing():
        change = {"role": ["member", "admin"]}
        audit.record(by=None, action="test", noun="user", noun_id="x", changes=change, commune_id="24133")
    run("audit", "seal")
    with sqlite3.connect(Path(one_app.instance_path) / "webapp.sqlite3") as connection:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("UPDATE audit_row SET action = 'other'")
        connection.execute("DROP TRIGGER audit_row_no_update")
        connection.execute("UPDATE audit_row SET action = 'other' WHERE action = 'test'")
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "BỊ SỬA" in result.stdout
