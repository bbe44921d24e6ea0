"""Which certificate lies where on which sheet, so that a cut pile keeps its order."""

from __future__ import annotations


def impose(count: int, per_sheet: int) -> list[list[int]]:
    """The certificates (0-based) of each sheet, from the top.

    With two a sheet, the first half of them lies above and the second below: cut through the whole pile, lay
    the upper pile on the lower one, and they are in order. An odd last one has no neighbour below.
    """
    sheets = -(-count // per_sheet)
    return [list(range(sheet, count, sheets)) for sheet in range(sheets)]


def place_of(number: int, count: int, per_sheet: int) -> tuple[int, int]:
    """On which sheet, and which from the top, a certificate lies."""
    sheets = -(-count // per_sheet)
    return number % sheets, number // sheets
