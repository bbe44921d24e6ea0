import json
import time

import click

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.services import demo, places

AT_ONCE = 1000


@click.group("demo", help="Bản trình diễn: năm xã, phường với người bịa.")
def command() -> None:
    pass


@command.command("load", help="Tạo năm xã, phường trình diễn còn thiếu; chạy lại không sao.")
@in_app
def load() -> None:
    missing = demo.missing()
    if not missing:
        click.echo("Đã có đủ các xã, phường trình diễn.")
        return
    password_hash = demo.shared_hash()
    for script in missing:
        began = time.monotonic()
        with writing():
            demo.load(script, password_hash)
        label = places.official(script.code).label
        click.echo(f"Đã tạo {label} ({time.monotonic() - began:.1f} giây).")


@command.command("accounts", help="In tài khoản của bản trình diễn, mỗi dòng một JSON.")
@in_app
def accounts() -> None:
    for account in demo.accounts():
        click.echo(json.dumps(account.as_json(), ensure_ascii=False))


@command.command("eligible", help="Thêm hộ bịa tới khi đủ số hộ đủ tiêu chí mà chưa được công nhận.")
@click.option("--commune", "code", required=True, metavar="CODE", help="Mã 5 chữ số.")
@click.option("--count", required=True, type=click.IntRange(min=1), metavar="N")
@in_app
def eligible(code: str, count: int) -> None:
    lacking = demo.lacking(code, count)
    for start in range(0, lacking, AT_ONCE):
        with writing():
            demo.add_eligible(code, min(AT_ONCE, lacking - start))
    click.echo(f"Đã thêm {lacking} hộ.")
