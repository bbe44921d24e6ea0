"""In which hamlet a household is, and what of its address is kept."""

import re
from collections import Counter
from collections.abc import Sequence

from webapp.rules.household_list.cells import BadCell
from webapp.rules.household_list.columns import Column, Kind
from webapp.rules.household_list.grouping import Group
from webapp.rules.household_list.places import CommuneNames, Hamlets, names_a_kind, place_key
from webapp.rules.household_list.reading import Entry, SheetEntries
from webapp.rules.vietnamese import fold


class NoHamlet(Exception):
    """A household's hamlet isn't known.

    `column` is where its own row says it; None when a heading, the tab or nothing does: then all rows under
    that share one error, told at `row`.
    """

    def __init__(self, problem: BadCell, column: Column | None, row: int) -> None:
        super().__init__(problem.message)
        self.problem, self.column, self.row = problem, column, row


class Whereabouts:
    """Finds hamlets for one sheet: its rows' own column, then headings, the tab, titles, the address."""

    def __init__(self, read: SheetEntries, hamlets: Hamlets, default_hamlet: str | None) -> None:
        self._hamlets = hamlets
        self._read = read
        self._tab = self._of_tab(read.sheet)
        titled = [found for _row, title in read.titles if (found := hamlets.find_within(title))]
        self._title = titled[0] if titled else None
        self._default = default_hamlet
        self._columns = {
            header.first_row: _hamlet_column(header.columns, read.entries, hamlets) for header in read.headers
        }
        self._above = self._written_above()

    def _of_tab(self, name: str) -> str | None:
        found = self._hamlets.find(name)
        return next(iter(found)) if len(found) == 1 else self._hamlets.find_within(name)

    def hamlet_of(self, group: Group) -> str:
        """The hamlet's id; raises NoHamlet."""
        entry = group.first
        column = self._columns[entry.header.first_row]
        if column and (own := group.text(column.kind)):
            return self._one(own, column, entry.row)
        if entry.heading.hamlet:
            return self._one(entry.heading.hamlet, None, entry.heading.row)
        if self._tab:
            return self._tab
        if column and (above := self._above.get(entry.row)):
            return self._one(above, column, entry.row)
        address = group.text(Kind.ADDRESS) or entry.heading.address or ""
        if found := self._title or self._hamlets.find_within(address) or self._default:
            return found
        raise NoHamlet(self._nothing_said(), None, entry.header.first_row)

    def _written_above(self) -> dict[int, str]:
        """For rows whose own cell is blank the hamlet that was last written, once for all below."""
        above: dict[int, str] = {}
        last = ""
        for entry in self._read.entries:
            column = self._columns[entry.header.first_row]
            last = (entry.text(column.kind) if column else "") or last
            above[entry.row] = last
        return above

    def _one(self, text: str, column: Column | None, row: int) -> str:
        found = self._hamlets.find(f"{column.header} {text}") if column else set()
        found = found or self._hamlets.find(text)
        if not found and (within := self._hamlets.find_within(text)):
            return within
        if len(found) == 1:
            return next(iter(found))
        raise NoHamlet(self._unclear(text, found) if found else self._unknown(text), column, row)

    def _unknown(self, text: str) -> BadCell:
        kind, nearest = self._hamlets.kind, self._hamlets.nearest(text)
        advice = f"Có phải “{nearest}”? " if nearest else ""
        remedy = f"{advice}Sửa tên trong tệp, hoặc thêm {kind} này vào danh sách {kind} của xã rồi nhập lại."
        return BadCell(f"Tên {kind} “{text[:60]}” chưa có trong danh sách", remedy)

    def _unclear(self, text: str, found: set[str]) -> BadCell:
        labels = ", ".join(sorted(self._hamlets.labels[each] for each in found))
        return BadCell(
            f"Có {len(found)} nơi tên “{text[:60]}”: {labels}", "Ghi cả chữ đứng trước tên, ví dụ “Thôn 1”."
        )

    def _nothing_said(self) -> BadCell:
        kind = self._hamlets.kind
        if names_a_kind(self._read.sheet):
            return self._unknown(self._read.sheet)
        tab = f", tên trang “{self._read.sheet}” cũng không phải tên {kind}" if self._read.sheet else ""
        return BadCell(
            f"Không biết các hộ này ở {kind} nào: không có cột {kind.capitalize()}{tab}",
            f"Đặt tên trang là tên {kind}, hoặc thêm cột {kind.capitalize()}.",
        )

    def address_of(self, group: Group, hamlet_id: str) -> str | None:
        """The address without the hamlet and the units above it, which are known already."""
        column = self._columns[group.first.header.first_row]
        parts = [_group_part(group.first)] if column is None or column.kind is not Kind.PLACE else []
        text = group.text(Kind.ADDRESS) or group.first.heading.address or ""
        parts += re.split(r"\s*[,;]\s*|\s+[-–]\s+", text)
        kept = [part for part in parts if part and not self._is_known(part, hamlet_id)]
        return ", ".join(dict.fromkeys(kept)) or None

    def _is_known(self, part: str, hamlet_id: str) -> bool:
        if re.match(
            r"(?:xa|phuong|dac khu|thi tran|huyen|quan|thi xa|thanh pho|tp|tinh|viet nam)\b", place_key(part)
        ):
            return True
        return self._hamlets.find(part) == {hamlet_id} and not part.isdigit()


def _group_part(entry: Entry) -> str:
    """A column "Tổ" that is no hamlet belongs to the address: "Tổ 3"."""
    text = entry.text(Kind.PLACE)
    if not text:
        return ""
    header = entry.cells[Kind.PLACE][1].header
    return text if fold(text).startswith(fold(header)) or "/" in header else f"{header} {text}"


_MOST = 0.5


def _hamlet_column(columns: Sequence[Column], entries: Sequence[Entry], hamlets: Hamlets) -> Column | None:
    """The column of hamlets; one like "Tổ" or "Xóm" only when most of its cells are hamlets here."""
    for column in columns:
        if column.kind is Kind.HAMLET:
            return column
    for column in columns:
        texts = Counter(
            text for entry in entries if column.kind is Kind.PLACE and (text := entry.text(Kind.PLACE))
        )
        known = sum(
            n for text, n in texts.items() if hamlets.find(f"{column.header} {text}") or hamlets.find(text)
        )
        if texts and known > texts.total() * _MOST:
            return column
    return None


def other_commune(read: SheetEntries, commune: CommuneNames) -> tuple[int, BadCell] | None:
    """The title line that names another commune than ours, and what to do about it."""
    if any(commune.mentions_ours(title) for _row, title in read.titles):
        return None
    for row, title in read.titles:
        if name := commune.other_in(title):
            return row, wrong_commune(name, commune)
    return None


def wrong_commune(name: str, commune: CommuneNames) -> BadCell:
    return BadCell(
        f"Tệp ghi “{name[:60]}”, còn đang nhập vào {commune.label}",
        "Chọn đúng tệp. Nếu đây là tên cũ của xã thì sửa lại tên mới trong tệp.",
    )
