import json

import click

from webapp.cli.context import in_app
from webapp.services import export


@click.group("event", help="Nhật ký các lần ghi.")
def command() -> None:
    pass


@command.command("export", help="In mọi lần ghi, mỗi dòng một JSON, xếp theo mã.")
@in_app
def export_events() -> None:
    for line in export.events():
        click.echo(json.dumps(line, ensure_ascii=False, sort_keys=True))
