"""What goes into and what comes out of reading a household list: plain, frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HamletName:
    """A hamlet of the commune as lists may write it: "thôn", "3"; `old_names` without the kind word."""

    id: str
    kind: str
    name: str
    old_names: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"


@dataclass(frozen=True)
class CommuneName:
    """The commune that is imported into. `name` and `others` carry the kind word: "Xã Di Linh".

    `old_names` are units that were merged into it; `others` the names of the country's other communes, by
    which a list of another commune is recognised in its titles.
    """

    name: str
    old_names: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ListedPerson:
    name: str
    birth_year: int | None = None
    relation: str | None = None
    address_form: str | None = None


@dataclass(frozen=True)
class ListedHousehold:
    """One household of a list, checked. `persons` begins with the head.

    `lists_members` tells whether the list names the household's members, so that one who is missing is
    really gone. `sheet` and `row` (as the spreadsheet shows it) say where it stands.
    """

    head: str
    hamlet_id: str
    birth_year: int | None = None
    address: str | None = None
    phone: str | None = None
    size: int | None = None
    note: str | None = None
    address_form: str | None = None
    persons: tuple[ListedPerson, ...] = ()
    lists_members: bool = False
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True)
class RowError:
    """Why a row is left out: where it stands, what is wrong, what to do.

    `row` is what the spreadsheet shows, `column` its letter ("" when no column is meant) and `header` the
    text above it. `covers` counts the rows of data that are left out for this reason alone: more than one
    when a whole sheet is, none when another error of the same row has counted it.
    """

    sheet: str
    row: int
    column: str
    header: str
    message: str
    remedy: str
    covers: int = 1

    @property
    def text(self) -> str:
        """One sentence: "Thôn 1, dòng 17, cột C (Năm sinh): năm sinh “2061” chưa đúng. Ghi đủ ..."."""
        column = f"cột {self.column} ({self.header})" if self.header else f"cột {self.column}"
        place = [self.sheet, f"dòng {self.row}" if self.row else "", column if self.column else ""]
        where = ", ".join(part for part in place if part)
        message = f"{where}: {self.message[:1].lower()}{self.message[1:]}" if where else self.message
        return f"{message[:1].upper()}{message[1:]}. {self.remedy}"


@dataclass(frozen=True)
class DroppedColumn:
    """A column that is never kept; `reason` names the kind of data ("dân tộc", "số giấy tờ tùy thân")."""

    sheet: str
    column: str
    header: str
    reason: str


@dataclass(frozen=True)
class RemovedValue:
    """A value that must not be kept, found in a column that is; the value itself is told nowhere."""

    sheet: str
    row: int
    column: str
    header: str
    reason: str


@dataclass(frozen=True)
class ParsedList:
    """`rows_read` counts rows of data; `rows_left_out` those of them that `errors` refuse.

    `refused_heads` are (search key of the head's name, hamlet or None) of refused rows: households that the
    list does name, so that they aren't taken for gone.
    """

    households: tuple[ListedHousehold, ...] = ()
    errors: tuple[RowError, ...] = ()
    dropped_columns: tuple[DroppedColumn, ...] = ()
    removed_values: tuple[RemovedValue, ...] = ()
    converted_fonts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    rows_read: int = 0
    refused_heads: frozenset[tuple[str, str | None]] = frozenset()

    @property
    def rows_left_out(self) -> int:
        return sum(error.covers for error in self.errors)
