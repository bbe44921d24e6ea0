"""What an invented family has learnt: who did what, enough or not enough for the commune's criteria."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from webapp.rules.recognition import Criteria, Criterion, CriterionKind, Done, HouseholdFacts, judge
from webapp.services.demo.families import Family


class Stage(StrEnum):
    """How far a family has come."""

    ISSUED = "issued"
    DECIDED = "decided"
    PROPOSED = "proposed"
    RETURNED = "returned"
    ELIGIBLE = "eligible"
    SOME = "some"
    NONE = "none"


SHARES = (
    (Stage.ISSUED, 46), (Stage.DECIDED, 8), (Stage.PROPOSED, 12), (Stage.RETURNED, 4), (Stage.ELIGIBLE, 36),
    (Stage.NONE, 52),
)  # fmt: skip
ENOUGH = frozenset({Stage.ISSUED, Stage.DECIDED, Stage.PROPOSED, Stage.RETURNED, Stage.ELIGIBLE})


@dataclass(frozen=True)
class Learnt:
    """One item, by one person or (None) the whole family."""

    item: str
    person: str | None


@dataclass(frozen=True)
class Rule:
    """What the commune asks: its criteria, its sheet in order, and the day it is judged by."""

    criteria: Criteria
    checklist: tuple[str, ...]
    today: date

    def meets(self, family: Family, learnt: Iterable[Learnt], visits: int) -> bool:
        """Whether that is enough, by the very rule that judges real households."""
        done: dict[str, list[Done]] = {}
        for each in learnt:
            done.setdefault(each.item, []).append(Done(each.person, self.today))
        years = {person.id: person.birth_year for person in family.people}
        return judge(self.criteria, HouseholdFacts(done, years, visits), {}, self.today).eligible


def stages(count: int, rng: Random) -> list[Stage]:
    """A stage for each of `count` families, shuffled; those without a share have begun."""
    given = [stage for stage, share in SHARES for _ in range(share)]
    all_of_them = (given + [Stage.SOME] * count)[:count]
    rng.shuffle(all_of_them)
    return all_of_them


def learn(
    rng: Random, family: Family, rule: Rule, stage: Stage, more: float = 0.35
) -> tuple[list[Learnt], int]:
    """What the family has learnt by the end, in the order of the sheet, and how often it was met at home.

    Enough for the criteria exactly where the stage says so; `more` is how likely it has each other item too.
    """
    if stage is Stage.NONE:
        return [], 0
    learnt = _enough(rng, family, rule) if stage in ENOUGH else set()
    learnt |= _more(rng, family, rule, more if stage in ENOUGH else rng.uniform(0.15, 0.8))
    visits = max(visits_needed(rule.criteria), -(-len(learnt) // 3))
    if stage not in ENOUGH:
        learnt = _not_enough(rng, family, rule, learnt, visits)
    elif not rule.meets(family, learnt, visits):
        raise ValueError(f"criteria that an invented family can't meet: {rule.criteria.cites}")
    order = {item: place for place, item in enumerate(rule.checklist)}
    return sorted(learnt, key=lambda each: (order[each.item], each.person or "")), visits


def _enough(rng: Random, family: Family, rule: Rule) -> set[Learnt]:
    lines = list(rule.criteria.lines)
    if rule.criteria.needed < len(lines):
        lines = sorted(rng.sample(lines, rule.criteria.needed), key=lambda line: line.id)
    age = max(line.age_from for line in lines)
    learner = family.learners(age, rule.today.year)[0].id
    return {each for line in lines for each in _of_line(rng, line, learner)}


def _of_line(rng: Random, line: Criterion, learner: str) -> list[Learnt]:
    if line.kind is CriterionKind.VISITS:
        return []
    count = len(line.items) if line.kind is CriterionKind.ALL_ITEMS else line.at_least or len(line.items)
    items = sorted(rng.sample(line.items, min(count, len(line.items))))
    by_one = line.kind is CriterionKind.ONE_PERSON
    return [Learnt(item, learner if by_one or rng.random() < 0.8 else None) for item in items]


def _more(rng: Random, family: Family, rule: Rule, likely: float) -> set[Learnt]:
    people = [person.id for person in family.learners(14, rule.today.year)]
    whom: Sequence[str | None] = people or [None]
    return {
        Learnt(item, rng.choice(whom) if rng.random() < 0.85 else None)
        for item in rule.checklist
        if rng.random() < likely
    }


def _not_enough(rng: Random, family: Family, rule: Rule, learnt: set[Learnt], visits: int) -> set[Learnt]:
    """Take away what the criteria ask for, one by one, until it is no longer enough."""
    asked = {item for line in rule.criteria.lines for item in line.items}
    going = sorted(
        (each for each in learnt if each.item in asked), key=lambda each: (each.item, each.person or "")
    )
    rng.shuffle(going)
    while going and rule.meets(family, learnt, visits):
        learnt = learnt - {going.pop()}
    return learnt


def visits_needed(criteria: Criteria) -> int:
    """How often a family must have been met; everyone who learnt something was met once."""
    return max([1, *(line.at_least for line in criteria.lines if line.kind is CriterionKind.VISITS)])
