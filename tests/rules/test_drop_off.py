"""Where learners stop, from plain counts: a clear step or none, and never a number below five."""

from __future__ import annotations

import pytest

from webapp.rules.drop_off import Tries, hard_step, level, share, told, tries_of


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (1, "ít"), (4, "ít"), (5, 5), (1200, 1200)])
def test_one_to_four_are_few(n: int, shown: object) -> None:
    assert told(n) == shown


@pytest.mark.parametrize(
    ("part", "whole", "words", "percent"),
    [
        (0, 0, "chưa có", 0), (3, 4, "ít", 0), (0, 20, "0%", 0), (4, 20, "ít", 0), (5, 20, "25%", 25),
        (16, 20, "gần hết", 100), (15, 20, "75%", 75), (20, 20, "100%", 100), (30, 20, "100%", 100),
    ],
)  # fmt: skip
def test_a_share_betrays_no_small_number(part: int, whole: int, words: str, percent: int) -> None:
    assert (share(part, whole).words, share(part, whole).percent) == (words, percent)


def test_a_bar_is_empty_where_a_number_is_small() -> None:
    assert [level(30, 40), level(4, 40), level(4, 4), level(50, 40)] == [75, 0, 0, 100]


def test_the_hard_step_is_the_one_after_which_most_stop() -> None:
    stop = hard_step([40, 38, 36, 20, 19], beyond=18)
    assert stop is not None
    assert (stop.step, stop.reached, stop.lost) == (3, 36, 16)


def test_the_last_step_is_hard_when_the_questions_are_not_opened() -> None:
    stop = hard_step([40, 40, 40], beyond=10)
    assert stop is not None
    assert stop.step == 3


@pytest.mark.parametrize("reached", [[40, 38, 36, 34], [9, 5, 5], [200, 180, 165], [0, 0], [10, 30, 30]])
def test_few_or_a_small_part_make_no_hard_step(reached: list[int]) -> None:
    assert hard_step(reached, beyond=reached[-1]) is None


def test_tries_are_read_by_their_names() -> None:
    tries = tries_of({"first-right": 30, "first-wrong": 10, "second-right": 8, "seen": 50})
    assert tries == Tries(30, 10, 8, 0)
    assert (tries.first, tries.second) == (40, 8)
    assert (tries.first_share.words, tries.second_share.words) == ("75%", "100%")
