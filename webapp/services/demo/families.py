"""Invented families: two to five people, named as is the custom of their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from webapp.models.household import AgeBand
from webapp.rules.vietnamese import fold
from webapp.services.demo.script import Custom, HamletScript, customs, demo_id

ELDER_FROM = 55
# No network has the prefix 054 (mobiles begin with 03, 052, 055, 056, 058, 059, 070, 076 to 079, 08, 09), so
# no invented family has a real person's number. Checks of form still take it for one.
PHONE = "05400{:05d}"
PHONES = 100_000
BANDS = ((14, AgeBand.UNDER_14), (16, AgeBand.FROM_14), (18, AgeBand.FROM_16), (60, AgeBand.FROM_18))


@dataclass(frozen=True)
class DemoPerson:
    """`name` is None for the unnamed "người khác trong nhà", who has a band instead."""

    id: str
    relation: str
    woman: bool
    birth_year: int | None
    name: str | None = None
    band: AgeBand | None = None


@dataclass(frozen=True)
class Family:
    """`place` is the index of its hamlet; `serial` its own number in the commune."""

    id: str
    serial: int
    place: int
    people: tuple[DemoPerson, ...]
    address: str
    address_form: str | None = None
    note: str | None = None

    @property
    def head(self) -> str:
        return self.people[0].name or ""

    @property
    def phone(self) -> str:
        return PHONE.format(self.serial % PHONES)

    def learners(self, age: int, year: int) -> list[DemoPerson]:
        """Named people known to be that old in that year, the most likely learner first."""
        found = [p for p in self.people if p.name and p.birth_year and year - p.birth_year >= max(age, 14)]
        return sorted(found, key=lambda person: abs(year - (person.birth_year or 0) - 38))


@dataclass
class _Draft:
    """A family while it grows; no two of its people share one of the `givens`."""

    rng: Random
    custom: Custom
    year: int
    key: tuple[object, ...]
    people: list[DemoPerson] = field(default_factory=list)
    givens: set[str] = field(default_factory=set)

    def add(self, relation: str, woman: bool, age: int, family: str, named: bool = True) -> None:
        born = self.year - age
        name = self.custom.name(self.rng, woman, family, self.givens) if named else None
        known = born if named and (not self.people or self.rng.random() < 0.9) else None
        band = None if named else band_of(age)
        person_id = demo_id(*self.key, "person", len(self.people))
        self.people.append(DemoPerson(person_id, relation, woman, known, name, band))


def band_of(age: int) -> AgeBand:
    for limit, band in BANDS:
        if age < limit:
            return band
    return AgeBand.FROM_60


def family(rng: Random, code: str, serial: int, place: int, hamlet: HamletScript, year: int) -> Family:
    """One family of a hamlet, from its own dice."""
    name = rng.choices(list(hamlet.names), list(hamlet.names.values()))[0]
    key = (code, "household", serial)
    draft = _Draft(rng, customs()[name], year, key)
    _grow(draft)
    head = draft.people[0]
    old = head.birth_year is not None and year - head.birth_year >= ELDER_FROM
    form = ("bà" if head.woman else "ông") if old and rng.random() < 0.7 else None
    return Family(
        id=demo_id(*key),
        serial=serial,
        place=place,
        people=tuple(draft.people),
        address=hamlet.address.format(number=rng.randint(1, 120), lane=rng.randint(1, 6)),
        address_form=form,
        note="Đến sau 19 giờ mới có người ở nhà." if rng.random() < 0.06 else None,
    )


def village(code: str, hamlets: tuple[HamletScript, ...], year: int, rng: Random) -> list[Family]:
    """All families of a commune; no two heads of one hamlet have the same name."""
    families: list[Family] = []
    for place, hamlet in enumerate(hamlets):
        heads: set[str] = set()
        for _ in range(hamlet.households):
            one = family(rng, code, len(families), place, hamlet, year)
            while fold(one.head) in heads:
                one = family(rng, code, len(families), place, hamlet, year)
            heads.add(fold(one.head))
            families.append(one)
    return families


def _grow(draft: _Draft) -> None:
    rng, custom = draft.rng, draft.custom
    mothers_line = custom.children_follow == "mother"
    woman = rng.random() < (0.55 if mothers_line else 0.22)
    age = int(rng.triangular(27, 79, 46))
    own, other = custom.family(rng), custom.family(rng)
    draft.add("Chủ hộ", woman, age, own)
    if rng.random() < 0.84:
        draft.add("Chồng" if woman else "Vợ", not woman, max(24, age + rng.randint(-5, 4)), other)
    line = own if mothers_line is woman else other
    for _ in range(rng.choice((0, 1, 1, 2, 2, 3))):
        if len(draft.people) < 5:
            _child(draft, age, line)
    if age < 56 and len(draft.people) < 5 and rng.random() < 0.25:
        draft.add("Mẹ", True, min(91, age + rng.randint(21, 30)), custom.family(rng), rng.random() < 0.6)
    if len(draft.people) < 2:
        _child(draft, max(age, 30), line)


def _child(draft: _Draft, parent_age: int, line: str) -> None:
    age = max(1, parent_age - draft.rng.randint(22, 34))
    relation = "Con"
    if age > 45:
        age, relation = draft.rng.randint(5, 20), "Cháu"
    draft.add(relation, draft.rng.random() < 0.5, age, line, age >= 12 or draft.rng.random() < 0.4)
