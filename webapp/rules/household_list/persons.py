"""Compares the people of a household in a list with those that are known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.rules.household_list.parsed import ListedPerson
from webapp.rules.household_list.spelling import says_the_same
from webapp.rules.vietnamese import fold


@dataclass(frozen=True)
class KnownPerson:
    """`name` is None for someone who is only counted; such a one is never matched, nor gone."""

    id: str
    name: str | None
    birth_year: int | None = None
    relation: str | None = None
    address_form: str | None = None


@dataclass(frozen=True)
class PersonChange:
    """The fields of `listed` that say more or something else than `known`."""

    known: KnownPerson
    listed: ListedPerson
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PersonsPlan:
    new: tuple[ListedPerson, ...] = ()
    changed: tuple[PersonChange, ...] = ()
    gone: tuple[KnownPerson, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.gone)


_FIELDS = ("name", "birth_year", "relation", "address_form")


def plan_persons(
    known: Iterable[KnownPerson], listed: Sequence[ListedPerson], *, complete: bool
) -> PersonsPlan:
    """`complete`: the list names the household's members, so that one it doesn't name is gone."""
    left = [person for person in known if person.name]
    new, changed = [], []
    for person in sorted(listed, key=lambda each: each.birth_year is None):
        match = _match(person, left)
        if match is None:
            new.append(person)
            continue
        left.remove(match)
        if fields := _differing(match, person):
            changed.append(PersonChange(match, person, fields))
    order = {id(person): place for place, person in enumerate(listed)}
    new.sort(key=lambda person: order[id(person)])
    return PersonsPlan(tuple(new), tuple(changed), tuple(left) if complete else ())


def _match(person: ListedPerson, known: Sequence[KnownPerson]) -> KnownPerson | None:
    """By name: the same birth year first, then one whose year isn't known, then the only one of that name."""
    namesakes = [each for each in known if fold(each.name or "") == fold(person.name)]
    same_year = [each for each in namesakes if each.birth_year == person.birth_year]
    unknown = [each for each in namesakes if each.birth_year is None or person.birth_year is None]
    if same_year or unknown:
        return (same_year or unknown)[0]
    return namesakes[0] if len(namesakes) == 1 else None


def _differing(known: KnownPerson, listed: ListedPerson) -> tuple[str, ...]:
    return tuple(
        name
        for name in _FIELDS
        if (new := getattr(listed, name)) is not None and not says_the_same(getattr(known, name), new)
    )
