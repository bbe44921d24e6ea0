"""A sheet as plain values: what a spreadsheet file, a CSV file or pasted cells come to."""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float | bool | None

MAX_DATA_ROWS = 20_000
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is the row that the spreadsheet shows as 1, its first value column A.

    Dates are ISO text, whole numbers int. `merged` holds (first row, first column, last row, last column) of
    merged cells, counted from 0; only the first cell of each carries the value. CSV sheets have no name.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def column_letter(index: int) -> str:
    """0 -> "A", 25 -> "Z", 26 -> "AA"."""
    letters = ""
    while index >= 0:
        index, remainder = divmod(index, 26)
        letters = chr(ord("A") + remainder) + letters
        index -= 1
    return letters
