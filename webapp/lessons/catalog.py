"""All lessons and skills of this installation, read once a process."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from webapp.lessons.loader import CONTENT, load_lessons, load_skills
from webapp.lessons.reader import Problem
from webapp.lessons.schema import Item, ItemKind, Lesson, Skill


@dataclass(frozen=True)
class Catalog:
    """`lessons` in their order, `items` lessons first; `problems` says what was left out and why."""

    lessons: tuple[Lesson, ...]
    skills: tuple[Skill, ...]
    problems: tuple[Problem, ...] = ()
    items: tuple[Item, ...] = field(init=False)
    _items: dict[str, Item] = field(init=False, repr=False)
    _lessons: dict[str, Lesson] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        items = (*map(item_of, self.lessons), *map(_skill_item, self.skills))
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "_items", {item.slug: item for item in items})
        object.__setattr__(self, "_lessons", {lesson.slug: lesson for lesson in self.lessons})

    def lesson(self, slug: str) -> Lesson | None:
        return self._lessons.get(slug)

    def item(self, slug: str) -> Item | None:
        return self._items.get(slug)

    def nearest(self, slug: str, count: int = 3) -> list[Lesson]:
        """Lessons whose address looks like this one, for a mistyped link; the first ones if none does."""
        close = difflib.get_close_matches(slug, self._lessons, n=count, cutoff=0.5)
        return [self._lessons[found] for found in close] or list(self.lessons[:count])


@cache
def catalog() -> Catalog:
    return read_catalog(CONTENT)


def read_catalog(root: Path) -> Catalog:
    lessons, problems = load_lessons(root)
    skills, more = load_skills(root / "skills.toml")
    return Catalog(tuple(lessons), tuple(skills), (*problems, *more))


def item_of(lesson: Lesson) -> Item:
    return Item(lesson.slug, lesson.title, ItemKind.LESSON, lesson.icon, lesson.version, lesson.minutes)


def _skill_item(skill: Skill) -> Item:
    return Item(
        skill.slug, skill.title, ItemKind.SKILL, skill.icon, skill.version, minutes=None, verify=skill.verify
    )
