"""One commune, its hamlets, one day, and short ways to read a list in tests."""

from collections.abc import Sequence
from datetime import date

from webapp.rules.household_list import CommuneName, HamletName, ListedHousehold, ParsedList, parse_list
from webapp.rules.sheets import Cell, Sheet

TODAY = date(2026, 11, 21)
HAMLETS = (
    HamletName("thon-1", "thôn", "1"),
    HamletName("thon-2", "thôn", "2"),
    HamletName("dak-tien", "thôn", "Đắk Tiên", ("Thôn 7", "8")),
    HamletName("kbu", "buôn", "Kbu"),
    HamletName("buon-1", "buôn", "1"),
    HamletName("tdp-5", "tổ dân phố", "5"),
)
COMMUNE = CommuneName(
    "Xã Di Linh", ("Xã Liên Đầm",), frozenset({"Xã Tân Châu", "Phường Bình Thuận", "Xã Di Linh"})
)

Rows = Sequence[Sequence[Cell]]


def read(rows: Rows, tab: str = "Thôn 1", merged: Sequence[tuple[int, int, int, int]] = ()) -> ParsedList:
    return parse_list([Sheet(tab, rows, tuple(merged))], HAMLETS, COMMUNE, TODAY)


def only(parsed: ParsedList) -> ListedHousehold:
    """The one household of a list without errors."""
    assert [error.text for error in parsed.errors] == []
    (household,) = parsed.households
    return household


def heads(parsed: ParsedList) -> list[str]:
    return [household.head for household in parsed.households]


def people(household: ListedHousehold) -> list[str]:
    return [person.name for person in household.persons]
