"""Households that may have been written down twice: how alike two names are, and what else speaks for it.

Names are compared as they go wrong here: no marks, d for đ, i for y, a middle name left out or shortened,
the order turned round, a letter mistyped; H' and Y of Ê Đê names with or without a space.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from itertools import combinations

from webapp.rules.vietnamese import fold

PROPOSED_FROM = 0.6
PHONE_TAIL = 6
MOST_IN_A_BLOCK = 60
_TITLES = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "bac", "cu", "ho"})
_SHORT_FAMILIES = {
    "ng": "nguien",
    "ngx": "nguien",
    "ngt": "nguien",
    "tr": "tran",
    "ph": "pham",
    "hx": "huinh",
}
# Clans of the highlands, as `_part` writes them: a lone H or Y after one begins a name (not Nguyễn H Lan).
_CLAN = re.compile(
    r"nie|eban|mlo|ktla|bia|krong|kdam|k?buor|aiun|enuol|hdok|hmok|huing|ktul|knul|kpa|ksor|rcam|siu|nai|"
    r"rahlan|adrong|arul|kbin|mdrang|mjao|krieng|b?dap|emo|cil|lieng|ia"
)
_BESIDE = re.compile(r"\(.*?\)|[,;/].*$")
_TWICE = re.compile(r"([a-z])\1+")
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?"
    r"(uie|ieu|uou|oai|oei|uai|uoi|iu|ie|uo|ua|ia|oa|oe|ue|ui|ai|ao|au|ei|eo|eu|oi|oo|uu|iu|[aeiou])"
    r"(ch|nh|ng|[cmnpt])?"
)


class Likeness(IntEnum):
    """How alike two names are; NEAR are two names that both exist, a letter apart."""

    NONE = 0
    NEAR = 1
    TYPO = 2
    VARIANT = 3
    SAME = 4


_NAME_SCORE = {
    Likeness.NONE: 0.0, Likeness.NEAR: 0.3, Likeness.TYPO: 0.62, Likeness.VARIANT: 0.66, Likeness.SAME: 0.75,
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A name as it is compared: its parts in order, the marks of each, and which are shortened."""

    parts: tuple[str, ...]
    marks: tuple[str, ...]
    short: frozenset[int]

    @property
    def marked(self) -> bool:
        return any(self.marks)


@dataclass(frozen=True)
class Entry:
    """A household as it is compared; `others` are the names of the people besides the head."""

    id: str
    name: Name
    hamlet: str
    phone: str | None = None
    address: str | None = None
    born: int | None = None
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one household: a score from 0 to 1 and what speaks for it, as short codes."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...] = field(default=())


def read_name(text: str) -> Name:
    """Take a name apart for comparing."""
    raw = [part for part in re.split(r"[\s\-]+", _spaced(_BESIDE.sub("", text))) if part.strip(".")]
    if len(raw) > 2 and fold(raw[0]).strip(".") in _TITLES:
        raw = raw[1:]
    raw = [part for part in _with_lead(raw) if _part(part)]
    parts = [_part(each) for each in raw]
    short = frozenset(
        n for n, part in enumerate(parts) if len(part) == 1 or "." in raw[n] or part in _SHORT_FAMILIES
    )
    parts = [_SHORT_FAMILIES.get(part, part) if n in short else part for n, part in enumerate(parts)]
    whole = frozenset(n for n in short if parts[n] not in _SHORT_FAMILIES.values())
    return Name(tuple(parts), tuple(_marks(each) for each in raw), whole)


def likeness(one: Name, two: Name) -> Likeness:
    """How alike two names are, their marks left aside."""
    if not one.parts or not two.parts:
        return Likeness.NONE
    if one.parts == two.parts:
        return Likeness.SAME
    if sorted(one.parts) == sorted(two.parts) and len(one.parts) > 1:
        return Likeness.VARIANT
    if len(one.parts) == len(two.parts):
        return _by_place(one, two)
    shorter, longer = sorted((one, two), key=lambda name: len(name.parts))
    return Likeness.VARIANT if _left_out(shorter, longer) else Likeness.NONE


def marks_differ(one: Name, two: Name) -> bool:
    """Whether both names are written with marks and the given name has others (Hùng, Hưng)."""
    if not one.marked or not two.marked or not one.parts or not two.parts:
        return False
    return one.parts[-1] == two.parts[-1] and one.marks[-1] != two.marks[-1]


def same_person(one: str, born: int | None, two: str, other_born: int | None) -> bool:
    """Whether two people of one household look like one."""
    if born and other_born and abs(born - other_born) > 1:
        return False
    first, second = read_name(one), read_name(two)
    return likeness(first, second) >= Likeness.TYPO and not marks_differ(first, second)


def compare(one: Entry, two: Entry) -> Pair:
    """Weigh what speaks for and against two entries being one household."""
    alike = likeness(one.name, two.name)
    score, reasons = _NAME_SCORE[alike], [f"name-{alike.name.lower()}"]
    if alike is not Likeness.NONE and marks_differ(one.name, two.name):
        score, reasons = score - 0.35, ["marks"]
    same_hamlet = one.hamlet == two.hamlet
    score += 0.1 if same_hamlet else -0.35
    for found, weight, against, reason in (
        (_same(_tail(one.phone), _tail(two.phone)), 0.4, 0.45, "phone"),
        (_same_year(one.born, two.born), 0.25, 0.5, "born"),
        (_same(one.address, two.address), 0.15, 0.1, "address"),
        (True if one.others & two.others else None, 0.25, 0.0, "people"),
    ):
        if found is not None:
            score += weight if found else -against
        if found:
            reasons.append(reason)
    if same_hamlet:
        reasons.append("hamlet")
    first, second = sorted((one.id, two.id))
    return Pair(first, second, min(1.0, max(0.0, round(score, 3))), tuple(reasons))


