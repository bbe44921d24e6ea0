"""The household sheet: a hamlet's checklist on paper, ticked with a pen at the door and entered later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.parts import NothingToPrint
from webapp.web.pdf.qr import qr_picture

FEWEST_LINES = 4  # room to write in people who aren't on the list, and for the QR beside them


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """`done` are the places (from 0) of the items this person has already."""

    name: str
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetHousehold:
    """`url` is the household's page, for its QR; `done` are items ticked for the whole family."""

    head: str
    address: str
    url: str
    persons: tuple[SheetPerson, ...] = ()
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class HouseholdSheet:
    """`items` are the checklist's lines in short words, in the commune's order."""

    commune: str
    hamlet: str
    items: tuple[str, ...]
    households: tuple[SheetHousehold, ...]
    printed_on: date
    member: str = ""
    title: str = field(default="PHIẾU THEO DÕI HỘ")


def render_household_sheet(sheet: HouseholdSheet) -> bytes:
    """A4 landscape, the items repeated at the head of each page, a family never torn between pages.

    Raises NothingToPrint, FontsMissing.
    """
    if not sheet.households:
        raise NothingToPrint("Không có hộ nào để in phiếu.")
    html = render_template("pdf/household_sheet.html", sheet=sheet, families=_families(sheet.households))
    pictures = {f"{n}.png": qr_picture(each.url).png() for n, each in enumerate(sheet.households)}
    return html_to_pdf(
        html, render_template("pdf/household_sheet.css", items=max(1, len(sheet.items))), pictures
    )


def _families(households: Sequence[SheetHousehold]) -> list[tuple[SheetHousehold, list[SheetPerson]]]:
    """Each household with the lines of its box: its people, lines to write on, and the whole family."""
    return [(each, [*each.persons, *_blanks(each), SheetPerson("Cả nhà", each.done)]) for each in households]


def _blanks(household: SheetHousehold) -> list[SheetPerson]:
    return [SheetPerson("")] * max(1, FEWEST_LINES - 1 - len(household.persons))
