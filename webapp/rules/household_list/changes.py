"""Compares a checked list with the households that are known: what is new, changed, the same, gone.

Next year's file must not double anything. A household is known by its head's name and its hamlet; birth
year, phone and address tell namesakes apart. What the list leaves blank never erases what is known.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from webapp.rules.household_list.parsed import ListedHousehold, ParsedList, RowError
from webapp.rules.household_list.persons import KnownPerson, PersonChange, PersonsPlan, plan_persons
from webapp.rules.household_list.spelling import may_be_same_name, says_the_same, spelling_key
from webapp.rules.vietnamese import fold

__all__ = [
    "FieldChange",
    "HouseholdChange",
    "ImportPlan",
    "KnownHousehold",
    "KnownPerson",
    "PersonChange",
    "plan_changes",
]


@dataclass(frozen=True)
class KnownHousehold:
    """A household that is kept already; `persons` without those removed, the head among them or not."""

    id: str
    head: str
    hamlet_id: str
    birth_year: int | None = None
    phone: str | None = None
    address: str | None = None
    size: int | None = None
    note: str | None = None
    address_form: str | None = None
    persons: tuple[KnownPerson, ...] = ()


@dataclass(frozen=True)
class FieldChange:
    """`field` is the attribute's name on KnownHousehold; `old` is None where nothing was known."""

    field: str
    old: str | int | None
    new: str | int


@dataclass(frozen=True)
class HouseholdChange:
    known: KnownHousehold
    listed: ListedHousehold
    fields: tuple[FieldChange, ...]
    persons: PersonsPlan


@dataclass(frozen=True)
class ImportPlan:
    """`gone` are households of the list's hamlets that the list doesn't name: told, never deleted by this.

    `ambiguous` are rows that may be one of several known households: left out like other errors.
    """

    new: tuple[ListedHousehold, ...] = ()
    changed: tuple[HouseholdChange, ...] = ()
    same: tuple[KnownHousehold, ...] = ()
    gone: tuple[KnownHousehold, ...] = ()
    ambiguous: tuple[RowError, ...] = ()


def plan_changes(existing: Iterable[KnownHousehold], parsed: ParsedList) -> ImportPlan:
    """What importing `parsed` would do to the commune's `existing` households."""
    known = tuple(existing)
    found = _Matching(known, parsed.households)
    rows = list(enumerate(parsed.households))
    changes = [_change(found.matches[index], listed) for index, listed in rows if index in found.matches]
    doubtful = {_name_and_place(listed) for index, listed in rows if index in found.doubtful}
    return ImportPlan(
        new=tuple(each for index, each in rows if index not in found.matches and index not in found.doubtful),
        changed=tuple(change for change in changes if change.fields or not change.persons.is_empty),
        same=tuple(change.known for change in changes if not change.fields and change.persons.is_empty),
        gone=tuple(_gone(known, found.matches.values(), parsed, doubtful)),
        ambiguous=tuple(
            _ambiguous_error(listed, found.doubtful[i]) for i, listed in rows if i in found.doubtful
        ),
    )


# --- which listed household is which known one ------------------------------------------------------------

# What tells namesakes of one hamlet apart, the surest first; each pairs those whom nobody else is like.
_SIGNS: tuple[tuple[str, ...], ...] = (
    ("phone", "birth_year", "address"),
    ("phone", "birth_year"),
    ("phone", "address"),
    ("phone",),
    ("birth_year", "address"),
    ("birth_year",),
    ("address",),
)
Household = KnownHousehold | ListedHousehold
Item = TypeVar("Item")


