"""All practices of this installation, read once a process."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from webapp.lessons.practice_loader import load_practices
from webapp.lessons.practice_schema import Practice
from webapp.lessons.reader import Problem


@dataclass(frozen=True)
class PracticeCatalog:
    """`practices` in their order; `problems` says what was left out and why."""

    practices: tuple[Practice, ...]
    problems: tuple[Problem, ...] = ()

    def practice(self, slug: str) -> Practice | None:
        return next((each for each in self.practices if each.slug == slug), None)

    def following(self, practice: Practice) -> Practice:
        """The next one of the list; after the last comes the first."""
        after = self.practices.index(practice) + 1
        return self.practices[after % len(self.practices)]

    def nearest(self, slug: str, count: int = 3) -> list[Practice]:
        """Practices whose address looks like this one; the first ones if none does."""
        by_slug = {each.slug: each for each in self.practices}
        close = difflib.get_close_matches(slug, by_slug, n=count, cutoff=0.5)
        return [by_slug[found] for found in close] or list(self.practices[:count])


@cache
def practice_catalog() -> PracticeCatalog:
    practices, problems = load_practices()
    return PracticeCatalog(tuple(practices), tuple(problems))
