"""Whether what was done at a door may be kept: the family's answer at that moment decides, not the arrival.

An answer is recorded by the site at its own time, and nothing can arrive before it was done. So the same
events are kept in whatever order they come. A family whose first word about the checklist is a refusal never
agreed to what was recorded before: that goes too (services/first_refusals.py), and is not kept when late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webapp.rules.dates import show_date
from webapp.rules.events import VIETNAM

# What the checklist's consent is asked for. Correcting a name and taking a tick back are rights of the
# family, so they are always kept.
ABOUT_THE_FAMILY = frozenset({"done", "visit", "note", "person"})
# What a refusal by a family that never agreed takes along: nothing of it was ever allowed.
NEVER_ALLOWED = ABOUT_THE_FAMILY | {"undo"}
PHONE_REFUSED = "Gia đình không đồng ý cho lưu số điện thoại. Số này không được giữ lại."


@dataclass(frozen=True)
class Answered:
    """One answer of a family: from which moment on it holds, and what it agreed to."""

    at: datetime
    checklist: bool
    phone: bool


@dataclass(frozen=True)
class Wishes:
    """The answers of a family in the order they were given; `erased_at` is when its sheet was erased."""

    answers: Sequence[Answered] = ()
    erased_at: datetime | None = None

    def at(self, moment: datetime) -> Answered | None:
        """The answer in force at a moment."""
        return next((each for each in reversed(self.answers) if each.at <= moment), None)


def refusal(wishes: Wishes, op: str, moment: datetime, *, writes_phone: bool = False) -> str | None:
    """Why something done at `moment` is not kept, in Vietnamese; None when it is.

    `writes_phone`: an edit that puts a phone number in. A number counts only while the last answer allows it.
    """
    if wishes.erased_at is not None and moment <= wishes.erased_at:
        return (
            f"Ngày {_day(wishes.erased_at)} gia đình đã yêu cầu xóa phiếu. "
            "Lần ghi từ trước ngày đó không được giữ lại."
        )
    in_force = wishes.at(moment)
    if op in ABOUT_THE_FAMILY and in_force is not None and not in_force.checklist:
        return (
            f"Gia đình đã từ chối ghi phiếu từ ngày {_day(in_force.at)}. "
            "Vẫn giúp gia đình, nhưng lần ghi này không được giữ lại."
        )
    if writes_phone and wishes.answers and not wishes.answers[-1].phone:
        return PHONE_REFUSED
    return None


def never_allowed(answers: Iterable[Answered], op: str, moment: datetime) -> str | None:
    """Why something done at `moment`, before the family's first answer, is not kept; None when it is.

    `answers` are all that the family ever gave, of every entry it stood under.
    """
    first = min(answers, key=lambda each: (each.at, not each.checklist), default=None)
    if op not in NEVER_ALLOWED or first is None or first.checklist or moment >= first.at:
        return None
    return (
        f"Ngày {_day(first.at)} gia đình không đồng ý cho ghi phiếu và chưa từng đồng ý trước đó. "
        "Lần ghi này không được giữ lại."
    )


def _day(moment: datetime) -> str:
    day: date = moment.astimezone(VIETNAM).date()
    return show_date(day)
