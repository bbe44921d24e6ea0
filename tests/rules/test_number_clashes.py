"""Numbers never repeat, whatever a commune does to its patterns."""

from __future__ import annotations

from itertools import product

import pytest

from webapp.rules.certificates import format_number, read_number
from webapp.rules.number_clashes import may_meet, may_return, printed_again, serial_in

PATTERNS = (
    "GDS-{yy}-{serial:05d}", "GDS-{yy}-{serial}", "gds - {yy} - {serial:03d}", "CDS-{yy}-{serial:05d}",
    "{serial}/GCN-{year}", "{serial:03d}/GCN-{year}", "1{serial}/GCN-{year}", "{yy}{serial}", "{serial}{yy}",
    "GDS-{yy}-1{serial:02d}", "GDS-{yy}-{serial}0", "{serial}.{year}.{serial}",
)  # fmt: skip
HERE = {"year": 2026, "commune": "24133"}


def printed(pattern: str, serials: range) -> set[str]:
    return {read_number(format_number(pattern, serial=serial, **HERE)) for serial in serials}


@pytest.mark.parametrize(
    ("one", "other"), [pair for pair in product(PATTERNS, repeat=2) if pair[0] < pair[1]]
)
def test_two_patterns_that_print_one_number_are_always_found(one: str, other: str) -> None:
    if printed(one, range(1, 1200)) & printed(other, range(1, 1200)):
        assert may_meet(one, other, **HERE)


@pytest.mark.parametrize("change", [pair for pair in product(PATTERNS, repeat=2) if pair[0] != pair[1]])
def test_a_change_in_mid_year_that_repeats_a_number_is_always_found(change: tuple[str, str]) -> None:
    before, after = change
    if printed(before, range(1, 130)) & printed(after, range(130, 1500)):
        assert may_return(before, after, **HERE)


def test_titles_with_letters_of_their_own_never_meet() -> None:
    assert not may_meet("GDS-{yy}-{serial:05d}", "CDS-{yy}-{serial:05d}", **HERE)
    assert not may_meet("{serial}/GDS-{year}", "{serial}/CDS-{year}", **HERE)


def test_more_zeros_in_mid_year_repeat_nothing() -> None:
    assert not may_return("GDS-{yy}-{serial:05d}", "GDS-{yy}-{serial:04d}", **HERE)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_serial_is_read_back_from_its_number(pattern: str) -> None:
    number = format_number(pattern, serial=412, **HERE)
    assert serial_in(pattern, number.lower(), **HERE) == 412
    assert serial_in(pattern, f"{number}x", **HERE) is None


def test_a_number_given_already_is_named_when_it_would_come_again() -> None:
    given = ["GDS-26-00007", "GDS-26-00412"]
    assert printed_again("GDS-{yy}-{serial:05d}", given, last=100, **HERE) == "GDS-26-00412"
    assert printed_again("GDS-{yy}-{serial:05d}", given, last=412, **HERE) is None
