"""The register of certificates as a printed book, and the list on which families sign for theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from webapp.services.handing_out import Sheet
from webapp.services.register import Line
from webapp.web.pdf.composed import Composed
from webapp.web.pdf.engine import render_template


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
    return Composed(html, render_template("pdf/books.css", landscape=True), 2 * len(book.lines))


def compose_receipts(paper: Receipts) -> Composed:
    """A4 portrait, each hamlet on pages of its own, with room to sign."""
    html = render_template("pdf/receipts.html", paper=paper, hamlets=_by_hamlet(paper.sheets))
    return Composed(html, render_template("pdf/books.css", landscape=False), len(paper.sheets))


def _by_hamlet(sheets: Sequence[Sheet]) -> list[tuple[str, list[Sheet]]]:
    runs = groupby(sheets, key=lambda each: each.paper.frozen["address"].split(",")[0])
    return [(label, list(run)) for label, run in runs]
