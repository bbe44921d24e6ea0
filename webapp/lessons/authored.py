"""A lesson from plain JSON: the same tables as `lesson.toml`, with days as text and drawings composed inside.

`step`, `check` and `check.answer` name a drawing as "lesson/drawing" of the site, as a shared picture, or
carry one of their own under "composed".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from webapp.lessons.catalog import catalog
from webapp.lessons.composition import Composition, composition_of
from webapp.lessons.loader import CONTENT, drawing_path, lesson_of
from webapp.lessons.parts import ICONS
from webapp.lessons.reader import Problem, Reader, Table
from webapp.lessons.schema import TOPICS, Lesson

AUTHORED = re.compile(r"x[0-9]{5}-[a-z0-9][a-z0-9-]{0,60}")
NAME = re.compile(r"(?:([a-z0-9-]+)/)?([a-z0-9-]+)")
FILE = "bài"
ORDER = 500


@dataclass(frozen=True)
class Authored:
    """`lesson` is there even when something is missing (an author looks at it half done); it may be shown to
    readers only without `problems`. `drawings` are its own, by the names that its steps give them."""

    lesson: Lesson
    drawings: Mapping[str, Composition]
    problems: tuple[Problem, ...] = ()


class JsonReader(Reader):
    """A reader of JSON, where a day is text like 2026-11-21."""

    def _date(self, key: str, *, required: bool) -> date | None:
        self._known.add(key)
        value = self._table.get(key)
        try:
            found = date.fromisoformat(value) if isinstance(value, str) and value else None
        except ValueError:
            found = None
        if found is None and (value or required):
            self.complain(key, "ghi ngày như 21/11/2026" if value else "còn thiếu ngày")
        return found


def is_authored(slug: str) -> bool:
    """Whether an address is one of a lesson that a commune wrote: no lesson of the site has such a one."""
    return AUTHORED.fullmatch(slug) is not None


def commune_of(slug: str) -> str:
    """The code of the commune whose lesson it is."""
    return slug[1:6]


def read_authored(slug: str, short: str, version: int, content: object) -> Authored:
    """Read a stored lesson, whatever is in it."""
    problems: list[Problem] = []
    drawings: dict[str, Composition] = {}
    table = dict(content) if isinstance(content, dict) else {}
    links = _links(table.pop("links", []), problems)
    table |= {"short": short, "version": version, "order": ORDER}
    table["step"] = [
        _with_drawing(row, "drawing", f"buoc-{n}", f"step {n}.", drawings, problems)
        for n, row in enumerate(_rows(table.get("step")), 1)
    ]
    table["check"] = [
        _check(row, n, drawings, problems) for n, row in enumerate(_rows(table.get("check")), 1)
    ]
    lesson = lesson_of(slug, JsonReader(table, FILE, problems))
    problems += _missing(lesson, drawings, {problem.field for problem in problems})
    problems += [Problem(FILE, field, rule) for field, rule in _unshowable(lesson)]
    return Authored(replace(lesson, links=links), drawings, tuple(problems))


def _check(row: Table, n: int, drawings: dict[str, Composition], problems: list[Problem]) -> Table:
    row = _with_drawing(row, "drawing", f"cau-{n}", f"check {n}.", drawings, problems)
    answers = [
        _with_drawing(answer, "picture", f"cau-{n}-{m}", f"check {n}.answer {m}.", drawings, problems)
        for m, answer in enumerate(_rows(row.get("answer")), 1)
    ]
    return {**row, "answer": answers}


def _with_drawing(
    row: Table, key: str, name: str, where: str, drawings: dict[str, Composition], problems: list[Problem]
) -> Table:
    """The row with its composed drawing, if it has one, put aside under that name."""
    composed = row.get("composed")
    row = {field: value for field, value in row.items() if field != "composed"}
    if composed is None:
        return row
    drawing, findings = composition_of(composed)
    problems += [Problem(FILE, where + field, rule) for field, rule in findings]
    if drawing is not None:
        drawings[name] = drawing
    return {**row, key: name}


def _missing(lesson: Lesson, drawings: Mapping[str, Composition], named: set[str]) -> list[Problem]:
    """Drawings that are neither the lesson's own nor the site's, where nothing was said of them yet."""
    wanted = [(f"step {n}.drawing", step.drawing) for n, step in enumerate(lesson.steps, 1)]
    for n, check in enumerate(lesson.checks, 1):
        wanted += [(f"check {n}.drawing", check.drawing)]
        wanted += [(f"check {n}.answer {m}.picture", one.picture) for m, one in enumerate(check.answers, 1)]
    return [
        Problem(FILE, field, "không còn hình này, chọn hình khác")
        for field, name in wanted
        if name and name not in drawings and not site_has(name) and not _told_of(field, named)
    ]


def _unshowable(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """What a page could not be drawn with, whatever the checker says of the words."""
    if not lesson.steps:
        yield "step", "bài chưa có bước nào"
    if lesson.icon and lesson.icon not in ICONS and lesson.icon not in _icons_of_site():
        yield "icon", "chọn một hình trong danh sách"
    if lesson.topic and lesson.topic not in TOPICS:
        yield "topic", "chọn một nhóm bài"
    for n, check in enumerate(lesson.checks, 1):
        if not check.answers:
            yield f"check {n}.answer", "câu hỏi chưa có câu trả lời nào"


@cache
def _icons_of_site() -> frozenset[str]:
    return frozenset(lesson.icon for lesson in catalog().lessons)


def _told_of(field: str, named: set[str]) -> bool:
    place = field.rpartition(".")[0]
    return field in named or any(other.startswith(f"{place}.part ") for other in named)


def site_has(name: str) -> bool:
    """Whether the site has that drawing: "lesson/drawing", or a shared picture."""
    match = NAME.fullmatch(name)
    return match is not None and drawing_path(CONTENT / (match[1] or "pictures"), match[2]) is not None


def _links(value: object, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    links = []
    for row in _rows(value):
        label, url = row.get("label"), row.get("url", "")
        if isinstance(label, str) and label.strip() and isinstance(url, str):
            links.append((label.strip(), url))
        else:
            problems.append(Problem(FILE, "links", "có đường dẫn chưa ghi tên"))
    return tuple(links)


def _rows(value: Any) -> list[Table]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
