"""Where a visible signature fits on a page: a blank rectangle, never over words, lines or pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

POINTS_A_MM = 72 / 25.4
STEP_MM = 2
EDGE_MM = 8
AIR_MM = 2
SHADES = 32  # paper and uploaded backgrounds are never of one colour to the last bit
SIZES = (1.0, 0.95, 0.9)  # the smallest words stay above 7 points
ROOM_MM = 30  # that is left above a name, at most
# Where signatures stand: to the right, above the signer's name. Shares of the page, from the top left.
WISHED = (0.72, 0.78)


@dataclass(frozen=True)
class Place:
    """A rectangle in PDF points from the bottom left corner of a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        return (round(self.left), round(self.bottom), round(self.right), round(self.top))


@dataclass(frozen=True)
class Sheet:
    """One page as grey points, one a millimetre."""

    picture: Any
    bottom_left: tuple[float, float]

    @cached_property
    def size_mm(self) -> tuple[int, int]:
        width, height = self.picture.size
        return int(width), int(height)

    def is_blank(self, left: int, top: int, width: int, height: int) -> bool:
        corner = (left - AIR_MM, top - AIR_MM, left + width + AIR_MM, top + height + AIR_MM)
        darkest, brightest = self.picture.crop(corner).getextrema()
        return bool(brightest - darkest <= SHADES)


def find_place(
    content: bytes, width_pt: float, height_pt: float, page: int = 0, signers: Sequence[str] = ()
) -> Place | None:
    """A blank rectangle of these proportions: right above a printed signer's name, in the middle of the room
    that is left for the seal; else nearest to where signatures stand; else None."""
    sheet = _sheet(content, page)
    name = _name_at(content, page, sheet, signers)
    for find in (_above(name), _nearest_to(name)) if name else (_nearest_to(None),):
        for share in SIZES:
            width, height = (round(each * share / POINTS_A_MM) for each in (width_pt, height_pt))
            if corner := find(sheet, width, height):
                return _as_place(sheet, corner, width_pt * share, height_pt * share)
    return None


def _name_at(content: bytes, number: int, sheet: Sheet, signers: Sequence[str]) -> tuple[int, int] | None:
    """The middle and the top of a signer's name as it is printed, in millimetres from the top left."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        text = document[number].get_textpage()
        for name in signers:
            if found := text.search(name).get_next():
                first, last = (text.get_charbox(found[0] + each) for each in (0, found[1] - 1))
                middle = ((first[0] + last[2]) / 2 - sheet.bottom_left[0]) / POINTS_A_MM
                top = (max(first[3], last[3]) - sheet.bottom_left[1]) / POINTS_A_MM
                return round(middle), round(sheet.size_mm[1] - top)
        return None
    finally:
        document.close()


def _above(name: tuple[int, int]) -> Callable[[Sheet, int, int], tuple[int, int] | None]:
    """The middle one of the blank rectangles between the office and the name below it."""

    def find(sheet: Sheet, width: int, height: int) -> tuple[int, int] | None:
        left = name[0] - width // 2
        tops = range(max(EDGE_MM, name[1] - height - ROOM_MM), name[1] - height)
        blank = [top for top in tops if sheet.is_blank(left, top, width, height)]
        # Those in one run with the lowest: what is blank above the office's lines is no place for a seal.
        together = [top for at, top in enumerate(blank) if blank[-1] - top == len(blank) - 1 - at]
        return (left, together[len(together) // 2]) if together else None

    return find


def _sheet(content: bytes, number: int) -> Sheet:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()  # else signatures that stand there already aren't drawn
        page = document[number]
        box = page.get_mediabox()
        picture = page.render(scale=1 / POINTS_A_MM, may_draw_forms=True).to_pil().convert("L")
        return Sheet(picture, (box[0], box[1]))
    finally:
        document.close()


def _nearest_to(name: tuple[int, int] | None) -> Callable[[Sheet, int, int], tuple[int, int] | None]:
    """The blank rectangle nearest to a name, or to where names usually are."""

    def find(sheet: Sheet, width: int, height: int) -> tuple[int, int] | None:
        across, down = sheet.size_mm
        corners = [
            (left, top)
            for left in range(EDGE_MM, across - width - EDGE_MM, STEP_MM)
            for top in range(EDGE_MM, down - height - EDGE_MM, STEP_MM)
        ]
        wished = name or (across * WISHED[0], down * WISHED[1])

        def distance(corner: tuple[int, int]) -> float:
            left, top = corner
            return (left + width / 2 - wished[0]) ** 2 + (top + height / 2 - wished[1]) ** 2

        blank = (each for each in sorted(corners, key=distance) if sheet.is_blank(*each, width, height))
        return next(blank, None)

    return find


def _as_place(sheet: Sheet, corner: tuple[int, int], width_pt: float, height_pt: float) -> Place:
    left = sheet.bottom_left[0] + corner[0] * POINTS_A_MM
    top = sheet.bottom_left[1] + (sheet.size_mm[1] - corner[1]) * POINTS_A_MM
    return Place(left, top - height_pt, left + width_pt, top)
