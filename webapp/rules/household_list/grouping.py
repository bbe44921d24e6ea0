"""Which rows are one household: a row each, or a row for each person under the head."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from webapp.rules.household_list.columns import Kind
from webapp.rules.household_list.reading import Entry
from webapp.rules.vietnamese import fold


@dataclass(frozen=True)
class Group:
    """The rows of one household. `head_name` is said by a heading or a column of heads, else by `head`'s row.

    `head` is None when rows of persons name no head among them.
    """

    entries: tuple[Entry, ...]
    head: Entry | None
    head_name: str
    lists_members: bool

    @property
    def first(self) -> Entry:
        return self.head or self.entries[0]

    def text(self, kind: Kind) -> str:
        """What the head's row says, else the first of the others."""
        return next((text for entry in (self.first, *self.entries) if (text := entry.text(kind))), "")


def is_head_relation(text: str) -> bool:
    key = fold(text).strip(" .")
    return key.startswith("chu ho") or key in {"ch", "chu", "c.ho", "c ho", "ban than"}


def group_rows(entries: Sequence[Entry]) -> Iterator[Group]:
    """The households of one sheet in order; entries under different headers are judged apart."""
    for _header, run in groupby(entries, key=lambda entry: entry.header.first_row):
        yield from _grouped(list(run))


def _grouped(entries: Sequence[Entry]) -> Iterator[Group]:
    header = entries[0].header
    if any(entry.heading.head or entry.heading.number for entry in entries):
        return _by_heading(entries)
    if header.first(Kind.HEAD) and header.first(Kind.NAME, Kind.FAMILY_NAME):
        return _by_head_column(entries)
    for kind in (Kind.HOUSEHOLD_NUMBER, Kind.NUMBER):
        if _numbers_households(entries, kind):
            return _by_number(entries, kind)
    return _by_relation(entries)


def _runs(entries: Sequence[Entry], keys: Sequence[Hashable]) -> Iterator[list[Entry]]:
    """The rows cut wherever the key changes; a key for each row."""
    pairs = zip(keys, entries, strict=True)
    return ([entry for _key, entry in run] for _key, run in groupby(pairs, key=itemgetter(0)))


def _carried(entries: Sequence[Entry], kind: Kind) -> list[tuple[int, str]]:
    """The cell of each row, or where it is blank that of the row above under the same heading."""

    def carry(above: tuple[int, str], own: tuple[int, str]) -> tuple[int, str]:
        return above if not own[1] and own[0] == above[0] else own

    return list(accumulate(((entry.heading.row, fold(entry.text(kind))) for entry in entries), carry))


def _by_heading(entries: Sequence[Entry]) -> Iterator[Group]:
    for run in _runs(entries, [entry.heading.row for entry in entries]):
        heading = run[0].heading
        if not (heading.head or heading.number):
            yield from _by_relation(run)
            continue
        heads = [entry for entry in run if _is_head(entry) or fold(entry.name) == fold(heading.head or " ")]
        head = heads[0] if heads else None if heading.head else run[0]
        yield Group(tuple(run), head, heading.head or run[0].name, lists_members=True)


def _by_head_column(entries: Sequence[Entry]) -> Iterator[Group]:
    heads, numbers = _carried(entries, Kind.HEAD), _carried(entries, Kind.HOUSEHOLD_NUMBER)
    for run in _runs(entries, list(zip(heads, numbers, strict=True))):
        name = run[0].text(Kind.HEAD)
        own = [entry for entry in run if fold(entry.name) == fold(name)]
        yield Group(tuple(run), own[0] if own else None, name, lists_members=True)


_LEAST_SHARE, _MOST_ROWS = 0.3, 10


def _numbers_households(entries: Sequence[Entry], kind: Kind) -> bool:
    """The number is repeated for, or left out beside, a good share of the rows: it counts households."""
    if not entries[0].text(kind):
        return False
    numbers = _carried(entries, kind)
    followed = sum(above == own for above, own in pairwise(numbers))
    households = len(entries) - followed
    if households * _MOST_ROWS < len(entries):
        return False  # numbers are just missing
    return followed > (0 if kind is Kind.HOUSEHOLD_NUMBER else len(entries) * _LEAST_SHARE)


def _by_number(entries: Sequence[Entry], kind: Kind) -> Iterator[Group]:
    related = any(entry.text(Kind.RELATION) for entry in entries)
    for run in _runs(entries, _carried(entries, kind)):
        heads = [entry for entry in run if _is_head(entry)]
        head = heads[0] if heads else None if related else run[0]
        yield Group(tuple(run), head, head.name if head else "", lists_members=True)


def _by_relation(entries: Sequence[Entry]) -> Iterator[Group]:
    """Rows under each one that says "Chủ hộ"; a household each when no row says how it is related."""
    if not any(entry.text(Kind.RELATION) for entry in entries):
        yield from (Group((entry,), entry, entry.name, lists_members=False) for entry in entries)
        return
    households = list(accumulate(_is_head(entry) for entry in entries))
    for run in _runs(entries, households):
        head = run[0] if _is_head(run[0]) else None
        yield Group(tuple(run), head, head.name if head else "", lists_members=True)


def _is_head(entry: Entry) -> bool:
    return is_head_relation(entry.text(Kind.RELATION))
