from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from webapp.lessons import catalog
from webapp.lessons.check import check_content, check_folder
from webapp.lessons.loader import CONTENT, load_lessons
from webapp.lessons.needs import check_needs
from webapp.lessons.plans import coverage, load_plans
from webapp.lessons.practice_check import check_practice, check_practices
from webapp.lessons.practice_loader import PRACTICES, practice_slugs
from webapp.lessons.reader import Problem
from webapp.lessons.scams import scam_catalog
from webapp.lessons.scams.check import check_scams
from webapp.web.drawings import drawing
from webapp.web.practices import practice_drawing
from webapp.web.scam_drawings import scam_drawing


@click.group("lesson", help="Bài học.")
def command() -> None:
    pass


@command.command(
    "check",
    help="Soát lời, hình, nguồn của mọi bài học, bài tập, hoặc của các bài có tên.",
)
@click.argument("slugs", nargs=-1)
def check(slugs: tuple[str, ...]) -> None:
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    lessons = {path.parent.name for path in CONTENT.glob("*/lesson.toml")}
    if slugs:
        problems = [found for slug in slugs for found in _named(slug, today, lessons)]
    else:
        problems = check_content(today, drawing) + check_practices(lessons, practice_drawing)
        problems += check_scams(scam_catalog(), catalog(), scam_drawing)
        problems += check_needs(lessons)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise click.ClickException(f"{len(problems)} chỗ phải sửa")
    click.echo("Các bài học, bài tập đều đạt.", err=True)


@command.command(
    "coverage", help="In bảng Markdown: nội dung trong kế hoạch của năm nơi và bài học ứng với nó."
)
def show_coverage() -> None:
    lessons, _ = load_lessons()
    click.echo(coverage(load_plans(), lessons))


def _named(slug: str, today: date, lessons: set[str]) -> list[Problem]:
    """A lesson and a practice may have the same name: then both are meant."""
    if scam_catalog().case(slug):
        scams = check_scams(scam_catalog(), catalog(), scam_drawing)
        return [problem for problem in scams if problem.file == f"scams/{slug}.toml"]
    practised = slug in practice_slugs()
    problems = check_practice(PRACTICES / slug, lessons, practice_drawing) if practised else []
    if slug in lessons or not practised:
        problems += check_folder(CONTENT / slug, today, drawing)
    return problems
