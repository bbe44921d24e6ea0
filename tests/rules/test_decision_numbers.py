"""A decision's number as officers type it and as the paper carries it."""

import pytest

from webapp.rules.decision_numbers import decision_number_problem, whole_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("142", "142/QĐ-UBND"),
        ("142/", "142/QĐ-UBND"),
        ("142 / QĐ - UBND", "142/QĐ-UBND"),
        ("142/qđ-ubnd", "142/QĐ-UBND"),
        ("07/2026/QĐ-CTUBND", "07/2026/QĐ-CTUBND"),
    ],
)
def test_a_serial_is_completed_and_spaces_and_small_letters_are_mended(typed: str, kept: str) -> None:
    assert whole_number(typed) == kept
    assert decision_number_problem(kept) is None


@pytest.mark.parametrize("typed", ["<b>", "142<b>/QĐ", "QĐ-UBND", "142//QĐ", "142/QĐ;drop"])
def test_what_no_paper_carries_is_refused_with_an_example(typed: str) -> None:
    assert "142/QĐ-UBND" in (decision_number_problem(whole_number(typed)) or "")
