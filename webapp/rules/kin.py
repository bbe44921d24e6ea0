"""Whether a proposer may be close to a family, from names alone: a reason to ask, never a finding."""

from __future__ import annotations

from collections.abc import Collection

from webapp.rules.names import may_be_same_name
from webapp.rules.vietnamese import fold

# Two thirds of the Kinh bear one of these: alone it says nothing about two neighbours.
# fmt: off
_EVERYWHERE = frozenset((
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo",
    "duong", "ly", "trinh", "dinh", "truong", "mai", "dao",
))
# fmt: on
_MIDDLE_OF_ALL = frozenset(("van", "thi"))
FEW_HOUSEHOLDS = 3
# Ê Đê, M'Nông, K'Ho: the name begins with what tells men from women, and the clan stands last.
_CLAN_LAST = ("y", "h", "k", "ka")


def surname(name: str) -> str:
    """The family's or clan's name, folded for comparing; empty for a single word."""
    words = fold(name.replace("’", "'").replace("'", " ")).split()
    if len(words) < 2:
        return ""
    return words[-1] if words[0] in _CLAN_LAST else words[0]


def same_person(name: str, others: Collection[str | None]) -> bool:
    """Whether a full name (two words at least) is among these, wherever their tones stand."""
    return " " in fold(name) and any(may_be_same_name(name, each) for each in others if each)


def same_surname(name: str, other: str) -> bool:
    return bool(surname(name)) and surname(name) == surname(other)


def may_be_relatives(name: str, other: str, households: int) -> bool:
    """Whether two neighbours' names suggest one family; `households` there bear the other's surname.

    A surname that few in the hamlet bear is enough; a common one asks for the same middle name too, one that
    a branch of a family shares ("Nguyễn Đình"), not "Văn" or "Thị".
    """
    if not same_surname(name, other):
        return False
    rare = surname(other) not in _EVERYWHERE and households <= FEW_HOUSEHOLDS
    return rare or bool(_branch(name) & _branch(other))


def _branch(name: str) -> set[str]:
    words = fold(name).split()
    return set() if words[0].split("'")[0] in _CLAN_LAST else set(words[1:-1]) - _MIDDLE_OF_ALL
