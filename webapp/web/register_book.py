"""A volume of the register (Sổ cấp giấy công nhận), as it is printed, and as it is signed."""

from __future__ import annotations

from webapp.services import communes, register
from webapp.services.access import Viewer
from webapp.services.errors import NotFound
from webapp.services.register import Book
from webapp.web.pdf.books import Register

A_VOLUME = 500  # so many numbers are bound into one book


def volumes_of(book: Book) -> int:
    return -(-book.last // A_VOLUME)


def volume_of(viewer: Viewer, title_id: str, year: int, volume: int) -> Register:
    """Its numbers from the first to the last, none left out. Raises NotFound."""
    book = register.book(viewer, title_id, year)
    first = (volume - 1) * A_VOLUME + 1
    if volume < 1 or first > book.last:
        raise NotFound
    commune = communes.get(viewer.commune_id)
    return Register(
        commune=commune.name, province=commune.province_name, title=book.title.name, year=year,
        volume=volume, volumes=volumes_of(book), demo=commune.demo,
        lines=tuple(register.lines(viewer, book, first, first + A_VOLUME - 1)),
    )  # fmt: skip
