"""Given names and the order of people's lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.rules.vietnamese import given_name, name_sort_key, sort_key


@pytest.mark.parametrize(
    ("full", "given_part"),
    [
        ("Nguyễn Thị Đào", "Đào"),
        ("Páo", "Páo"),
        ("", ""),
        ("Y Bhăm Niê", "Y Bhăm"),
        ("Y Bhăm", "Bhăm"),
        ("H'Hen Niê", "H'Hen"),
        ("H’Hen Niê Kđăm", "H’Hen"),
        ("H' Hen Niê", "H' Hen"),
        ("Rơ Châm H'Phik", "H'Phik"),
        ("K'Brêm", "K'Brêm"),
        ("Hoàng Văn Y", "Y"),
    ],
)
def test_given_name_is_what_people_are_called_by(full, given_part):
    assert given_name(full) == given_part


def test_lists_sort_by_given_name_then_family_and_middle_names():
    ordered = [
        "Trần Văn An",
        "Lê Thị Ánh",
        "Nguyễn Văn Bình",
        "Cao Thị Đào",
        "Nguyễn Thị Đào",
        "Nguyễn Văn Đào",
        "Vàng A Pá",
        "Páo",
        "Lò Văn Páo",
    ]
    assert sorted(reversed(ordered), key=name_sort_key) == ordered


def test_the_key_is_ascii_for_a_bytewise_column():
    assert name_sort_key("Hʼ Nguôm Čil").isascii()


@given(st.text(alphabet="aàbđêẹ Y'", max_size=12), st.text(alphabet="aàbđêẹ Y'", max_size=12))
def test_the_given_name_decides_first(one, other):
    first, second = sort_key(given_name(one)), sort_key(given_name(other))
    if first != second:
        assert (name_sort_key(one) < name_sort_key(other)) == (first < second)
