from datetime import datetime
from zoneinfo import ZoneInfo

import click

from webapp.lessons.check import check_content, check_folder
from webapp.lessons.loader import CONTENT
from webapp.web.drawings import drawing


@click.group("lesson", help="Bài học.")
def command() -> None:
    pass


@command.command("check", help="Soát lời, hình, nguồn của mọi bài, hoặc của các bài có tên.")
@click.argument("slugs", nargs=-1)
def check(slugs: tuple[str, ...]) -> None:
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    if slugs:
        problems = [found for slug in slugs for found in check_folder(CONTENT / slug, today, drawing)]
    else:
        problems = check_content(today, drawing)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise click.ClickException(f"{len(problems)} chỗ phải sửa")
    click.echo("Các bài học đều đạt.", err=True)
