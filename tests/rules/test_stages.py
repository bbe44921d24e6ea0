from datetime import date

import pytest

from webapp.rules.stages import (
    StageKind,
    StageRules,
    countdown,
    days_left,
    decide_by,
    falls_short,
    head_of_unit,
    initials,
    last_day,
    share_text,
)

FRIDAY = date(2026, 12, 25)


def test_the_first_day_of_a_posting_is_not_counted() -> None:
    assert last_day(date(2026, 11, 1), StageRules()) == date(2026, 11, 11)


def test_working_days_leave_out_weekends_and_holidays() -> None:
    rules = StageRules(posting_days=5, working_days=True, holidays=("01/01/2027", "2026-12-28"))
    assert last_day(FRIDAY, rules) == date(2027, 1, 5)


def test_a_posting_may_end_on_the_day_after_its_last() -> None:
    until = date(2026, 11, 11)
    assert [days_left(until, date(2026, 11, day)) for day in (1, 11, 12, 20)] == [11, 1, 0, 0]
    assert [countdown(until, date(2026, 11, day)) for day in (1, 11, 12)] == [
        "Còn 10 ngày",
        "Hôm nay là ngày cuối",
        "Đã đủ ngày",
    ]


@pytest.mark.parametrize(("part", "short"), [(59, True), (60, False), (61, False)])
def test_sixty_of_a_hundred_is_enough_of_sixty_percent(part: int, short: bool) -> None:
    assert falls_short(part, 100, 60) is short


def test_a_decision_is_hoped_for_ten_days_after_the_request() -> None:
    assert decide_by(date(2026, 11, 1), StageRules()) == date(2026, 11, 11)
    assert decide_by(date(2026, 11, 1), StageRules(decision_days=0)) is None


def test_of_nobody_every_share_falls_short() -> None:
    assert falls_short(0, 0, 60)
    assert share_text(0, 0) == "0"


def test_shares_are_written_with_a_comma() -> None:
    assert [share_text(*each) for each in ((48, 60), (5, 6), (60, 60))] == ["80", "83,3", "100"]


def test_stages_keep_their_order_whatever_was_ticked_first() -> None:
    assert StageRules(on=("draft", "meeting")).kinds == (StageKind.MEETING, StageKind.DRAFT)


def test_a_commune_names_a_stage_in_its_own_words() -> None:
    rules = StageRules(labels={"meeting": "Họp tổ dân phố"})
    assert [rules.label(kind) for kind in (StageKind.MEETING, StageKind.POSTING)] == [
        "Họp tổ dân phố",
        "Niêm yết",
    ]


@pytest.mark.parametrize(
    ("kind", "head"),
    [("Thôn", "Trưởng thôn"), ("Buôn", "Buôn trưởng"), ("Tổ dân phố", "Tổ trưởng tổ dân phố")],
)
def test_each_kind_of_hamlet_has_its_head(kind: str, head: str) -> None:
    assert head_of_unit(kind) == head


def test_initials_keep_vietnamese_letters() -> None:
    assert initials("Nguyễn Thị Đào") == "N.T.Đ."
