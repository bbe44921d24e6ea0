"""Reads whole lists: every sheet, then what can only be judged over all of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from webapp.rules.household_list.cells import BadCell
from webapp.rules.household_list.checking import Checked, SheetCheck
from webapp.rules.household_list.columns import Kind
from webapp.rules.household_list.findings import Findings
from webapp.rules.household_list.grouping import group_rows
from webapp.rules.household_list.headings import Heading
from webapp.rules.household_list.parsed import CommuneName, DroppedColumn, HamletName, ParsedList, RowError
from webapp.rules.household_list.places import CommuneNames, Hamlets
from webapp.rules.household_list.reading import SheetEntries, read_entries
from webapp.rules.household_list.twins import without_twins
from webapp.rules.household_list.whereabouts import Whereabouts, other_commune
from webapp.rules.sheets import MAX_DATA_ROWS, Sheet, column_letter
from webapp.rules.vietnamese import fold, show_number


@dataclass
class _SheetResult:
    findings: Findings
    checked: list[Checked] = field(default_factory=list)
    refused_heads: set[tuple[str, str | None]] = field(default_factory=set)


def parse_list(
    sheets: Iterable[Sheet],
    hamlets: Iterable[HamletName],
    commune: CommuneName,
    today: date,
    *,
    default_hamlet: str | None = None,
) -> ParsedList:
    """The households of a list as communes keep it, and a reason for every row that is left out.

    `default_hamlet` (an id) is where households are whose hamlet neither their row, a heading, the tab nor
    a title names. Never raises for what a list says.
    """
    known = Hamlets(hamlets)
    return check_list([read_entries(sheet, known) for sheet in sheets], known, commune, today, default_hamlet)


def check_list(
    read: Sequence[SheetEntries],
    hamlets: Hamlets,
    commune: CommuneName,
    today: date,
    default_hamlet: str | None,
) -> ParsedList:
    """`parse_list` from the point where the rows of data are found."""
    names = CommuneNames(commune)
    rows_read = sum(len(each.entries) + len(_empty_headings(each)) for each in read)
    if refusal := _refused_whole(read, rows_read):
        return ParsedList(errors=(refusal,), rows_read=rows_read)
    results = [_check_sheet(each, hamlets, names, today, default_hamlet) for each in read if each.headers]
    households, twins = without_twins(checked for result in results for checked in result.checked)
    return ParsedList(
        households=tuple(households),
        errors=_in_order(read, [*(error for result in results for error in result.findings.errors), *twins]),
        dropped_columns=tuple(_dropped_columns(read)),
        removed_values=tuple(value for result in results for value in result.findings.removed),
        converted_fonts=_fonts(read),
        notes=tuple(_notes(read)),
        rows_read=rows_read,
        refused_heads=frozenset().union(*(result.refused_heads for result in results)),
    )


def _in_order(read: Sequence[SheetEntries], errors: Iterable[RowError]) -> tuple[RowError, ...]:
    sheets = {each.sheet: place for place, each in enumerate(read)}
    return tuple(sorted(errors, key=lambda error: (sheets[error.sheet], error.row)))


def _refused_whole(read: Sequence[SheetEntries], rows_read: int) -> RowError | None:
    if rows_read > MAX_DATA_ROWS:
        found, most = show_number(rows_read), show_number(MAX_DATA_ROWS)
        message = f"Danh sách có {found} dòng, mỗi lần nhập tối đa {most} dòng"
        remedy = "Tách danh sách thành nhiều tệp rồi nhập từng tệp."
        return RowError("", 0, "", "", message, remedy, rows_read)
    if any(each.headers for each in read):
        return None
    sheet = next((each for each in read if each.filled_rows), None)
    remedy = (
        "Ghi một dòng tiêu đề có ô Họ và tên chủ hộ ngay trên danh sách, hoặc chép danh sách vào tệp mẫu."
    )
    row = sheet.filled_rows[0] + 1 if sheet else 0
    name = sheet.sheet if sheet else ""
    return RowError(name, row, "", "", "Chưa thấy dòng tiêu đề của danh sách", remedy, 0)


def _check_sheet(
    read: SheetEntries, hamlets: Hamlets, commune: CommuneNames, today: date, default_hamlet: str | None
) -> _SheetResult:
    result = _SheetResult(Findings(read.sheet))
    if mismatch := other_commune(read, commune):
        row, problem = mismatch
        result.findings.refuse_sheet(row, problem, {entry.row for entry in read.entries})
        return result
    check = SheetCheck(Whereabouts(read, hamlets, default_hamlet), commune, result.findings, today)
    groups = list(group_rows(read.entries))
    result.checked = list(check.households(groups))
    result.refused_heads = check.refused_heads
    for heading in _empty_headings(read):
        problem = BadCell(
            "Dưới chủ hộ này chưa có dòng nào", "Ghi ít nhất một dòng, là chính chủ hộ, ở dưới."
        )
        result.findings.refuse(heading.row, problem)
    return result


def _empty_headings(read: SheetEntries) -> list[Heading]:
    """Headings that name a head with no row of people below; they count as a row of data."""
    followed = {entry.heading.row for entry in read.entries}
    return [heading for heading in read.headings if heading.head and heading.row not in followed]


def _dropped_columns(read: Iterable[SheetEntries]) -> Iterable[DroppedColumn]:
    found = {
        DroppedColumn(each.sheet, column_letter(column.index), column.header, column.reason)
        for each in read
        for header in each.headers
        for column in header.all(Kind.FORBIDDEN)
    }
    return sorted(found, key=lambda column: (column.sheet, len(column.column), column.column))


def _fonts(read: Iterable[SheetEntries]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in read:
        total.update({coding.value: n for coding, n in each.fonts.items()})
    return dict(total)


_GUIDE = "huong dan"  # the sheet of our own template


def _notes(read: Sequence[SheetEntries]) -> Iterable[str]:
    """What an officer should know although nothing is wrong."""
    for each in read:
        if each.filled_rows and not each.headers and fold(each.sheet) != _GUIDE:
            yield f"Trang “{each.sheet}” không có danh sách hộ, đã bỏ qua."
    unused = {
        column.header for each in read for header in each.headers for column in header.all(Kind.UNKNOWN)
    }
    if unused:
        yield f"Các cột không dùng đến: {', '.join(sorted(unused))}."
    if any(
        header.first(Kind.BIRTH, Kind.BIRTH_MALE, Kind.BIRTH_FEMALE)
        for each in read
        for header in each.headers
    ):
        yield "Ngày sinh chỉ giữ lại năm."
    if any(header.first(Kind.GENDER, Kind.MALE, Kind.FEMALE) for each in read for header in each.headers):
        yield "Giới tính chỉ dùng để ghi ông hoặc bà, không lưu."
