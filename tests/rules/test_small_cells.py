"""Numbers on public pages: nobody is found out by a small one, nor by what is left when others are taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.rules.small_cells import published, shown, sum_of

CELLS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40), max_size=8)


def test_a_small_number_takes_the_next_smallest_with_it() -> None:
    assert published({"a": 3, "b": 9, "c": 20, "d": 0}) == {"a": None, "b": None, "c": 20, "d": 0}
    assert published({"a": 9, "b": 20}) == {"a": 9, "b": 20}


def test_the_sum_is_left_out_where_nothing_else_hides_the_small_one() -> None:
    assert sum_of({"a": 3}) is None
    assert sum_of({"a": 3, "b": 0}) is None
    assert sum_of({"a": 3, "b": 9}) == 12
    assert sum_of({"a": 0}) == 0


def test_a_number_is_left_out_where_one_of_its_parts_stands_too_near() -> None:
    assert shown(20, 18) is None
    assert (shown(20, 20), shown(20, 15), shown(4), shown(0)) == (20, 15 + 5, None, 0)


@given(CELLS)
def test_what_is_left_out_is_never_found_by_taking_the_rest_from_the_sum(cells: dict[str, int]) -> None:
    table, total = published(cells), sum_of(cells)
    hidden = [cells[name] for name, count in table.items() if count is None]
    assert all(count is None or count == 0 or count >= 5 for count in table.values())
    if total is not None and hidden:
        assert len(hidden) > 1
        assert total - sum(count or 0 for count in table.values()) >= 5
