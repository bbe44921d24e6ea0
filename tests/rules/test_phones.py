"""Phone numbers as lists carry them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.rules.vietnamese import mask_phone, normalize_phone, show_phone


@pytest.mark.parametrize(
    "raw",
    [
        "0912345678",
        " 0912.345.678 ",
        "0912 345 678",
        "091-234-5678",
        "(091) 2345678",
        "+84912345678",
        "+84 0912 345 678",
        "84912345678",
        "840912345678",
        "0084912345678",
        "912345678",
        912345678,
        912345678.0,
        "912345678.0",
        "０９１２３４５６７８",
        "0912\xa0345\xa0678",
    ],
)
def test_every_way_to_write_a_mobile_number_gives_one_form(raw):
    assert normalize_phone(raw) == "0912345678"


@pytest.mark.parametrize(
    "raw", ["02623851234", "0262.3851234", "+84 262 385 1234", 2623851234, "0262 385 1234"]
)
def test_fixed_lines_are_accepted(raw):
    assert normalize_phone(raw) == "02623851234"


@pytest.mark.parametrize(
    ("old", "new"),
    [("01681234567", "0381234567"), (1201234567, "0701234567"), ("0199.123.4567", "0591234567")],
)
def test_eleven_digit_mobile_numbers_of_before_2018_are_renumbered(old, new):
    assert normalize_phone(old) == new


NO_NUMBERS = [
    *(None, "", "không có", "12345", "0112345678", "09123456789", "091234567", "0912345678 0987654321", True),
    *(91234.5, "001089012345", float("nan"), float("inf")),
]


@pytest.mark.parametrize("raw", NO_NUMBERS)
def test_what_is_no_phone_number_gives_none(raw):
    assert normalize_phone(raw) is None


@given(st.from_regex(r"0[35789][0-9]{8}|02[0-9]{9}", fullmatch=True))
def test_normalizing_twice_changes_nothing(phone):
    assert normalize_phone(phone) == phone
    assert normalize_phone(show_phone(phone)) == phone
    assert normalize_phone(int(phone)) == phone
    assert normalize_phone(float(phone)) == phone


def test_numbers_are_shown_in_groups_and_masked():
    assert show_phone("0912345678") == "0912 345 678"
    assert show_phone("02438251234") == "024 3825 1234"
    assert show_phone("02623851234") == "0262 385 1234"
    assert show_phone("115") == "115"
    assert mask_phone("0912345678") == "091****678"
