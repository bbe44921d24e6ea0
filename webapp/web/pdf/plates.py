"""Puts what certificates share under each page as one object of the file, and keeps the file PDF/A.

A page then reads: drawing (an artifact), shared words, the family's own, shared words again.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from webapp.web.pdf.qr import QrPicture

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

POINTS_A_MM = 72 / 25.4
MARKS = {"BMC", "BDC", "EMC", "MP", "DP"}


@dataclass(frozen=True)
class Plates:
    """What goes under the pages, sheet by sheet, each sheet's certificates from the top.

    `readings[i]` is how the i-th plate page reads aloud; `of_slots` tells which plate each certificate stands
    on, and `codes` takes the place of its one-pixel picture. `height_mm` is one certificate's; `cut` draws a
    line where a sheet is cut.
    """

    readings: Sequence[str]
    of_slots: Sequence[Sequence[int]]
    codes: Sequence[Sequence[QrPicture]]
    height_mm: float
    cut: bool = False


def put_plates_under(pdf: bytes, frame: bytes, plates: Plates) -> bytes:
    """Takes pages in the order of `document.html`: two a plate, then the sheets."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.open(io.BytesIO(frame)) as drawn:
        forms = {"/Frame": document.copy_foreign(drawn.pages[0].as_form_xobject())}
        forms |= {f"/Plate{index}": _as_form(document, index) for index in range(len(plates.readings))}
        _drop_pages(document, len(plates.readings))
        _name_fonts(document, hashlib.sha256(pdf).digest())
        _give_pages_their_own(document, forms, plates.codes)
        _stand_on_plates(document, plates)
        out = io.BytesIO()
        save(document, out)
        return out.getvalue()


def save(document: Pdf, out: BinaryIO) -> None:
    """Small, and the same bytes for the same content."""
    import pikepdf

    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _as_form(document: Pdf, index: int) -> Object:
    """A page as an object to be drawn, without its marks: they belong to the page that draws it."""
    import pikepdf

    page = document.pages[index]
    form = document.make_indirect(page.as_form_xobject())
    kept = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) not in MARKS]
    form.write(pikepdf.unparse_content_stream(kept))
    form.Resources = _without_pictures(page.Resources)
    return form


def _without_pictures(resources: Object) -> dict[str, Object]:
    return {name: value for name, value in resources.items() if name != "/XObject" and value}


def _drop_pages(document: Pdf, count: int) -> None:
    """The plates' own pages go, with their branches of the structure tree."""
    import pikepdf

    del document.pages[:count]
    tree = document.Root.StructTreeRoot
    tree.K[0].K = pikepdf.Array(list(tree.K[0].K)[count:])
    marks: list[Any] = list(tree.ParentTree.Nums)[2 * count :]
    for number, page in enumerate(document.pages):
        marks[2 * number] = number
        page.obj.StructParents = number
    tree.ParentTree.Nums = pikepdf.Array(marks)


def _name_fonts(document: Pdf, seed: bytes) -> None:
    """Subsets in a joined file need different names; WeasyPrint names them by the whole font."""
    import pikepdf

    for index, font in enumerate(document.pages[0].Resources.Font.values()):
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(seed + bytes([index])).digest()[:6])
        name = pikepdf.Name(f"/{tag}{str(font.BaseFont)[7:]}")
        inner = font.DescendantFonts[0]
        font.BaseFont = inner.BaseFont = inner.FontDescriptor.FontName = name


def _give_pages_their_own(
    document: Pdf, forms: Mapping[str, Object], codes: Sequence[Sequence[QrPicture]]
) -> None:
    """Each page gets its own codes and names no other: a sheet taken out must not carry others' along.

    What is the same on every sheet becomes one object or goes: a file of ten thousand is held in memory
    while it is joined.
    """
    import pikepdf

    shared = document.pages[0].Resources
    rest = {name: document.make_indirect(value) for name, value in _without_pictures(shared).items()}
    pictures = dict(shared.XObject.items()) if "/XObject" in shared else {}
    # A place is as many pixels wide as its certificate's place on the sheet, counted from the top.
    places = {name: int(each.Width) - 1 for name, each in pictures.items() if each.get("/Width") in (1, 2)}
    drawn = dict(forms) | {name: each for name, each in pictures.items() if name not in places}
    for page, own_codes in zip(document.pages, codes, strict=True):
        own = {name: _code(document, own_codes[s]) for name, s in places.items() if s < len(own_codes)}
        page.obj.Resources = pikepdf.Dictionary(rest | {"/XObject": pikepdf.Dictionary(drawn | own)})
        for name in ("/TrimBox", "/BleedBox", "/Tabs"):
            del page.obj[name]


