"""Whether a proposer may be close to a family, from names alone: a reason to ask, never a finding."""

from __future__ import annotations

from collections.abc import Collection

from webapp.rules.names import may_be_same_name
from webapp.rules.vietnamese import fold

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
