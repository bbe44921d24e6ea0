from pathlib import Path

import click

from webapp.cli.context import in_app
from webapp.cli.schema import revision
from webapp.services import backups


@click.command("backup", help="Sao lưu toàn bộ dữ liệu vào một tệp; làm được khi trang đang chạy.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_app
def command(file: Path) -> None:
    counts = backups.write_backup(file, revision())
    click.echo(f"Đã sao lưu {sum(counts.values())} dòng vào {file}.")
