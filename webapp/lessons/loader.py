"""Turns `content/<slug>/lesson.toml` into a `Lesson`, or into the list of what keeps it from being one."""

from __future__ import annotations

from pathlib import Path

from webapp.lessons.reader import Problem, Reader, read_toml
from webapp.lessons.schema import TOPICS, Answer, Check, Fact, Lesson, Mark, Skill, Source, Step, Teach

CONTENT = Path(__file__).parent / "content"
PICTURES = "pictures"
DEFAULT_STUCK = "Tôi không thấy nút này"


def load_lessons(root: Path = CONTENT) -> tuple[list[Lesson], list[Problem]]:
    """Every readable lesson in its order, and what is wrong with the unreadable ones."""
    lessons: list[Lesson] = []
    problems: list[Problem] = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and path.name != PICTURES):
        lesson, found = load_lesson(folder)
        problems += found
        if lesson is not None:
            lessons.append(lesson)
    return sorted(lessons, key=place_in_list), problems


def place_in_list(lesson: Lesson) -> tuple[int, int, str]:
    topics = list(TOPICS)
    topic = topics.index(lesson.topic) if lesson.topic in topics else len(topics)
    return topic, lesson.order, lesson.slug


def load_lesson(folder: Path) -> tuple[Lesson | None, list[Problem]]:
    problems: list[Problem] = []
    name = f"{folder.name}/lesson.toml"
    table = read_toml(folder / "lesson.toml", name, problems)
    if table is None:
        return None, problems
    lesson = lesson_of(folder.name, Reader(table, name, problems))
    problems += missing_drawings(lesson, folder)
    return (None if problems else lesson), problems


def load_skills(path: Path = CONTENT / "skills.toml") -> tuple[list[Skill], list[Problem]]:
    problems: list[Problem] = []
    table = read_toml(path, path.name, problems) or {}
    reader = Reader(table, path.name, problems)
    skills = [_skill(entry) for entry in reader.tables("skill")]
    reader.finish()
    return ([] if problems else skills), problems


def drawing_path(folder: Path, name: str) -> Path | None:
    """The lesson's own drawing, else the shared picture of that name."""
    candidates = (folder / f"{name}.svg", folder.parent / PICTURES / f"{name}.svg")
    return next((path for path in candidates if path.is_file()), None)


def missing_drawings(lesson: Lesson, folder: Path) -> list[Problem]:
    named = [(f"step {n}.drawing", step.drawing) for n, step in enumerate(lesson.steps, 1)]
    for n, check in enumerate(lesson.checks, 1):
        if check.drawing:
            named.append((f"check {n}.drawing", check.drawing))
        named += [(f"check {n}.answer {m}.picture", a.picture) for m, a in enumerate(check.answers, 1)]
    return [
        Problem(f"{lesson.slug}/lesson.toml", field, f"chưa có hình {name}.svg")
        for field, name in named
        if name and drawing_path(folder, name) is None
    ]


def lesson_of(slug: str, reader: Reader) -> Lesson:
    """The lesson in a table; what is missing or mistyped is complained of by the reader, and left empty."""
    lesson = Lesson(
        slug=slug,
        short=reader.text("short"),
        order=reader.whole("order"),
        version=reader.whole("version"),
        title=reader.text("title"),
        topic=reader.text("topic"),
        icon=reader.text("icon"),
        minutes=reader.whole("minutes"),
        goal=reader.text("goal"),
        needs=reader.texts("needs"),
        groups=reader.texts("groups"),
        covers=reader.pairs("covers"),
        reviewed_on=reader.day("reviewed_on"),
        steps=tuple(_step(entry) for entry in reader.tables("step")),
        checks=tuple(_check(entry) for entry in reader.tables("check")),
        teach=_teach(reader.table("teach")),
        facts=tuple(_fact(entry) for entry in reader.tables("fact")),
        sources=tuple(_source(entry) for entry in reader.tables("source")),
        also=reader.texts("also", ()),
        practices=reader.texts("practices", ()),
    )
    reader.finish()
    return lesson


def _step(reader: Reader) -> Step:
    step = Step(
        title=reader.text("title"),
        say=reader.text("say"),
        drawing=reader.text("drawing"),
        help=reader.text("help"),
        stuck=reader.text("stuck", DEFAULT_STUCK),
        facts=reader.texts("facts", ()),
        until=reader.day_or_none("until"),
    )
    reader.finish()
    return step


def _check(reader: Reader) -> Check:
    check = Check(
        question=reader.text("question"),
        step=reader.whole("step"),
        answers=tuple(_answer(entry) for entry in reader.tables("answer")),
        drawing=reader.text("drawing", ""),
        facts=reader.texts("facts", ()),
    )
    reader.finish()
    return check


def _answer(reader: Reader) -> Answer:
    answer = Answer(
        text=reader.text("text"),
        picture=reader.text("picture"),
        reason=reader.text("reason"),
        right=reader.truth("right"),
    )
    reader.finish()
    return answer


def _teach(reader: Reader) -> Teach:
    teach = Teach(say=reader.texts("say"), ask=reader.text("ask"), never=reader.text("never"))
    reader.finish()
    return teach


def _fact(reader: Reader) -> Fact:
    mark = reader.text("mark")
    if mark not in list(Mark):
        reader.complain("mark", "phải là H, M, L hoặc U")
    fact = Fact(
        id=reader.text("id"),
        text=reader.text("text"),
        mark=Mark(mark) if mark in list(Mark) else Mark.UNVERIFIED,
        source=reader.text("source", ""),
        until=reader.day_or_none("until"),
    )
    reader.finish()
    return fact


def _source(reader: Reader) -> Source:
    source = Source(
        id=reader.text("id"),
        title=reader.text("title"),
        published=reader.day_or_none("published"),
        seen=reader.day("seen"),
        url=reader.text("url", ""),
    )
    reader.finish()
    return source


def _skill(reader: Reader) -> Skill:
    skill = Skill(
        slug=reader.text("slug"),
        title=reader.text("title"),
        icon=reader.text("icon"),
        version=reader.whole("version"),
        verify=reader.text("verify"),
    )
    reader.finish()
    return skill
