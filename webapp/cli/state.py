import json

import click

from webapp.cli.context import in_app
from webapp.services import export


@click.group("state", help="Tình trạng phiếu của các hộ.")
def command() -> None:
    pass


@command.command("export", help="In mỗi hộ và việc đã có, mỗi dòng một JSON.")
@in_app
def export_state() -> None:
    for line in export.state():
        click.echo(json.dumps(line, ensure_ascii=False, sort_keys=True))
