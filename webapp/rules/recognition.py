"""Whether a household meets a commune's criteria, and why: plain values in, a verdict with reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class CriterionKind(StrEnum):
    ALL_ITEMS = "all-items"
    SOME_ITEMS = "some-items"
    ONE_PERSON = "one-person"
    VISITS = "visits"


@dataclass(frozen=True)
class Criterion:
    """One line of the criteria.

    `items` are slugs; `at_least` counts items (SOME_ITEMS, ONE_PERSON; 0 = all of them) or visits (VISITS);
    `age_from` is the age in years, reached this calendar year, of the one person (0 = any). `source` is the
    sentence of the commune's own paper that the line stands on; empty where the paper says nothing.
    """

    id: str
    text: str
    kind: CriterionKind
    items: tuple[str, ...] = ()
    at_least: int = 0
    age_from: int = 0
    source: str = ""


@dataclass(frozen=True)
class Criteria:
    """`need` is how many criteria must be met; 0 means every one. `cites` names the commune's own paper."""

    lines: tuple[Criterion, ...]
    need: int = 0
    cites: str = ""

    @property
    def needed(self) -> int:
        return self.need or len(self.lines)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Done(NamedTuple):
    """A live `done`: the person's id or None for the whole family, its day and its helper's id."""

    person: str | None
    on: date
    helper: str = ""
    lesson_version: int | None = None


@dataclass(frozen=True)
class HouseholdFacts:
    """`done` by item slug; `birth_years` by person id (None = not known); `visits` that met somebody."""

    done: Mapping[str, Sequence[Done]]
    birth_years: Mapping[str, int | None]
    visits: int = 0

    def as_json(self) -> dict[str, Any]:
        done = {item: sorted(_plain(each) for each in every) for item, every in sorted(self.done.items())}
        return {"done": done, "birth_years": dict(sorted(self.birth_years.items())), "visits": self.visits}


@dataclass(frozen=True)
class Result:
    """One criterion's answer. `reason` is a sentence; `missing` are the items that would meet it."""

    criterion: str
    text: str
    met: bool
    reason: str
    missing: tuple[str, ...] = ()
    person: str | None = None


@dataclass(frozen=True)
class Verdict:
    eligible: bool
    met: int
    needed: int
    results: tuple[Result, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def criteria_from_json(data: Mapping[str, Any]) -> Criteria:
    """Read stored criteria. Raises KeyError or ValueError when the stored form is broken."""
    lines = tuple(
        Criterion(
            id=line["id"],
            text=line["text"],
            kind=CriterionKind(line["kind"]),
            items=tuple(line.get("items", ())),
            at_least=int(line.get("at_least", 0)),
            age_from=int(line.get("age_from", 0)),
            source=line.get("source", ""),
        )
        for line in data["lines"]
    )
    return Criteria(lines, int(data.get("need", 0)), data.get("cites", ""))


def judge(criteria: Criteria, facts: HouseholdFacts, titles: Mapping[str, str], today: date) -> Verdict:
    """The verdict on one household. `titles` gives each item's title for the reasons.

    A household has an item when any live `done` exists, for a person or for the family; ONE_PERSON reads
    only what is ticked for the person.
    """
    results = tuple(_JUDGES[line.kind](line, facts, titles, today) for line in criteria.lines)
    met = sum(result.met for result in results)
    return Verdict(met >= criteria.needed, met, criteria.needed, results)


def _all_items(line: Criterion, facts: HouseholdFacts, titles: Mapping[str, str], today: date) -> Result:
    missing = tuple(item for item in line.items if not facts.done.get(item))
    reason = (
        f"Còn thiếu: {_names(missing, titles)}."
        if missing
        else f"Đã có đủ: {_dated(line.items, facts, titles)}."
    )
    return Result(line.id, line.text, not missing, reason, missing)


def _some_items(line: Criterion, facts: HouseholdFacts, titles: Mapping[str, str], today: date) -> Result:
    have = tuple(item for item in line.items if facts.done.get(item))
    need = line.at_least or len(line.items)
    if len(have) >= need:
        return Result(line.id, line.text, True, f"Đã có {len(have)} việc: {_dated(have, facts, titles)}.")
    missing = tuple(item for item in line.items if item not in have)
    reason = f"Có {len(have)}, cần {need}. Học thêm trong: {_names(missing, titles)}."
    return Result(line.id, line.text, False, reason, missing)


def _one_person(line: Criterion, facts: HouseholdFacts, titles: Mapping[str, str], today: date) -> Result:
    need = line.at_least or len(line.items)
    old_enough = [
        person
        for person, born in facts.birth_years.items()
        if not line.age_from or (born is not None and today.year - born >= line.age_from)
    ]
    if not old_enough:
        reason = (
            f"Chưa có ai từ {line.age_from} tuổi có năm sinh trong danh sách."
            if line.age_from
            else "Chưa có tên ai."
        )
        return Result(line.id, line.text, False, reason, line.items)
    learnt = _learnt_by(old_enough, line, facts)
    best = max(old_enough, key=lambda person: (len(learnt[person]), person))
    have = learnt[best]
    missing = tuple(item for item in line.items if item not in have)
    if len(have) >= need:
        return Result(line.id, line.text, True, f"Đã có: {_names(have, titles)}.", (), best)
    if not have:
        return Result(
            line.id, line.text, False, f"Chưa ai được ghi tên học: {_names(missing, titles)}.", missing
        )
    reason = f"Mới có {len(have)} trong {need} việc cần. Còn thiếu: {_names(missing, titles)}."
    return Result(line.id, line.text, False, reason, missing, best)


def _visits(line: Criterion, facts: HouseholdFacts, titles: Mapping[str, str], today: date) -> Result:
    met = facts.visits >= line.at_least
    reason = f"Đã đến nhà {facts.visits} lần" + ("." if met else f", cần {line.at_least}.")
    return Result(line.id, line.text, met, reason)


def _learnt_by(people: Sequence[str], line: Criterion, facts: HouseholdFacts) -> dict[str, list[str]]:
    """The items of the line that are ticked for each of these people, in the line's order."""
    learnt: dict[str, list[str]] = {person: [] for person in people}
    for item in line.items:
        for person in {done.person for done in facts.done.get(item, ())}:
            if person in learnt:
                learnt[person].append(item)
    return learnt


def _names(items: Sequence[str], titles: Mapping[str, str]) -> str:
    return ", ".join(titles.get(item, item) for item in items)


def _dated(items: Sequence[str], facts: HouseholdFacts, titles: Mapping[str, str]) -> str:
    firsts = ((item, min(done.on for done in facts.done[item])) for item in items)
    return ", ".join(f"{titles.get(item, item)} ({on.day}/{on.month})" for item, on in firsts)


def _plain(done: Done) -> tuple[str, str, str, int]:
    return (done.person or "", done.on.isoformat(), done.helper, done.lesson_version or 0)


_JUDGES = {
    CriterionKind.ALL_ITEMS: _all_items,
    CriterionKind.SOME_ITEMS: _some_items,
    CriterionKind.ONE_PERSON: _one_person,
    CriterionKind.VISITS: _visits,
}