class _Matching:
    """Finds the known household of each listed one. `matches` and `doubtful` are by the listed one's index;
    the latter tells how many households it may be."""

    def __init__(self, known: Sequence[KnownHousehold], listed: Sequence[ListedHousehold]) -> None:
        self.matches: dict[int, KnownHousehold] = {}
        self.doubtful: dict[int, int] = {}
        self._known, self._listed = known, listed
        self._match_by_name(spelling_key)
        self._match_by_name(fold)
        self._match_moved()

    def _open(self) -> tuple[list[KnownHousehold], list[int]]:
        """Known households and indexes of listed ones that are neither matched nor in doubt."""
        matched = {kept.id for kept in self.matches.values()}
        rows = range(len(self._listed))
        return (
            [kept for kept in self._known if kept.id not in matched],
            [index for index in rows if index not in self.matches and index not in self.doubtful],
        )

    def _match_by_name(self, key: Callable[[str], Hashable]) -> None:
        left, open_rows = self._open()
        known_by: defaultdict[Hashable, list[KnownHousehold]] = defaultdict(list)
        rows_by: defaultdict[Hashable, list[int]] = defaultdict(list)
        for kept in left:
            known_by[key(kept.head), kept.hamlet_id].append(kept)
        for index in open_rows:
            rows_by[key(self._listed[index].head), self._listed[index].hamlet_id].append(index)
        for name, indexes in rows_by.items():
            self._match_namesakes(known_by[name], indexes)

    def _match_namesakes(self, known: list[KnownHousehold], indexes: list[int]) -> None:
        left, open_rows = list(known), list(indexes)
        for sign in _SIGNS:
            if not left or not open_rows:
                return
            left, open_rows = self._pair_by(sign, left, open_rows)
        if len(left) == len(open_rows) == 1 and not _speaks_against(left[0], self._listed[open_rows[0]]):
            self.matches[open_rows[0]] = left[0]
            return
        for index in open_rows:
            if candidates := _candidates(left, self._listed[index]):
                self.doubtful[index] = candidates

    def _pair_by(
        self, sign: tuple[str, ...], left: list[KnownHousehold], open_rows: list[int]
    ) -> tuple[list[KnownHousehold], list[int]]:
        """What is still open after those are paired who alone share these values."""
        kept_by, row_by = (
            _alone(left, sign, left),
            _alone([self._listed[i] for i in open_rows], sign, open_rows),
        )
        taken = set()
        for values in kept_by.keys() & row_by.keys():
            kept, index = kept_by[values], row_by[values]
            if not _speaks_against(kept, self._listed[index]):
                self.matches[index] = kept
                taken.add(kept.id)
        return (
            [kept for kept in left if kept.id not in taken],
            [index for index in open_rows if index not in self.matches],
        )

    def _match_moved(self) -> None:
        """The same head with the same phone in another hamlet has moved there."""
        left, rows = self._open()
        kept_by = _alone(left, ("head", "phone"), left)
        row_by = _alone([self._listed[index] for index in rows], ("head", "phone"), rows)
        self.matches |= {row_by[values]: kept_by[values] for values in kept_by.keys() & row_by.keys()}


def _name_and_place(household: Household) -> tuple[str, str]:
    return fold(household.head), household.hamlet_id


def _alone(
    households: Sequence[Household], sign: tuple[str, ...], items: Sequence[Item]
) -> dict[tuple[str, ...], Item]:
    """By the values of these fields the item of the one household that has them; a blank has none."""
    found: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
    for household, item in zip(households, items, strict=True):
        values = [getattr(household, name) for name in sign]
        if None not in values:
            found[tuple(fold(str(value)) for value in values)].append(item)
    return {values: alike[0] for values, alike in found.items() if len(alike) == 1}


def _speaks_against(known: KnownHousehold, listed: ListedHousehold) -> bool:
    """Another family: the name has other marks and no phone or birth year is shared; or the birth year
    differs, and so does the phone, or the address when no phone can tell."""
    birth, phone = _differ(known.birth_year, listed.birth_year), _differ(known.phone, listed.phone)
    if not may_be_same_name(known.head, listed.head) and False not in {birth, phone}:
        return True
    return birth is True and (
        phone is True or (phone is None and _differ(known.address, listed.address) is True)
    )


def _differ(old: object, new: object) -> bool | None:
    """None when one of them is not known."""
    return None if old is None or new is None else fold(str(old)) != fold(str(new))


_MOST_COMPARED = 50


def _candidates(left: Sequence[KnownHousehold], listed: ListedHousehold) -> int:
    """How many of those left a row may be; where there are very many, all of them."""
    if len(left) > _MOST_COMPARED:
        return len(left)
    return sum(not _speaks_against(kept, listed) for kept in left)


# --- what changes -----------------------------------------------------------------------------------------

_FIELDS = ("head", "hamlet_id", "birth_year", "phone", "address", "size", "note", "address_form")


def _change(known: KnownHousehold, listed: ListedHousehold) -> HouseholdChange:
    fields = []
    for name in _FIELDS:
        old, new = getattr(known, name), getattr(listed, name)
        if new is not None and not says_the_same(old, new):
            fields.append(FieldChange(name, old, new))
    persons = plan_persons(known.persons, listed.persons, complete=listed.lists_members)
    return HouseholdChange(known, listed, tuple(fields), persons)


def _gone(
    known: Iterable[KnownHousehold],
    matched: Iterable[KnownHousehold],
    parsed: ParsedList,
    doubtful: set[tuple[str, str]],
) -> Iterable[KnownHousehold]:
    """Known households of the hamlets in the list that neither a good nor a refused row names."""
    found = {household.id for household in matched}
    hamlets = {listed.hamlet_id for listed in parsed.households}
    refused = parsed.refused_heads
    for household in known:
        key = fold(household.head)
        named = {(key, household.hamlet_id), (key, None)} & (refused | doubtful)
        if household.hamlet_id in hamlets and household.id not in found and not named:
            yield household


def _ambiguous_error(listed: ListedHousehold, candidates: int) -> RowError:
    if candidates > 1:
        message = f"Nơi này đã có {candidates} hộ có thể là “{listed.head}”"
    else:
        message = f"Có nhiều dòng có thể là hộ “{listed.head}” đã nhập trước đây"
    remedy = "Ghi thêm năm sinh hoặc số điện thoại của chủ hộ để biết là hộ nào."
    return RowError(listed.sheet, listed.row, "", "", message, remedy)