def _code(document: Pdf, code: QrPicture) -> Object:
    import pikepdf

    name = pikepdf.Name
    return pikepdf.Stream(
        document,
        zlib.compress(code.rows),
        Subtype=name.Image,
        Width=code.side,
        Height=code.side,
        ColorSpace=name.DeviceGray,
        BitsPerComponent=1,
        Filter=name.FlateDecode,
    )


def _stand_on_plates(document: Pdf, plates: Plates) -> None:
    """Draws the frame and two forms before each page's own content, and tells the structure tree."""
    import pikepdf

    texts = [document.make_indirect(pikepdf.String(reading)) for reading in plates.readings]
    nums = document.Root.StructTreeRoot.ParentTree.Nums
    sections = list(document.Root.StructTreeRoot.K[0].K)
    streams: dict[tuple[tuple[int, ...], int], Any] = {}
    places: dict[str, Object] = {}
    for number, (page, slots) in enumerate(zip(document.pages, plates.of_slots, strict=True)):
        first = len(nums[2 * number + 1])  # marks are numbered from 0; ours follow the page's own
        own_sections = list(sections[number].K) if plates.cut else [sections[number]]
        elements: list[Object] = []
        for slot, (section, plate) in enumerate(zip(own_sections, slots, strict=True)):
            mark, said = first + 2 * slot, texts[2 * plate : 2 * plate + 2]
            before, after = (
                _element(document, page.obj, section, mark + which, said[which]) for which in (0, 1)
            )
            own = [before, *section.K, after]
            section.K = pikepdf.Array(own)
            elements += own
        _correct_figures(document, elements, places)
        nums[2 * number + 1] = pikepdf.Array(_flattened(elements))
        key = (tuple(slots), first)
        if key not in streams:
            streams[key] = document.make_stream(_drawing(slots, first, plates))
        page.obj.Contents = pikepdf.Array([streams[key], page.obj.Contents])


def _element(document: Pdf, page: Object, section: Object, mark: int, text: Object) -> Object:
    import pikepdf

    name = pikepdf.Name
    return document.make_indirect(
        pikepdf.Dictionary(Type=name.StructElem, S=name.P, P=section, Pg=page, K=mark, ActualText=text)
    )


def _correct_figures(document: Pdf, elements: Sequence[Object], places: dict[str, Object]) -> None:
    """Where a picture stands, in points from the bottom (WeasyPrint tells it in pixels from the top).

    It is the same on every page, so it is one object in `places`.
    """
    for figure in (each for each in elements if each.S == "/Figure"):
        said = str(list(figure.A.BBox))
        if said not in places:
            left, top, right, bottom = (float(edge) * 0.75 for edge in figure.A.BBox)
            height = float(figure.Pg.MediaBox[3])
            figure.A.BBox = [round(edge, 2) for edge in (left, height - bottom, right, height - top)]
            places[said] = document.make_indirect(figure.A)
        figure.A = places[said]


def _flattened(elements: Sequence[Object]) -> list[Object]:
    """Lets each block hold its marks itself, without WeasyPrint's element for every line of it.

    Returns the owner of each mark.
    """
    import pikepdf

    owner: dict[int, Object] = {}
    for element in elements:
        marks = sorted(_marks(element))
        owner |= dict.fromkeys(marks, element)
        element.K = marks[0] if len(marks) == 1 else pikepdf.Array(marks)
        del element["/Type"]  # optional; one value less, ten thousand times seven
    return [owner[mark] for mark in range(len(owner))]


def _marks(element: Object | int) -> list[int]:
    import pikepdf

    if not isinstance(element, pikepdf.Object):
        return [int(element)]
    kids = element.K
    each_kid = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [mark for kid in each_kid for mark in _marks(kid)]


def _drawing(slots: Sequence[int], mark: int, plates: Plates) -> bytes:
    height = plates.height_mm * POINTS_A_MM
    drawn = [_drawn(plate, mark + 2 * slot, -slot * height) for slot, plate in enumerate(slots)]
    if plates.cut:
        drawn.append(f"/Artifact BMC q .6 G .5 w [6 4] 0 d 0 {height:.2f} m 1000 {height:.2f} l S Q EMC")
    return " ".join(drawn).encode()


def _drawn(plate: int, mark: int, down: float) -> str:
    forms = (f"/P <</MCID {mark + which}>> BDC /Plate{2 * plate + which} Do EMC" for which in (0, 1))
    move = f"1 0 0 1 0 {down:.2f} cm " if down else ""
    return f"q {move}/Artifact BMC /Frame Do EMC {' '.join(forms)} Q"
