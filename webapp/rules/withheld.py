"""Whether what was done at a door may be kept: the family's answer at that moment decides, not the arrival.

Which answer is the family's last is decided by when each was said. A refusal holds from its arrival, an
agreement from when it was said, and nothing can arrive before it was done. So the same events are kept in
whatever order they come. A family whose first word about the checklist is a refusal never
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
    """One answer of a family: from which moment on it holds, what it agreed to, and when it was said."""

    at: datetime
    checklist: bool
    phone: bool
    said: datetime


@dataclass(frozen=True)
class Wishes:
    """The answers of a family in the order they were said; `erased_at` is when its sheet was erased."""

    answers: Sequence[Answered] = ()
    erased_at: datetime | None = None

    def at(self, moment: datetime) -> Answered | None:
        """The answer in force at a moment: the one said last of those that hold by then."""
        return next((each for each in reversed(self.answers) if self._counts(each, moment)), None)

    def _counts(self, answer: Answered, moment: datetime) -> bool:
        """Whoever asks for erasure takes back every agreement said before."""
        taken_back = self.erased_at is not None and answer.checklist and answer.said <= self.erased_at
        return answer.at <= moment and not taken_back


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
    given = list(answers)
    first = min(given, key=lambda each: (each.said, not each.checklist), default=None)
    if op not in NEVER_ALLOWED or first is None or first.checklist or moment >= first.at:
        return None
    if any(each.checklist and each.at <= moment for each in given):
        return None
    return (
        f"Ngày {_day(first.said)} gia đình không đồng ý cho ghi phiếu và chưa từng đồng ý trước đó. "
        "Lần ghi này không được giữ lại."
    )


def _day(moment: datetime) -> str:
    day: date = moment.astimezone(VIETNAM).date()
    return show_date(day)
