"""What an administrative paper says, once, for every form that it is written in.

The layout (Nghị định 30/2020/NĐ-CP, Phụ lục I) belongs to the writers; here is only the content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.rules.dates import administrative_date

BLANK = "\u00a0" * 8


class Style(StrEnum):
    PLAIN = "plain"
    BASIS = "basis"  # "Căn cứ ...", in italics
    HEADING = "heading"
    CENTRED = "centred"  # bold, in the middle: who decides, "QUYẾT ĐỊNH:"
    ADDRESSEE = "addressee"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `lead` is its bold beginning, such as "Điều 1."."""

    text: str
    lead: str = ""
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Column:
    """`width_mm` is a share: with STT's 14 they are scaled to the page; `centred` for figures and dates."""

    label: str
    width_mm: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A row over the whole width, such as a hamlet's name above its families."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A first column STT is added and counts through all bands.

    `whole` goes to the next page rather than across two; only a table longer than a page is then broken.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...] | Band, ...]
    whole: bool = False

    def numbered(self) -> list[tuple[str, ...] | Band]:
        """The rows as they stand on paper, each with its number in front."""
        numbers = iter(range(1, len(self.rows) + 1))
        return [row if isinstance(row, Band) else (str(next(numbers)), *row) for row in self.rows]


Block = Text | Table


@dataclass(frozen=True, slots=True)
class Head:
    """`above` is the body over the issuer, `own` the issuer's lines; `number` and `dated` as printed."""

    own: tuple[str, ...]
    above: tuple[str, ...] = ()
    number: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: `lines` such as "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", then room, then the name."""

    lines: tuple[str, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Appendix:
    """A list on pages of its own, numbered from 1; `attached_to` is "Kèm theo Quyết định số ... ngày ..."."""

    title: str
    subject: str
    attached_to: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """`signatures` are rows of places to sign; a row of one stands right, beside the recipients."""

    title: str
    subject: str
    head: Head
    blocks: tuple[Block, ...]
    signatures: tuple[tuple[Signature, ...], ...] = ()
    recipients: tuple[str, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    demo: bool = False

    @property
    def name(self) -> str:
        """The title and subject in one line, for a file's properties."""
        return f"{self.title.capitalize()} {self.subject}".strip()


def number_line(symbol: str, number: str = "") -> str:
    """ "Số: 12/TTr-VHXH"; without a number, room to write it."""
    return f"Số: {number_with(symbol, number)}"


def number_with(symbol: str, number: str = "") -> str:
    """ "12/TTr-VHXH", whether "12" or the whole was typed."""
    return number if "/" in number else f"{number or BLANK}/{symbol}"


def dated_line(place: str, day: date | None, year: int) -> str:
    """ "Liên Minh, ngày 05 tháng 3 năm 2026"; without a day, room to write day and month."""
    when = administrative_date(day) if day else f"ngày{BLANK}tháng{BLANK}năm {year}"
    return f"{place}, {when}" if place else when
