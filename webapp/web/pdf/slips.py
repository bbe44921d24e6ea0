"""Sign-in slips: four on an A4 sheet to cut, in type that a leader of sixty reads without glasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.rules.certificates import FitStep
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.layouts import FitBox
from webapp.web.pdf.parts import NothingToPrint
from webapp.web.pdf.qr import qr_picture

_NAME = FitBox(
    "Tinos Bold", 90, tuple(FitStep(*step) for step in ((24, 1), (20, 1), (17, 2), (13, 2), (8, 4)))
)
_USERNAME = FitBox("Tinos Bold", 90, tuple(FitStep(*step) for step in ((19, 1), (15, 1), (11, 2), (8, 4))))


@dataclass(frozen=True, slots=True)
class SlipPage:
    """`url` is BASE_URL/dang-nhap/phieu/<token>; `role` is the role's Vietnamese name."""

    name: str
    username: str
    role: str
    commune: str
    url: str
    valid_until: date


def render_slips(slips: Sequence[SlipPage]) -> bytes:
    """Four slips a page, in order. Raises NothingToPrint, FontsMissing."""
    if not slips:
        raise NothingToPrint("Không có phiếu đăng nhập nào để in.")
    values = [
        {
            "slip": slip,
            "name": _NAME.fit(slip.name),
            "username": _USERNAME.fit(slip.username),
            "qr": f"{n}.png",
        }
        for n, slip in enumerate(slips)
    ]
    pictures = {f"{number}.png": qr_picture(slip.url).png() for number, slip in enumerate(slips)}
    html = render_template("pdf/slips.html", slips=values)
    return html_to_pdf(html, render_template("pdf/slips.css"), pictures)
