"""Lanes in addresses, and shares of households as even as can be."""

from __future__ import annotations

import pytest

from webapp.rules.assignment import blocks, even_shares, lanes_of, lies_in, walking_key


@pytest.mark.parametrize(
    ("address", "lanes"),
    [
        ("Số 5, ngõ 12, xóm Đông", ("Ngõ 12", "Xóm Đông")),
        ("12/3 đường Lê Duẩn", ("Đường Lê Duẩn",)),
        ("Tổ dân phố 3", ("Tổ dân phố 3",)),
        ("XÓM  Đoài", ("Xóm Đoài",)),
        ("Nhà cuối dốc, gần đình", ()),
        (None, ()),
    ],
)
def test_a_lane_is_found_in_the_words_of_an_address(address: str | None, lanes: tuple[str, ...]) -> None:
    assert lanes_of(address) == lanes


@pytest.mark.parametrize("words", ["xóm đông", "Xom Dong", "số 5"])
def test_a_lane_is_asked_for_without_diacritics_or_by_how_the_address_begins(words: str) -> None:
    assert lies_in("Số 5, ngõ 12, xóm Đông", words)


@pytest.mark.parametrize("words", ["Ngõ 1", "Xóm Đ", ""])
def test_half_a_lane_is_another_lane(words: str) -> None:
    assert not lies_in("Số 5, ngõ 12, xóm Đông", words)


def test_houses_stand_in_the_order_of_a_walk() -> None:
    homes = ["Số 10, ngõ 2", None, "Số 9, ngõ 2", "Số 1, ngõ 10", "Số 2, ngõ 2"]
    walked = sorted(homes, key=walking_key)
    assert walked == ["Số 2, ngõ 2", "Số 9, ngõ 2", "Số 10, ngõ 2", "Số 1, ngõ 10", None]


def test_whoever_has_least_gets_most() -> None:
    assert even_shares({"alice": 4, "bob": 0, "chi": 1}, 7) == {"alice": 0, "bob": 4, "chi": 3}
    assert even_shares({"alice": 0, "bob": 0}, 5) == {"alice": 3, "bob": 2}
    assert even_shares({}, 5) == {}


def test_neighbours_stay_together() -> None:
    assert blocks(["a", "b", "c", "d", "e"], {"alice": 3, "bob": 2}) == {
        "alice": ["a", "b", "c"], "bob": ["d", "e"],
    }  # fmt: skip
