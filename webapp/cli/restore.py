from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from webapp.cli.context import in_app
from webapp.cli.schema import revision
from webapp.models.base import writing
from webapp.services import backups
from webapp.web import running

RUNNING = "Trang đang chạy. Dừng `make run` (và mọi máy khác dùng chung dữ liệu) rồi khôi phục."
NOT_EMPTY = (
    "Cơ sở dữ liệu này đã có dữ liệu. Khôi phục vào một INSTANCE_PATH hoặc DATABASE_URL mới, còn trống."
)


@click.command(
    "restore", help="Khôi phục một bản sao lưu vào cơ sở dữ liệu trống; từ chối khi trang đang chạy."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def command(file: Path) -> None:
    if running.hold_alone(Path(current_app.instance_path)) is None:
        raise click.ClickException(RUNNING)
    upgrade()
    if backups.others_are_connected():
        raise click.ClickException(RUNNING)
    if not backups.is_empty():
        raise click.ClickException(NOT_EMPTY)
    with writing():
        counts = backups.read_backup(file, revision())
    click.echo(f"Đã khôi phục {sum(counts.values())} dòng. Mọi người cần đăng nhập lại.")
