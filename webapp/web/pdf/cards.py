"""Cards for the door: four on an A4 sheet to cut, each with a box for a photo and a QR to check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.rules.certificates import FitStep, show_check_code
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.layouts import FitBox
from webapp.web.pdf.parts import NothingToPrint
from webapp.web.pdf.qr import qr_picture

_NAME = FitBox(
    "Tinos Bold", 55, tuple(FitStep(*step) for step in ((20, 1), (17, 1), (20, 2), (15, 3), (11, 4), (8, 5)))
)


@dataclass(frozen=True, slots=True)
class CardPage:
    """`url` is BASE_URL/xac-minh/to-vien/<token>, `site` the address to type the code at."""

    name: str
    team: str
    commune: str
    url: str
    site: str
    code: str
    valid_until: date


def render_cards(cards: Sequence[CardPage]) -> bytes:
    """Four cards a page, in order. Raises NothingToPrint, FontsMissing."""
    if not cards:
        raise NothingToPrint("Không có thẻ nào còn hiệu lực để in.")
    values = [
        {"card": card, "name": _NAME.fit(card.name), "code": show_check_code(card.code), "qr": f"{n}.png"}
        for n, card in enumerate(cards)
    ]
    pictures = {f"{number}.png": qr_picture(card.url).png() for number, card in enumerate(cards)}
    html = render_template("pdf/cards.html", cards=values)
    return html_to_pdf(html, render_template("pdf/cards.css"), pictures)