def candidates(entries: Iterable[Entry]) -> list[Pair]:
    """The pairs of a commune to look at, the surest first. Only entries that share something are compared."""
    by_id, blocks = {}, defaultdict(list)
    for entry in entries:
        by_id[entry.id] = entry
        for key in _keys(entry):
            blocks[key].append(entry.id)
    compared: set[tuple[str, str]] = set()
    found = []
    for ids in blocks.values():
        if len(ids) > MOST_IN_A_BLOCK:
            continue
        for one, two in combinations(sorted(ids), 2):
            if (one, two) in compared:
                continue
            compared.add((one, two))
            pair = compare(by_id[one], by_id[two])
            if pair.score >= PROPOSED_FROM:
                found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


def _keys(entry: Entry) -> Iterator[tuple[object, ...]]:
    parts, hamlet = entry.name.parts, entry.hamlet
    if tail := _tail(entry.phone):
        yield "phone", tail
    if not parts:
        return
    family, given = parts[0], parts[-1]
    yield "sorted", hamlet, tuple(sorted(parts))
    yield "given", hamlet, given, len(parts) > 2 and parts[-2]
    yield "ends", hamlet, given, family[0]
    yield "start", hamlet, family, given[0], len(given)
    yield "letters", hamlet, family, "".join(sorted(given))
    yield "middle", hamlet, parts[:-1], given[-2:]
    if entry.born:
        yield "born", tuple(sorted(parts)), entry.born
    for other in entry.others:
        yield "people", other, given
    if entry.address:
        yield "address", entry.address, given


def _spaced(text: str) -> str:
    """N.T. Lan: a point ends a part."""
    return re.sub(r"\.(?=\S)", ". ", text.strip())


def _with_lead(raw: Sequence[str]) -> list[str]:
    """H and Y that stand alone belong to the name after them, before the clan or after it: Êban Y Thu."""
    at = next((n for n, part in enumerate(raw[:-1]) if _is_lead(raw, n, part)), None)
    if at is None:
        return list(raw)
    return [*raw[:at], raw[at].strip("'’") + raw[at + 1], *raw[at + 2 :]]


def _is_lead(raw: Sequence[str], n: int, part: str) -> bool:
    if fold(part).strip("'") not in {"h", "y"} or "." in part or len(raw) < 3:
        return False
    return n == 0 or bool(_CLAN.fullmatch(_part(raw[n - 1])))


def _part(text: str) -> str:
    plain = re.sub(r"[^a-z]", "", fold(text)).replace("y", "i").replace("w", "u").replace("f", "ph")
    return _TWICE.sub(r"\1", plain)


def _marks(text: str) -> str:
    """The marks of a part in one order; hỏi and ngã are one, and where a tone stands doesn't matter."""
    found = (c for c in unicodedata.normalize("NFD", text) if unicodedata.combining(c))
    return "".join(sorted("\u0303" if c == "\u0309" else c for c in found))


def _by_place(one: Name, two: Name) -> Likeness:
    """Names of the same number of parts: each part against the one in its place."""
    worst = Likeness.SAME
    wrong = 0
    for n, (a, b) in enumerate(zip(one.parts, two.parts, strict=True)):
        if a == b:
            continue
        if (n in one.short and b.startswith(a)) or (n in two.short and a.startswith(b)):
            worst = min(worst, Likeness.VARIANT)
            continue
        wrong += 1
        worst = min(worst, _mistyped(a, b))
    return worst if wrong <= 1 else Likeness.NONE


@lru_cache(maxsize=20_000)
def _mistyped(one: str, two: str) -> Likeness:
    """A letter apart: a typing error where one of the two is no syllable, else two names."""
    if not _one_apart(one, two):
        return Likeness.NONE
    valid = [_SYLLABLE.fullmatch(each) is not None for each in (one, two)]
    return Likeness.TYPO if valid[0] != valid[1] else Likeness.NEAR


def _one_apart(one: str, two: str) -> bool:
    """One letter more, less, other, or two neighbours turned round."""
    if abs(len(one) - len(two)) > 1 or min(len(one), len(two)) < 2:
        return False
    if len(one) > len(two):
        one, two = two, one
    n = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one))
    if len(one) < len(two):
        return one[n:] == two[n + 1 :]
    turned = one[n : n + 2] == two[n : n + 2][::-1] and one[n + 2 :] == two[n + 2 :]
    return one[n + 1 :] == two[n + 1 :] or turned


def _left_out(shorter: Name, longer: Name) -> bool:
    """Family and given name are there, and the middle ones that are written stand in the same order."""
    if len(shorter.parts) < 2 or shorter.parts[-1] != longer.parts[-1]:
        return False
    if not _meets(shorter, 0, longer, 0):
        return False
    left = iter(range(1, len(longer.parts) - 1))
    return all(any(_meets(shorter, n, longer, m) for m in left) for n in range(1, len(shorter.parts) - 1))


def _meets(one: Name, n: int, two: Name, m: int) -> bool:
    a, b = one.parts[n], two.parts[m]
    return a == b or (n in one.short and b.startswith(a)) or (m in two.short and a.startswith(b))


def _tail(phone: str | None) -> str | None:
    digits = re.sub(r"\D", "", phone or "")
    return digits[-PHONE_TAIL:] if len(digits) >= PHONE_TAIL else None


def _same(one: str | None, two: str | None) -> bool | None:
    return one == two if one and two else None


def _same_year(one: int | None, two: int | None) -> bool | None:
    return abs(one - two) <= 1 if one and two else None
