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
from typing import Any

from webapp.rules.certificates import CertificateFields, show_check_code
from webapp.rules.dates import administrative_date
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.layouts import Layout, load_layout
from webapp.web.pdf.plates import put_plates_under
from webapp.web.pdf.qr import QrPicture, qr_picture


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One certificate to print: its frozen fields, where its QR leads, its bookmark (a hamlet's name)."""

    words: CertificateFields
    verify_url: str
    bookmark: str = ""


class NothingToPrint(Exception):
    """An empty list; a PDF can't be empty."""


SHARED = (
    "heading", "authority", "verb", "prefix", "achieves", "honour", "year", "decision_number", "decision_on",
    "place", "issued_on", "signature_lines", "signer",
)  # fmt: skip

PLACE_OF_CODE = QrPicture(1, b"\xff").png()
"""What the layout places and sizes; each page then gets its own code there."""


def render_part(pages: Sequence[CertificatePage], layout: str, *, demo: bool) -> bytes:
    """A PDF/A-2a of its own, one certificate a page. Raises NothingToPrint, UnknownLayout, FontsMissing."""
    if not pages:
        raise NothingToPrint("Không có giấy nào để in.")
    chosen = load_layout(layout)
    shared = [_shared(page.words) for page in pages]
    plates = list(dict.fromkeys(shared))
    plate_values = [_plate_values(chosen, words) for words in plates]
    html = render_template(
        "pdf/certificates/document.html",
        title=document_title(pages),
        layout=chosen,
        demo=demo,
        plates=plate_values,
        pages=[_page_values(chosen, page.words) for page in pages],
    )
    return put_plates_under(
        html_to_pdf(html, chosen.css(), {"qr.png": PLACE_OF_CODE}),
        _frame(layout),
        readings=[reading for values in plate_values for reading in _readings(chosen, values, demo)],
        plate_of_page=[plates.index(words) for words in shared],
        codes=[qr_picture(page.verify_url) for page in pages],
    )


def _readings(layout: Layout, values: dict[str, Any], demo: bool) -> list[str]:
    """What a plate's two pages say, as one line each, for a screen reader."""
    html = [
        render_template(layout.template(name), layout=layout, shared=values, demo=demo)
        for name in ("before.html", "after.html")
    ]
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", each)).split()) for each in html]


def document_title(pages: Sequence[CertificatePage]) -> str:
    first = pages[0].words
    name = f"{first.heading.capitalize()} “{first.honour}” năm {first.year}"
    return f"{name} – {first.number}" if len(pages) == 1 else f"{name} – {len(pages)} giấy"


@lru_cache(maxsize=8)
def _frame(layout: str) -> bytes:
    chosen = load_layout(layout)
    html = render_template("pdf/certificates/frame.html", layout=chosen)
    return html_to_pdf(html, chosen.css(), {"frame.svg": chosen.frame()})


def _shared(words: CertificateFields) -> tuple[Any, ...]:
    return tuple(getattr(words, name) for name in SHARED)


def _plate_values(layout: Layout, shared: tuple[Any, ...]) -> dict[str, Any]:
    words = dict(zip(SHARED, shared, strict=True))
    place = f"{words['place']}, " if words["place"] else ""
    decided = administrative_date(words["decision_on"])
    return {
        "words": words,
        "notes": [
            layout.boxes["note"].fit(line) for line in (f"Quyết định số: {words['decision_number']}", decided)
        ],
        "roles": [layout.boxes["role"].fit(line) for line in words["signature_lines"]],
        "fit": layout.fitted(
            heading=words["heading"],
            authority=words["authority"].upper(),
            prefix=words["prefix"],
            achieves=words["achieves"],
            honour=f"“{words['honour']}” năm {words['year']}",
            issued=f"{place}{administrative_date(words['issued_on'])}",
            signer=words["signer"],
        ),
    }


def _page_values(layout: Layout, words: CertificateFields) -> dict[str, Any]:
    code = show_check_code(words.check_code)
    return {
        "words": words,
        "check_code": code,
        "fit": layout.fitted(recipient=words.recipient, address=words.address)
        | {"number": layout.boxes["note"].fit(f"Số vào sổ: {words.number}")},
    }


def certificate_values(layout: Layout, words: CertificateFields) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the templates of a layout get for one certificate: shared with others, and its own."""
    return _plate_values(layout, _shared(words)), _page_values(layout, words)


def cut_texts(words: CertificateFields, layout: str) -> tuple[str, ...]:
    """Names of the texts that no size of the layout holds whole, to be shortened before printing."""
    shared, own = certificate_values(load_layout(layout), words)
    return tuple(name for name, found in (shared["fit"] | own["fit"]).items() if found.cut)
