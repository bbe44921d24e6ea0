"""Who is asked again, whose ticks came too fast, who may be a relative: plain values in and out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webapp.rules.kin import may_be_relatives, same_person, same_surname
from webapp.rules.spot_checks import choose_asker, drawn, how_many
from webapp.rules.unlikely_ticks import MarkKind, Tick, busy_hours, whole_families

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def ticks(*each: tuple[str, str, float], recorder: str = "alice") -> list[Tick]:
    """Household, item, minutes after eight in the morning."""
    return [Tick(home, item, recorder, MORNING + timedelta(minutes=at)) for home, item, at in each]


@pytest.mark.parametrize(
    ("cases", "share", "asked"), [(0, 5, 0), (1, 5, 1), (20, 5, 1), (21, 5, 2), (24, 20, 5), (24, 0, 0)]
)
def test_a_share_is_rounded_up_and_never_nobody(cases: int, share: int, asked: int) -> None:
    assert how_many(cases, share) == asked


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    ids = [f"hồ sơ {number}" for number in range(40)]
    assert drawn("hạt giống", ids, 3) == drawn("hạt giống", ids[::-1], 3)
    assert drawn("hạt giống", ids, 3) != drawn("hạt khác", ids, 3)


def test_whoever_has_the_fewest_to_ask_asks_and_nobody_where_nobody_is_left() -> None:
    assert choose_asker("s", "a", {"bob", "chi"}, {"bob": 2}) == "chi"
    assert choose_asker("s", "a", set(), {}) is None


def test_nine_households_in_one_hour_are_marked_and_eight_are_not() -> None:
    nine = ticks(*((f"nhà {number}", "vneid", number * 6) for number in range(9)))
    assert busy_hours(nine[:8], 8) == {}
    marks = busy_hours(nine, 8)
    assert len(marks) == 9
    assert marks["nhà 0"].kind is MarkKind.BUSY_HOUR
    assert marks["nhà 0"].count == 9
    assert busy_hours(nine, 0) == {}


def test_nine_households_of_two_people_or_over_a_day_are_no_busy_hour() -> None:
    half = ticks(*((f"nhà {number}", "vneid", number * 6) for number in range(5)))
    rest = ticks(*((f"nhà {number}", "vneid", number * 6) for number in range(5, 9)), recorder="bob")
    assert busy_hours(half + rest, 8) == {}
    assert busy_hours(ticks(*((f"nhà {number}", "vneid", number * 30) for number in range(9))), 8) == {}


def test_a_group_session_and_ticks_without_an_hour_are_no_false_alarm() -> None:
    together = ticks(*((f"nhà {number}", item, 0) for number in range(30) for item in "abc"))
    assert busy_hours(together, 8) == {}
    assert whole_families(together, 1) == {}
    noon = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    paper = [Tick("nhà", item, "alice", noon) for item in "abcd"]
    assert whole_families(paper, 1) == {}


def test_everything_of_a_family_within_a_minute_is_marked() -> None:
    fast = ticks(("nhà", "a", 0), ("nhà", "b", 0.3), ("nhà", "c", 0.9))
    assert whole_families(fast, 1)["nhà"].count == 3
    assert whole_families(fast, 0) == {}
    assert whole_families([*fast, *ticks(("nhà", "d", 500))], 1) == {}
    assert whole_families(fast[:2], 1) == {}


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Nguyễn Thị Lan", "NGUYỄN VĂN MẪU", True),
        ("Nguyễn Thị Lan", "Trần Văn Mẫu", False),
        ("H'Mẫu Niê", "Y Bhăm Niê", True),
        ("H’Mẫu Niê", "H'Lan Êban", False),
        ("Lan", "Lan", False),
    ],
)
def test_a_surname_stands_first_and_a_clan_last(name: str, other: str, same: bool) -> None:
    assert same_surname(name, other) is same


def test_one_word_alone_names_nobody_at_home() -> None:
    assert same_person("Lê  thị MẪU", ["Lê Thị Mẫu", None])
    assert not same_person("Mẫu", ["Mẫu"])


@pytest.mark.parametrize(
    ("name", "other", "households", "asked"),
    [
        ("Nguyễn Thị Lan", "Nguyễn Văn Mẫu", 1, False),
        ("Nguyễn Đình Lan", "Nguyễn Đình Mẫu", 40, True),
        ("Quách Thị Lan", "Quách Văn Mẫu", 3, True),
        ("Quách Thị Lan", "Quách Văn Mẫu", 4, False),
        ("H'Mẫu Niê", "Y Bhăm Niê", 12, False),
        ("H'Mẫu Êban", "Y Bhăm Êban", 2, True),
        ("Trần Thị Lan", "Quách Thị Mẫu", 1, False),
    ],
)
def test_a_surname_that_many_bear_alone_makes_no_relatives(
    name: str, other: str, households: int, asked: bool
) -> None:
    assert may_be_relatives(name, other, households) is asked
