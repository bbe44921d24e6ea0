"""One name written in two ways, and two names that only look alike."""

from __future__ import annotations

import unicodedata

import pytest

from webapp.rules.kin import same_person
from webapp.rules.names import may_be_same_name, same_name


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Nguyễn Thị Hoà", "Nguyễn Thị Hòa"),
        ("Trần Thuỷ", "Trần Thủy"),
        ("Lê Quý", "Lê  QÚY"),
        ("Hoè Khoẻ", "Hòe Khỏe"),
        ("H’Hen Niê", "H'Hen Niê"),
        ("Lê Thị Hoà", unicodedata.normalize("NFD", "Lê Thị Hòa")),
    ],
)
def test_a_tone_on_either_vowel_is_one_name(one: str, two: str) -> None:
    assert same_name(one, two)
    assert same_person(one, [two]) is (" " in one)


@pytest.mark.parametrize(
    ("one", "two"),
    [("Hoa", "Hòa"), ("Lê Văn Hùng", "Lê Văn Hưng"), ("Lý Thị Lan", "Lý Thị Lân"), ("Vũ Hải", "Vũ Hãi")],
)
def test_other_marks_are_other_names(one: str, two: str) -> None:
    assert not same_name(one, two)


def test_a_name_without_any_marks_may_be_any_of_its_letters() -> None:
    assert may_be_same_name("Nguyen Thi Hoa", "Nguyễn Thị Hòa")
    assert not may_be_same_name("Nguyễn Thị Hoa", "Nguyễn Thị Hòa")
    assert not same_person("Nguyễn Thị Hoa", ["Nguyễn Thị Hòa", None])
