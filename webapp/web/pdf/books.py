"""The register of certificates as a printed book, and the list on which families sign for theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from webapp.rules.signing_pages import Paper, spread
from webapp.services.handing_out import Sheet
from webapp.services.register import Line
from webapp.web.pdf.composed import Composed
from webapp.web.pdf.engine import render_template

RECEIPTS = Paper(page=262, title=38, head=8, signatures=41, lowest=11.4, tallest=17)
"""As `pdf/books.css` sets it on A4 upright, with a few millimetres to spare."""


@dataclass(frozen=True)
class Register:
    """One volume of the register of a title and year."""

    commune: str
    province: str
    title: str
    year: int
    volume: int
    volumes: int
    lines: tuple[Line, ...]
    demo: bool = False


@dataclass(frozen=True)
class Receipts:
    """Sheets to sign for, sorted by hamlet and given name; each hamlet begins a page."""

    commune: str
    province: str
    sheets: tuple[Sheet, ...]
    demo: bool = False


def compose_register(book: Register) -> Composed:
    """A4 landscape: a title page, numbered pages with the head of the table on each, a closing to sign."""
    html = render_template("pdf/register.html", book=book)
    return Composed(html, render_template("pdf/books.css", landscape=True, heights=()), 2 * len(book.lines))


def compose_receipts(paper: Receipts) -> Composed:
    """A4 portrait, each hamlet on pages of its own that are filled alike, with room to sign."""
    hamlets = _by_hamlet(paper.sheets)
    html = render_template("pdf/receipts.html", paper=paper, hamlets=hamlets)
    heights = sorted({each.height for each in hamlets})
    css = render_template("pdf/books.css", landscape=False, heights=heights)
    return Composed(html, css, len(paper.sheets))


@dataclass(frozen=True)
class _Hamlet:
    """A hamlet's rows by page, each numbered through, with the day of what was handed out already."""

    label: str
    pages: tuple[tuple[tuple[int, str, str, str], ...], ...]
    height: float

    @property
    def count(self) -> int:
        return sum(len(page) for page in self.pages)


def _by_hamlet(sheets: Sequence[Sheet]) -> list[_Hamlet]:
    runs = groupby(sheets, key=lambda each: each.paper.frozen["address"].split(",")[0])
    return [_hamlet(label, list(run)) for label, run in runs]


def _hamlet(label: str, sheets: Sequence[Sheet]) -> _Hamlet:
    rows = [
        (number, each.paper.frozen["recipient"], each.paper.number, each.handed_out_on)
        for number, each in enumerate(sheets, start=1)
    ]
    found = spread(len(rows), RECEIPTS)
    return _Hamlet(label, tuple(tuple(page) for page in found.cut(rows)), found.height)
