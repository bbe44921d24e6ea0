"""Which families come first: neutral words that say what to bring along, never why."""

from __future__ import annotations

from enum import StrEnum

ELDER_FROM = 60


class Flag(StrEnum):
    """In the order in which a list names them."""

    NEVER_REACHED = "chua-tung-den"
    ELDER = "nguoi-lon-tuoi"
    NO_SMARTPHONE = "chua-co-dien-thoai"
    NEEDS_HELP = "can-giup-tai-nha"


def born_by(year: int) -> int:
    """The last birth year of someone who is an elder in that year."""
    return year - ELDER_FROM
