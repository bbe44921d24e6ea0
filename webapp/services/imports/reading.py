"""From a file, or from text, to a checked list of the viewer's commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.user import Role, User
from webapp.rules.household_list import CommuneName, HamletName, ParsedList
from webapp.rules.household_list.listing import check_list
from webapp.rules.household_list.pasted import cut_pasted
from webapp.rules.household_list.places import Hamlets
from webapp.rules.household_list.reading import SheetEntries, read_entries
from webapp.rules.sheets import MAX_DATA_ROWS
from webapp.rules.vietnamese import clean_text
from webapp.services import communes, places, progress
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.imports.source import FoundPrivate, ListSheet, Source, without_private_cells
from webapp.services.sheet_reader import read_sheets

NO_ROWS = "Danh sách này chưa có dòng nào dưới dòng tiêu đề. Chọn lại tệp."


@dataclass(frozen=True)
class ListPlace:
    """The names by which a list can speak of the viewer's commune and its hamlets in force."""

    commune: CommuneName
    hamlets: tuple[HamletName, ...]

    @cached_property
    def lookup(self) -> Hamlets:
        return Hamlets(self.hamlets)

    @property
    def labels(self) -> dict[str, str]:
        return self.lookup.labels


@dataclass(frozen=True)
class Reading:
    """A list as read and checked. `source` is what may be kept of it."""

    place: ListPlace
    source: Source
    sheets: Sequence[SheetEntries]
    parsed: ParsedList


def place_of(viewer: Viewer) -> ListPlace:
    own = communes.get(viewer.commune_id)
    others = frozenset(each.name for each in places.official_communes().values() if each.name != own.name)
    hamlets = tuple(
        HamletName(each.id, each.kind.lower(), each.name, tuple(old["name"] for old in each.old_names))
        for each in communes.hamlets(viewer, progress.today())
    )
    return ListPlace(CommuneName(own.name, (), others), hamlets)


def who_adds_hamlets(viewer: Viewer) -> list[str]:
    """The names of the commune's admins, to be asked for a hamlet that is missing from its list."""
    admins = select(User.display_name).where(
        User.commune_id == viewer.commune_id, User.active, User.role == Role.ADMIN
    )
    return list(db.session.scalars(admins.order_by(User.display_name)))


def from_file(content: bytes | Path, name: str, hamlet_id: str | None = None) -> Source:
    """Raises SheetError for a file that can't be read. No transaction may be open: it takes seconds."""
    sheets = read_sheets(content, name)
    listed = tuple(ListSheet(clean_text(each.name), each.rows, merged=each.merged) for each in sheets)
    return Source(name, listed, hamlet_id)


def from_text(
    place: ListPlace, text: str, name: str, hamlet_id: str | None = None, *, partial: bool = False
) -> Source:
    """Pasted cells, or names one a line."""
    rows, header = cut_pasted(text, place.lookup, progress.today())
    return Source(name, (ListSheet("", rows, header),), hamlet_id, partial=partial)


def read(place: ListPlace, source: Source) -> Reading:
    """Check a list. Raises Refused when it can't be used at all (no header, too many rows, no row)."""
    known = place.lookup
    sheets = [read_entries(each.as_read(place.labels), known, each.header) for each in source.sheets]
    parsed = check_list(sheets, known, place.commune, progress.today(), source.hamlet_id)
    if parsed.rows_read == 0 or parsed.rows_read > MAX_DATA_ROWS:
        raise Refused(parsed.errors[0].text if parsed.errors else NO_ROWS, "file")
    fonts = {name: count for name, count in parsed.converted_fonts.items() if count}
    found = FoundPrivate(parsed.dropped_columns, parsed.removed_values, fonts)
    return Reading(place, without_private_cells(source, sheets, found), sheets, parsed)
