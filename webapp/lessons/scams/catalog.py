"""All cases and rounds of this installation, read once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from webapp.lessons.reader import Problem
from webapp.lessons.scams.loader import load_cases, load_rounds
from webapp.lessons.scams.schema import Case, Round


@dataclass(frozen=True)
class ScamCatalog:
    """`rounds` hold the cases; `problems` says what was left out and why."""

    rounds: tuple[Round, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def cases(self) -> list[Case]:
        return [case for each in self.rounds for case in each.cases]

    def case(self, slug: str) -> Case | None:
        return next((case for case in self.cases if case.slug == slug), None)

    def round(self, number: int) -> Round | None:
        return next((each for each in self.rounds if each.number == number), None)

    def round_of(self, case: Case) -> Round:
        return next(each for each in self.rounds if case in each.cases)


@cache
def scam_catalog() -> ScamCatalog:
    cases, problems = load_cases()
    rounds, more = load_rounds(cases)
    return ScamCatalog(tuple(each for each in rounds if each.cases), (*problems, *more))
