"""The optional stages between a proposal and its decision: their order, days, shares and what names show.

Thresholds are suggestions (60/60 stood in a decree that is no longer in force): falling short is marked,
never refused. Days of posting follow Bộ luật Dân sự, Điều 147: the first day isn't counted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from webapp.rules.dates import parse_date

MOST_DAYS = 60
SATURDAY = 5


class StageKind(StrEnum):
    """In the one order that they come in."""

    MEETING = "meeting"
    POSTING = "posting"
    OPINIONS = "opinions"
    REQUEST = "request"
    DRAFT = "draft"


class Unnamed(StrEnum):
    """How a family stands on a posted list that did not agree to a public name."""

    LEFT_OUT = "left-out"
    INITIALS = "initials"


STAGE_LABELS = {
    StageKind.MEETING: "Họp thôn",
    StageKind.POSTING: "Niêm yết",
    StageKind.OPINIONS: "Tổng hợp ý kiến",
    StageKind.REQUEST: "Tờ trình",
    StageKind.DRAFT: "Dự thảo quyết định",
}
BY_HAMLET = (StageKind.MEETING, StageKind.POSTING)


@dataclass(frozen=True)
class StageRules:
    """Which stages a commune goes through, and how.

    `on` are StageKind values; `labels` are the commune's own words by kind. Percentages are of the
    households invited (`present_percent`) and present (`agree_percent`). `holidays` are days as "2027-01-01"
    that don't count where `working_days`. `decision_days` is how soon a decision is hoped for after the
    request (0: no reminder; ten in Nghị định 86/2023/NĐ-CP, Điều 8). `office` drafts the papers,
    `office_symbol` stands in their number; `bases` are the lines "Căn cứ ..." of request and decision.
    """

    on: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    present_percent: int = 60
    agree_percent: int = 60
    posting_days: int = 10
    working_days: bool = False
    holidays: tuple[str, ...] = ()
    decision_days: int = 10
    unnamed: str = Unnamed.LEFT_OUT.value
    office: str = "Phòng Văn hóa - Xã hội"
    office_symbol: str = "VHXH"
    office_signature: tuple[str, ...] = ("TRƯỞNG PHÒNG",)
    bases: tuple[str, ...] = ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",)

    @property
    def kinds(self) -> tuple[StageKind, ...]:
        """The stages switched on, in their order."""
        return tuple(kind for kind in StageKind if kind.value in self.on)

    def label(self, kind: StageKind) -> str:
        return self.labels.get(kind.value) or STAGE_LABELS[kind]

    @property
    def days_off(self) -> frozenset[date]:
        return frozenset(day for text in self.holidays if (day := parse_date(text)))


def last_day(first: date, rules: StageRules) -> date:
    """The last day of a posting put up on `first`; it may end on the day after."""
    return _days_after(first, rules.posting_days, rules)


def decide_by(requested: date, rules: StageRules) -> date | None:
    """Until when a decision is hoped for after the request's day; None where nobody is reminded."""
    return _days_after(requested, rules.decision_days, rules) if rules.decision_days else None


def _days_after(day: date, left: int, rules: StageRules) -> date:
    while left:
        day += timedelta(days=1)
        if not rules.working_days or is_working_day(day, rules.days_off):
            left -= 1
    return day


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in days_off


def days_left(until: date, today: date) -> int:
    """How many days still have to pass before a posting may end; 0 when it may."""
    return max(0, (until - today).days + 1)


def countdown(until: date, today: date) -> str:
    """ "Còn 3 ngày", "Hôm nay là ngày cuối", "Đã đủ ngày"."""
    if today > until:
        return "Đã đủ ngày"
    return f"Còn {(until - today).days} ngày" if today < until else "Hôm nay là ngày cuối"


_CLOCK = re.compile(r"([01]?\d|2[0-3])\s*(?::|h|g|giờ)\s*([0-5]\d)?\s*(?:p|phút)?", re.IGNORECASE)


def clock(text: str) -> str | None:
    """ "19h", "7:30", "19 giờ 30 phút" as "19:30"; None for what is no time of day."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    return f"{int(found[1]):02d}:{found[2] or '00'}"


def falls_short(part: int, whole: int, percent: int) -> bool:
    """Whether a share lies under what is suggested; of nothing it always does."""
    return whole <= 0 or part * 100 < percent * whole


def share_text(part: int, whole: int) -> str:
    """ "83,3" as papers write a percentage; "0" of nothing."""
    if whole <= 0:
        return "0"
    tenths = round(part * 1000 / whole)
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)


def initials(name: str) -> str:
    """ "Nguyễn Thị Đào" -> "N.T.Đ."."""
    return "".join(f"{word[0].upper()}." for word in name.split())


_HEADS = {
    "tổ dân phố": "Tổ trưởng tổ dân phố",
    "buôn": "Buôn trưởng",
}


def head_of_unit(kind: str) -> str:
    """Who leads a unit of this kind: "Thôn" -> "Trưởng thôn"."""
    word = kind.strip().lower()
    return _HEADS.get(word, f"Trưởng {word}")
