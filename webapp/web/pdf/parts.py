"""One part: up to about a hundred certificates in one WeasyPrint document.

What all certificates of a decision share (nation, heading, title, decision, signature) is laid out once as
a plate, and the plate is put under each page. Only the family's own lines are laid out page by page, which
is why a part takes a third of the time and the space of plain pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import groupby
from typing import Any

from webapp.rules.certificates import CertificateFields, show_check_code
from webapp.rules.dates import administrative_date
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.imposition import impose
from webapp.web.pdf.layouts import Layout, Style, dressed, style_of
from webapp.web.pdf.plates import Plates, put_plates_under
from webapp.web.pdf.qr import QrPicture, qr_picture


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One certificate to print: its frozen fields, where its QR leads, its bookmark (a hamlet's name).

    `remark` follows the number: of which sheet this is a copy, until when it is valid. `style` is None where
    the batch's own is meant.
    """

    words: CertificateFields
    verify_url: str
    bookmark: str = ""
    remark: str = ""
    style: Style | None = None


class NothingToPrint(Exception):
    """An empty list; a PDF can't be empty."""


class MixedStyles(Exception):
    """A part has one style; `certificates.split` cuts where it changes."""


NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
HINT = "Quét mã để kiểm tra giấy này"
DEMO_MARK = "BẢN TRÌNH DIỄN"
SHARED = (
    "heading", "authority", "verb", "prefix", "achieves", "honour", "year", "decision_number", "decision_on",
    "place", "issued_on", "signature_lines", "signer",
)  # fmt: skip

PLACES_OF_CODES = {f"qr-{slot}.png": QrPicture(slot + 1, b"\xff" * (slot + 1)).png() for slot in (0, 1)}
"""What the layout places and sizes, told apart by its pixels; each page then gets its own code there."""


def render_part(pages: Sequence[CertificatePage], layout: str | Style, *, demo: bool) -> bytes:
    """A PDF/A-2a of its own, one certificate a page, or as many a sheet as the layout has.

    Raises NothingToPrint, UnknownLayout, FontsMissing, MixedStyles.
    """
    if not pages:
        raise NothingToPrint("Không có giấy nào để in.")
    style = _one_style(pages, layout)
    chosen, mark = dressed(style), style.mark or (DEMO_MARK if demo else "")
    shared = [_shared(page.words) for page in pages]
    plates = list(dict.fromkeys(shared))
    plate_values = [_plate_values(chosen, words) for words in plates]
    sheets = impose(len(pages), chosen.per_sheet)
    html = render_template(
        chosen.shared("document.html"),
        title=document_title(pages),
        layout=chosen,
        mark=mark,
        plates=plate_values,
        sheets=[[_page_values(chosen, pages[n], slot) for slot, n in enumerate(sheet)] for sheet in sheets],
    )
    return put_plates_under(
        html_to_pdf(html, chosen.css(), PLACES_OF_CODES),
        _frame(style),
        Plates(
            readings=[reading for values in plate_values for reading in _readings(chosen, values, mark)],
            of_slots=[[plates.index(shared[n]) for n in sheet] for sheet in sheets],
            codes=[[qr_picture(pages[n].verify_url) for n in sheet] for sheet in sheets],
            height_mm=chosen.page_mm[1],
            cut=chosen.per_sheet > 1,
        ),
    )


def _one_style(pages: Sequence[CertificatePage], layout: str | Style) -> Style:
    styles = [style for style, _ in groupby(page.style for page in pages)]
    if len(styles) > 1:
        raise MixedStyles("Một phần in chỉ dùng một mẫu giấy.")
    return styles[0] or style_of(layout)


def _readings(layout: Layout, values: dict[str, Any], mark: str) -> list[str]:
    """What a plate's two pages say, as one line each, for a screen reader."""
    html = [
        render_template(layout.template(name), layout=layout, shared=values, mark=mark)
        for name in ("before.html", "after.html")
    ]
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", each)).split()) for each in html]


def document_title(pages: Sequence[CertificatePage]) -> str:
    first = pages[0].words
    name = f"{first.heading.capitalize()} “{first.honour}” năm {first.year}"
    return f"{name} – {first.number}" if len(pages) == 1 else f"{name} – {len(pages)} giấy"


@lru_cache(maxsize=8)
def _frame(style: Style) -> bytes:
    chosen = dressed(style)
    html = render_template(chosen.shared("frame.html"), layout=chosen)
    return html_to_pdf(html, chosen.css(), chosen.frame())


def _shared(words: CertificateFields) -> tuple[Any, ...]:
    return tuple(getattr(words, name) for name in SHARED)


def _plate_values(layout: Layout, shared: tuple[Any, ...]) -> dict[str, Any]:
    words = dict(zip(SHARED, shared, strict=True))
    place = f"{words['place']}, " if words["place"] else ""
    decided = administrative_date(words["decision_on"])
    decision = layout.boxes["decision"]
    return {
        "words": words,
        "notes": [decision.fit(line) for line in (f"Quyết định số: {words['decision_number']}", decided)],
        "roles": [layout.boxes["roles"].fit(line) for line in words["signature_lines"]],
        "fit": layout.fitted(
            nation=NATION,
            motto=MOTTO,
            heading=words["heading"],
            authority=words["authority"].upper(),
            verb=words["verb"],
            prefix=words["prefix"],
            achieves=words["achieves"],
            honour=f"“{words['honour']}” năm {words['year']}",
            hint=HINT,
            issued=f"{place}{administrative_date(words['issued_on'])}",
            signer=words["signer"],
        ),
    }


def _page_values(layout: Layout, page: CertificatePage, slot: int) -> dict[str, Any]:
    words, register = page.words, layout.boxes["register"]
    number = register.fit(f"Số vào sổ: {words.number}{page.remark}")
    code = register.fit(f"Mã kiểm tra: {show_check_code(words.check_code)}")
    return {
        "words": words,
        "slot": slot,
        "notes": (number, code),
        "fit": layout.fitted(recipient=words.recipient, address=_where(layout, words)) | {"number": number},
    }


def _where(layout: Layout, words: CertificateFields) -> str:
    """The line below the name: the year of birth where a design asked for it, and the address."""
    parts = [f"Sinh năm {words.born}"] if words.born else []
    return ", ".join([*parts, words.address] if layout.shows("address") else parts)


def certificate_values(
    layout: Layout, words: CertificateFields, remark: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the templates of a layout get for one certificate: shared with others, and its own."""
    page = CertificatePage(words, "", remark=remark)
    return _plate_values(layout, _shared(words)), _page_values(layout, page, 0)


def cut_texts(words: CertificateFields, layout: str | Style) -> tuple[str, ...]:
    """Names of the texts that no size of the layout holds whole, to be shortened before printing."""
    chosen = dressed(style_of(layout))
    shared, own = certificate_values(chosen, words)
    return tuple(
        name for name, found in (shared["fit"] | own["fit"]).items() if found.cut and chosen.shows(name)
    )


def sizes_of(words: CertificateFields, layout: str | Style) -> dict[str, float]:
    """The size in points that each shown text is set in."""
    chosen = dressed(style_of(layout))
    shared, own = certificate_values(chosen, words)
    return {name: found.size for name, found in (shared["fit"] | own["fit"]).items() if chosen.shows(name)}
