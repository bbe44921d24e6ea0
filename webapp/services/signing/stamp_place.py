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
RECIPIENTS = "Nơi nhận"
BELOW_MM = 25  # from there down to the middle of the room for a signature beside it
MOST_PAGES = 40
ROOM_MM = 30  # that is left above a name, at most
# Where signatures stand: to the right, above the signer's name. Shares of the page, from the top left.
WISHED = (0.72, 0.78)


@dataclass(frozen=True)
class Place:
    """A rectangle in PDF points from the bottom left corner of a page; the first page is 0."""

    left: float
    bottom: float
    right: float
    top: float
    page: int

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
    content: bytes, width_pt: float, height_pt: float, signers: Sequence[str] = ()
) -> Place | None:
    """A blank rectangle of these proportions: right above a printed signer's name, in the middle of the room
    that is left for the seal; else to the right of a paper's recipients, where the signature's block is; else
    nearest to where signatures stand on the first page; else None."""
    words = _words_of(content, signers)
    sheet = _sheet(content, words.page)
    name = _from_top(sheet, words.name)
    block = _from_top(sheet, words.recipients)
    for find in (_above(name), _nearest_to(name)) if name else (_nearest_to(_beside(sheet, block)),):
        for share in SIZES:
            width, height = (round(each * share / POINTS_A_MM) for each in (width_pt, height_pt))
            if corner := find(sheet, width, height):
                return _as_place(sheet, corner, width_pt * share, height_pt * share, words.page)
    return None


Corner = tuple[float, float]


@dataclass(frozen=True)
class Words:
    """Where the words stand that tell of a signature's place: the middle of a name and its top, the left and
    the top of "Nơi nhận", in points from the bottom left."""

    page: int = 0
    name: Corner | None = None
    recipients: Corner | None = None


def _words_of(content: bytes, signers: Sequence[str]) -> Words:
    """The page with the signature's block: where a signer's name stands beside the recipients, or one of
    them; else the first."""
    import pypdfium2

    document, best = pypdfium2.PdfDocument(content), Words()
    try:
        for page in range(min(MOST_PAGES, len(document))):
            text = document[page].get_textpage()
            name = next((found for each in signers if (found := _last(text, each, middle=True))), None)
            words = Words(page, name, _last(text, RECIPIENTS, middle=False))
            if (bool(words.name) + bool(words.recipients)) > (bool(best.name) + bool(best.recipients)):
                best = words
        return best
    finally:
        document.close()


def _last(text: Any, words: str, *, middle: bool) -> Corner | None:
    """Where these words stand last on a page: a signer's name may stand in a sentence too."""
    search, found = text.search(words), None
    while hit := search.get_next():
        found = hit
    if found is None:
        return None
    first, last = (text.get_charbox(found[0] + each) for each in (0, found[1] - 1))
    return ((first[0] + last[2]) / 2 if middle else first[0]), max(first[3], last[3])


def _from_top(sheet: Sheet, point: Corner | None) -> tuple[int, int] | None:
    """Millimetres from the top left."""
    if point is None:
        return None
    across = (point[0] - sheet.bottom_left[0]) / POINTS_A_MM
    return round(across), round(sheet.size_mm[1] - (point[1] - sheet.bottom_left[1]) / POINTS_A_MM)


def _beside(sheet: Sheet, recipients: tuple[int, int] | None) -> tuple[float, float] | None:
    """The middle of the room for a signature, below the office in the right half."""
    return (sheet.size_mm[0] * WISHED[0], recipients[1] + BELOW_MM) if recipients else None


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


def _nearest_to(name: tuple[float, float] | None) -> Callable[[Sheet, int, int], tuple[int, int] | None]:
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


def _as_place(sheet: Sheet, corner: tuple[int, int], width_pt: float, height_pt: float, page: int) -> Place:
    left = sheet.bottom_left[0] + corner[0] * POINTS_A_MM
    top = sheet.bottom_left[1] + (sheet.size_mm[1] - corner[1]) * POINTS_A_MM
    return Place(left, top - height_pt, left + width_pt, top, page)
