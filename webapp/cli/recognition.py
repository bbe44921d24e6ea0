from datetime import datetime

import click

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.services import decisions
from webapp.services.operators import operator


@click.group("recognition", help="Công nhận hộ gia đình.")
def command() -> None:
    pass


@command.command("run", help="Đề nghị và ghi quyết định cho mọi hộ đủ tiêu chí (nhiều nhất N hộ).")
@click.option("--commune", required=True, help="Mã xã, phường, 5 chữ số.")
@click.option("--decision", required=True, help="Số quyết định đã ký.")
@click.option(
    "--date", "signed_on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Ngày ký, 2026-11-20."
)
@click.option("--count", type=click.IntRange(min=1), help="Nhiều nhất bao nhiêu hộ.")
@in_app
def run(commune: str, decision: str, signed_on: datetime, count: int | None) -> None:
    with writing():
        made = decisions.recognise_all(
            by=operator(commune), number=decision, signed_on=signed_on.date(), count=count
        )
        recognised = decisions.count_recognised(made.id)
    click.echo(f"Đã ghi quyết định {made.number}: công nhận {recognised} hộ.")
