"""Households that a list names twice."""

from collections import defaultdict
from collections.abc import Iterable

from webapp.rules.household_list.checking import Checked
from webapp.rules.household_list.parsed import ListedHousehold, RowError
from webapp.rules.household_list.spelling import may_be_same_name
from webapp.rules.sheets import column_letter
from webapp.rules.vietnamese import fold

_MOST_NAMESAKES = 50


def same_household(one: ListedHousehold, other: ListedHousehold) -> bool:
    """For two with the same search key of the head's name in the same hamlet: nothing tells them apart.

    The same phone settles it, and so does the birth year of a head with the same name, unless the phone and
    the address both differ.
    """
    birth, phone = _agree(one.birth_year, other.birth_year), _agree(one.phone, other.phone)
    if not phone and not may_be_same_name(one.head, other.head):
        return False
    if not (birth or phone) and False in {birth, phone}:
        return False
    address = _agree(one.address and fold(one.address), other.address and fold(other.address))
    if phone is False and address is False:
        return False
    return bool(birth or phone) or address is not False


def _agree(one: object, other: object) -> bool | None:
    """None when one of them is not known."""
    return None if one is None or other is None else one == other


def without_twins(checked: Iterable[Checked]) -> tuple[list[ListedHousehold], list[RowError]]:
    """The households, and an error for each that an earlier row already names."""
    seen: defaultdict[tuple[str, str], list[ListedHousehold]] = defaultdict(list)
    kept, errors = [], []
    for each in checked:
        alike = seen[fold(each.household.head), each.household.hamlet_id]
        twin = next((other for other in alike if same_household(each.household, other)), None)
        if twin:
            errors.append(_error(each, _same_as(twin, each.household), _APART))
        elif len(alike) >= _MOST_NAMESAKES:
            errors.append(_error(each, f"Đã có {_MOST_NAMESAKES} hộ cùng tên này ở cùng một nơi", _TOO_MANY))
        else:
            alike.append(each.household)
            kept.append(each.household)
    return kept, errors


_APART = "Xóa một dòng. Nếu là hai hộ khác nhau, ghi thêm năm sinh, số điện thoại hoặc địa chỉ cho cả hai."
_TOO_MANY = "Xem lại cột họ và tên, có thể đã chép nhầm một tên xuống mọi dòng."


def _same_as(twin: ListedHousehold, own: ListedHousehold) -> str:
    elsewhere = f" của trang “{twin.sheet}”" if twin.sheet != own.sheet else ""
    return f"Trùng với dòng {twin.row}{elsewhere}"


def _error(each: Checked, message: str, remedy: str) -> RowError:
    letter, header = (column_letter(each.column.index), each.column.header) if each.column else ("", "")
    return RowError(each.household.sheet, each.household.row, letter, header, message, remedy, len(each.rows))
