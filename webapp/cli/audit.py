"""`webapp audit`: the chained trail of who changed what."""

from __future__ import annotations

import click

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.services import audit


@click.group("audit", help="Nhật ký thay đổi.")
def command() -> None:
    pass


@command.command("seal", help="Niêm phong các dòng mới của mọi chuỗi.")
@in_app
def seal() -> None:
    with writing():
        rows = audit.seal()
    click.echo(f"Đã niêm phong {rows} dòng.")


@command.command("verify", help="Tính lại mọi chuỗi; thoát với mã 1 nếu có chỗ bị sửa.")
@in_app
def verify() -> None:
    checks = audit.verify()
    for each in checks:
        state = "nguyên vẹn" if each.broken_at is None else f"BỊ SỬA, trong đoạn đến dòng {each.broken_at}"
        click.echo(f"{each.chain}: {each.rows} dòng đã niêm phong, {each.unsealed} dòng chưa: {state}")
    if any(each.broken_at is not None for each in checks):
        raise click.ClickException("Nhật ký thay đổi đã bị sửa.")
    click.echo("Nhật ký nguyên vẹn.")
