"""Dates, birth years and figures as Vietnamese papers write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.rules.vietnamese import (
    administrative_date,
    birth_year,
    parse_date,
    show_date,
    show_number,
    show_percent,
)

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_a_zero_stands_only_before_days_under_ten_and_months_one_and_two(day, written):
    assert administrative_date(day) == written


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_date_reads_back_however_it_was_written(day):
    assert parse_date(show_date(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(administrative_date(day)) == day


@pytest.mark.parametrize(
    "text", ["5/3/2026", "05-03-2026", "5.3.2026", " 05 / 03 / 2026 ", "2026-03-05T00:00:00"]
)
def test_dates_are_read_day_first(text):
    assert parse_date(text) == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["", "31/02/2026", "2026", "5/3/26", "hôm qua", "2026-13-01"])
def test_what_is_no_date_gives_none(text):
    assert parse_date(text) is None


YEAR_1956 = [
    *(
        1956,
        1956.0,
        "1956",
        "1956.0",
        " 1956 ",
        "12/03/1956",
        "12-3-1956",
        "1956-03-12",
        "1956-03-12T00:00:00",
    ),
    *("03/1956", "SN 1956", "khoảng 1956", date(1956, 3, 12), datetime(1956, 3, 12, 8, tzinfo=UTC)),
    *(20526, 20526.0, "20526"),
]


@pytest.mark.parametrize("raw", YEAR_1956)
def test_birth_year_is_read_from_years_dates_day_numbers_and_text(raw):
    assert birth_year(raw, TODAY) == 1956


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        0,
        56,
        "56",
        "12/3/56",
        1899,
        2027,
        "2027",
        "1956 hoặc 1957",
        "cụ già",
        True,
        99999,
        -1,
        1e300,
    ],
)
def test_birth_year_out_of_range_or_unclear_gives_none(raw):
    assert birth_year(raw, TODAY) is None


@given(st.dates(min_value=date(1906, 1, 1), max_value=TODAY))
def test_a_spreadsheet_day_number_gives_the_year_of_its_date(day):
    assert birth_year((day - date(1899, 12, 30)).days, TODAY) == day.year


def test_figures_have_dots_between_thousands_and_a_comma_before_decimals():
    assert show_number(1234567) == "1.234.567"
    assert show_number(-1234.5, 1) == "-1.234,5"
    assert show_number(0) == "0"
    assert show_percent(12.5) == "12,5%"
    assert show_percent(80) == "80%"
    assert show_percent(66.66666) == "66,7%"
    assert show_percent(100.0) == "100%"
