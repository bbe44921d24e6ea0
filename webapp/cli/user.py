"""`webapp user`: the first accounts of a commune, and help for a lone admin who lost the way in."""

from __future__ import annotations

import json

import click
from flask import current_app

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.models.user import Role, User
from webapp.rules.vietnamese import clean_text
from webapp.services import accounts, communes, passwords, seats, slips
from webapp.services.progress import today


@click.group("user", help="Tài khoản.")
def command() -> None:
    pass


@command.command("add", help="Thêm một tài khoản; in tên đăng nhập và đường dẫn phiếu đăng nhập.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--commune", "code", required=True, help="Mã xã, phường, năm chữ số.")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--hamlet", "hamlets", multiple=True, help="Thôn của tổ; lặp lại được. Không có: tổ cấp xã.")
@click.option("--username", help="Bỏ trống thì lấy theo tên và thôn.")
@click.option("--one-time-password", "spoken", is_flag=True, help="In mật khẩu dùng một lần thay cho phiếu.")
@in_app
def add(
    role: str, code: str, name: str, hamlets: tuple[str, ...], username: str | None, spoken: bool
) -> None:
    said = passwords.one_time() if spoken else None
    hashed = passwords.hash_password(said) if said else None
    with writing():
        commune = communes.get(code)
        user = accounts.add(
            by=None, commune=commune, role=Role(role), name=clean_text(name), today=today(),
            hamlet_ids=seats.hamlets_named(commune, hamlets, today()), username=username,
            password_hash=hashed,
        )  # fmt: skip
        way_in = {"password": said} if said else _slip(user)
    click.echo(json.dumps({"username": user.username, **way_in}, ensure_ascii=False))


@command.command("slip", help="Một phiếu đăng nhập mới cho tài khoản đã có.")
@click.argument("username")
@in_app
def slip(username: str) -> None:
    with writing():
        user = accounts.by_username(username)
        way_in = _slip(user)
    click.echo(json.dumps({"username": user.username, **way_in}, ensure_ascii=False))


@command.command("disable", help="Khóa một tài khoản; mọi máy đang mở thoát ra.")
@click.argument("username")
@in_app
def disable(username: str) -> None:
    with writing():
        user = accounts.by_username(username)
        accounts.set_active(by=None, user=user, active=False)
    click.echo(f"Đã khóa {user.username}.")


def _slip(user: User) -> dict[str, str]:
    made = slips.make(by=None, users=[user])[0]
    base: str = current_app.config["SETTINGS"].base_url
    return {"slip": f"{base}/dang-nhap/phieu/{made.token}"}
