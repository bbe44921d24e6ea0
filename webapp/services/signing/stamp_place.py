"""Where a visible signature fits on a page: a blank rectangle, never over words, lines or pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

POINTS_A_MM = 72 / 25.4
STEP_MM = 2
EDGE_MM = 8
AIR_MM = 2
SHADES = 32  # paper and uploaded backgrounds are never of one colour to the last bit
SIZES = (1.0, 0.95, 0.9)  # the smallest words stay about 7 points
TIGHT = (*SIZES, 0.85, 0.8)  # above a name: smaller words there are better than large ones elsewhere
RECIPIENTS = "Nơi nhận"
BELOW_MM = 25  # from there down to the middle of the room for a signature beside it
MOST_PAGES = 40
ROOM_MM = 30  # that is left above a name, at most
NEAR_MM, ASIDE_MM = 8, 8  # below a name at most, beside it at least
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
    that is left for the seal, else right below it, else to its left with air between; to the right of a
    paper's recipients, where the signature's block is; else nearest to where signatures stand on the first
    page; else None."""
    words = _words_of(content, signers)
    sheet = _sheet(content, words.page)
    name = _from_top(sheet, words.name)
    block = _from_top(sheet, words.recipients)
    for find, sizes in _ways(name) if name else ((_nearest_to(_beside(sheet, block)), SIZES),):
        for share in sizes:
            width, height = (round(each * share / POINTS_A_MM) for each in (width_pt, height_pt))
            if corner := find(sheet, width, height):
                return _as_place(sheet, corner, width_pt * share, height_pt * share, words.page)
    return None


Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points from the bottom left."""


@dataclass(frozen=True)
class Words:
    """Where the words stand that tell of a signature's place: a name, "Nơi nhận"."""

    page: int = 0
    name: Box | None = None
    recipients: Box | None = None


@dataclass(frozen=True)
class Spot:
    """Words in millimetres from the top left of a page."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> int:
        return (self.left + self.right) // 2

    @property
    def corner(self) -> tuple[int, int]:
        return (self.middle, self.top)


def _words_of(content: bytes, signers: Sequence[str]) -> Words:
    """The page with the signature's block: where a signer's name stands beside the recipients, or one of
    them; else the first."""
    import pypdfium2

    document, best = pypdfium2.PdfDocument(content), Words()
    try:
        for page in range(min(MOST_PAGES, len(document))):
            text = document[page].get_textpage()
            name = next((found for each in signers if (found := _last(text, each))), None)
            words = Words(page, name, _last(text, RECIPIENTS))
            if (bool(words.name) + bool(words.recipients)) > (bool(best.name) + bool(best.recipients)):
                best = words
        return best
    finally:
        document.close()


def _last(text: Any, words: str) -> Box | None:
    """Where these words stand last on a page: a signer's name may stand in a sentence too."""
    search, found = text.search(words), None
    while hit := search.get_next():
        found = hit
    if found is None:
        return None
    first, last = (text.get_charbox(found[0] + each) for each in (0, found[1] - 1))
    return first[0], min(first[1], last[1]), last[2], max(first[3], last[3])


def _from_top(sheet: Sheet, box: Box | None) -> Spot | None:
    if box is None:
        return None
    left, right = (round((each - sheet.bottom_left[0]) / POINTS_A_MM) for each in (box[0], box[2]))
    top, bottom = (
        round(sheet.size_mm[1] - (each - sheet.bottom_left[1]) / POINTS_A_MM) for each in (box[3], box[1])
    )
    return Spot(left, top, right, bottom)


def _beside(sheet: Sheet, recipients: Spot | None) -> tuple[float, float] | None:
    """The middle of the room for a signature, below the office in the right half."""
    return (sheet.size_mm[0] * WISHED[0], recipients.top + BELOW_MM) if recipients else None


Find = Callable[[Sheet, int, int], tuple[int, int] | None]
"""The left and the top of a blank rectangle of this width and height on a sheet, if there is one."""


def _ways(name: Spot) -> Iterator[tuple[Find, Sequence[float]]]:
    """Where to look around a name, the best first, and in which sizes."""
    yield _above(name), TIGHT
    yield _below(name), SIZES
    yield _left_of(name), SIZES
    yield _nearest_to(name.corner, down_to=name.bottom), SIZES
    yield _nearest_to(name.corner), SIZES


def _above(name: Spot) -> Find:
    """The middle one of the blank rectangles between the office and the name below it."""

    def find(sheet: Sheet, width: int, height: int) -> tuple[int, int] | None:
        left = name.middle - width // 2
        tops = range(max(EDGE_MM, name.top - height - ROOM_MM), name.top - height)
        blank = [top for top in tops if sheet.is_blank(left, top, width, height)]
        # Those in one run with the lowest: what is blank above the office's lines is no place for a seal.
        together = [top for at, top in enumerate(blank) if blank[-1] - top == len(blank) - 1 - at]
        return (left, together[len(together) // 2]) if together else None

    return find


def _below(name: Spot) -> Find:
    """Under the name, where a mark stands in the room for the seal."""

    def find(sheet: Sheet, width: int, height: int) -> tuple[int, int] | None:
        left, top = name.middle - width // 2, name.bottom + AIR_MM
        tops = range(top, min(top + NEAR_MM, sheet.size_mm[1] - height - EDGE_MM))
        return next(((left, each) for each in tops if sheet.is_blank(left, each, width, height)), None)

    return find


def _left_of(name: Spot) -> Find:
    """On the name's line or a little off it, never against it."""

    def find(sheet: Sheet, width: int, height: int) -> tuple[int, int] | None:
        left, line = name.left - ASIDE_MM - width, (name.top + name.bottom - height) // 2
        tops = sorted(range(line - height // 2, line + height // 2), key=lambda top: abs(top - line))
        blank = (each for each in tops if sheet.is_blank(left, each, width, height))
        return next(((left, top) for top in blank if left >= EDGE_MM), None)

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


def _nearest_to(name: tuple[float, float] | None, down_to: int | None = None) -> Find:
    """The blank rectangle nearest to a name, or to where names usually are.

    It ends at `down_to` at the lowest: below a name there may be the other half of a sheet that is cut.
    """

    def find(sheet: Sheet, width: int, height: int) -> tuple[int, int] | None:
        across, down = sheet.size_mm
        corners = [
            (left, top)
            for left in range(EDGE_MM, across - width - EDGE_MM, STEP_MM)
            for top in range(EDGE_MM, min(down, (down_to or down) + NEAR_MM) - height - EDGE_MM, STEP_MM)
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
