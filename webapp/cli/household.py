from pathlib import Path

import click

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.models.user import Role
from webapp.services import communes, imports
from webapp.services.access import Viewer
from webapp.services.imports import Draft, preview
from webapp.services.operators import operator

NOTHING_WRITTEN = "Chưa ghi gì. Sửa các dòng trên, hoặc thêm --skip-refused để bỏ các dòng đó."


@click.group("household", help="Hộ gia đình.")
def command() -> None:
    pass


@command.command("import", help="Nhập danh sách hộ từ tệp .xlsx, .xls, .ods hoặc .csv.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commune", required=True, help="Mã xã, phường, 5 chữ số.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem, không ghi.")
@click.option("--skip-refused", is_flag=True, help="Bỏ các dòng cần sửa, nhập các dòng còn lại.")
@in_app
def import_list(file: Path, commune: str, dry_run: bool, skip_refused: bool) -> None:
    looking = Viewer("", Role.OFFICER, communes.get(commune).id, None, None, None)
    draft = imports.draft(looking, imports.place_of(looking), imports.from_file(file, file.name))
    _tell(draft)
    refused = draft.counts["rows_left_out"]
    if refused and not skip_refused:
        raise click.ClickException(NOTHING_WRITTEN)
    if dry_run:
        click.echo("Chạy thử: chưa ghi gì.")
    elif not draft.counts["new"] and not draft.counts["changed"]:
        click.echo("Không có gì để ghi: các hộ trong danh sách đã có đủ.")
    else:
        _write(commune, draft)
        click.echo(f"Đã nhập {draft.counts['rows_used']} dòng, bỏ {refused} dòng.")


def _write(commune: str, draft: Draft) -> None:
    with writing():
        by = operator(commune)
        batch = imports.keep(by=by, draft=draft)
    ready = imports.make_ready(by, imports.get(by, batch.id, whole=True))
    with writing():
        imports.confirm(by=by, ready=ready)


def _tell(draft: Draft) -> None:
    """Counts first, then what was dropped, then each refused row."""
    counts = draft.counts
    click.echo(
        f"Đọc {counts['rows_read']} dòng: {counts['rows_used']} dòng dùng được, "
        f"{counts['rows_left_out']} dòng cần sửa."
    )
    click.echo(
        f"{counts['new']} hộ mới, {counts['changed']} hộ thay đổi, {counts['same']} hộ không đổi, "
        f"{counts['gone']} hộ đã có mà danh sách không ghi."
    )
    for line in preview.told_lines(draft.plan):
        click.echo(line)
    for line in preview.lines(draft.plan):
        click.echo(line)
