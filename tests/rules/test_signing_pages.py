from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.rules.signing_pages import Paper, spread

PAPER = Paper(page=262, title=38, head=8, signatures=41, lowest=11.4, tallest=17)


@given(st.integers(1, 400))
def test_every_row_has_its_place_and_every_page_has_names(count: int) -> None:
    found = spread(count, PAPER)
    pages = found.cut(range(count))
    assert [row for page in pages for row in page] == list(range(count))
    assert PAPER.lowest <= found.height <= PAPER.tallest
    for number, page in enumerate(pages, start=1):
        taken = PAPER.head + len(page) * found.height
        taken += PAPER.title * (number == 1) + PAPER.signatures * (number == len(pages))
        assert page
        assert taken <= PAPER.page


def test_one_page_as_long_as_it_holds_all_then_two_alike() -> None:
    assert [len(page) for page in spread(15, PAPER).cut(range(15))] == [15]
    assert [len(page) for page in spread(16, PAPER).cut(range(16))] == [8, 8]
    assert [len(page) for page in spread(40, PAPER).cut(range(40))] in ([13, 14, 13], [20, 20], [13, 15, 12])
