"""Which household an event belongs to after households were merged, split or moved away.

Events keep the household that the phone named. Where they count is worked out from the changes that are kept
and not taken back, so a tick counts at the same place whether it came before the change or after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The changes that lead from one household, or one person, to another."""

    MERGE = "merge"
    TRANSFER = "transfer"
    SPLIT = "split"
    JOIN = "join"


@dataclass(frozen=True)
class Link:
    """One change. `into` is the household that goes on; for a JOIN the person who does.

    `seen` are, by field, the edits of a merged household that led to what it said when it was merged, and
    `heads` the survivor's edits that counted then: an edit that nobody had seen is one of the survivor, after
    its head.
    """

    id: str
    kind: Kind
    household: str
    into: str
    persons: tuple[str, ...] = ()
    reverted: bool = False
    seen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    heads: Mapping[str, str | None] = field(default_factory=dict)


class Lineage:
    """The links of some households, and where things of theirs belong.

    `separated` are people whose joining was taken back.
    """

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self._households: dict[str, Link | str] = {}
        self._people: dict[tuple[str, str], str] = {}
        self._persons: dict[str, str] = {}
        self.households: set[str] = set()
        self.separated: set[str] = set()
        for link in sorted(links, key=lambda link: link.id):
            self._add(link)

    def __contains__(self, household: str) -> bool:
        return household in self.households

    def home(self, household: str, person: str | None = None) -> str:
        """Where what was recorded for `household` (about `person`, or the family) counts now."""
        passed = {household}
        while (following := self._next(household, person)) is not None and following not in passed:
            passed.add(following)
            household = following
        return household

    def person(self, person: str | None) -> str | None:
        """Who someone is after two entries of one person were joined."""
        passed: set[str | None] = set()
        while person is not None and person in self._persons and person not in passed:
            passed.add(person)
            person = self._persons[person]
        return person

    def edit_of(self, household: str, name: str, edit: str, after: str | None) -> tuple[str, str | None]:
        """The household whose field `name` an edit changes, and the edit it comes after there."""
        passed = {household}
        while isinstance(link := self._households.get(household), Link) and link.into not in passed:
            before = link.seen.get(name, ())
            if edit in before:
                break
            passed.add(link.into)
            household = link.into
            if after is None or after in before:
                after = link.heads.get(name)
        return household, after

    def _next(self, household: str, person: str | None) -> str | None:
        if person is not None and (apart := self._people.get((household, person))) is not None:
            return apart
        link = self._households.get(household)
        return link.into if isinstance(link, Link) else link

    def _add(self, link: Link) -> None:
        self.households.add(link.household)
        if link.kind is Kind.JOIN:
            if link.reverted:
                self.separated.update(link.persons)
            else:
                self._persons.update(dict.fromkeys(link.persons, link.into))
            return
        self.households.add(link.into)
        if link.reverted:
            if link.kind is not Kind.MERGE:  # the household that the change had made ends with it
                self._households.setdefault(link.into, link.household)
        elif link.kind is Kind.SPLIT:
            for person in link.persons:
                self._people.setdefault((link.household, person), link.into)
        else:
            self._households.setdefault(link.household, link)


@dataclass(frozen=True)
class Standing:
    """One step of what a household was or is: its hamlet, or the moment it was put away."""

    id: str
    order: int
    before: Any
    after: Any
    reverted: bool = False


def stands(steps: Sequence[Standing]) -> Any:
    """What counts after these steps, at least one: the last that was not taken back, else what was before."""
    in_order = sorted(steps, key=lambda step: (step.order, step.id))
    kept = [step for step in in_order if not step.reverted]
    return kept[-1].after if kept else in_order[0].before
