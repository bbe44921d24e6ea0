"""What people come with ("Tôi đi khám bệnh") and the lessons that answer it, read from `needs.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from webapp.lessons.reader import Problem, Reader, read_toml

NEEDS = Path(__file__).with_name("needs.toml")
LESSONS = range(3, 6)


@dataclass(frozen=True, slots=True)
class Way:
    """One lesson on the way, and why it helps with this need."""

    slug: str
    why: str


@dataclass(frozen=True, slots=True)
class Need:
    """`lessons` in the order to learn them."""

    slug: str
    title: str
    icon: str
    lessons: tuple[Way, ...]


@cache
def needs() -> tuple[Need, ...]:
    return tuple(load_needs()[0])


def find_need(slug: str) -> Need | None:
    return next((need for need in needs() if need.slug == slug), None)


def load_needs(path: Path = NEEDS) -> tuple[list[Need], list[Problem]]:
    """The needs, and what is wrong in the file."""
    problems: list[Problem] = []
    reader = Reader(read_toml(path, path.name, problems) or {}, path.name, problems)
    found = [_need(entry) for entry in reader.tables("need")]
    reader.finish()
    return found, problems


def check_needs(known: Iterable[str], path: Path = NEEDS) -> list[Problem]:
    """Everything wrong with the needs; `known` are the slugs of the lessons that exist."""
    found, problems = load_needs(path)
    known = set(known)
    for need in found:
        if len(need.lessons) not in LESSONS:
            problems.append(Problem(path.name, need.slug, "phải có 3 đến 5 bài"))
        problems += [
            Problem(path.name, need.slug, f"không có bài {way.slug!r}")
            for way in need.lessons
            if way.slug not in known
        ]
    taken = [need.slug for need in found]
    return problems + [
        Problem(path.name, slug, "trùng tên") for slug in dict.fromkeys(taken) if taken.count(slug) > 1
    ]


def _need(reader: Reader) -> Need:
    need = Need(
        slug=reader.text("slug"),
        title=reader.text("title"),
        icon=reader.text("icon"),
        lessons=tuple(_way(entry) for entry in reader.tables("lesson")),
    )
    reader.finish()
    return need


def _way(reader: Reader) -> Way:
    way = Way(slug=reader.text("slug"), why=reader.text("why"))
    reader.finish()
    return way
