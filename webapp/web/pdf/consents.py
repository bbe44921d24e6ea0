"""The notice and consent of a family on one A4 page, in type that is read without glasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.parts import NothingToPrint


@dataclass(frozen=True, slots=True)
class ConsentPaper:
    """Without a family's name there are lines to write on."""

    family: str = ""
    address: str = ""


def render_consents(
    papers: Sequence[ConsentPaper],
    *,
    commune: str,
    place: str,
    notice: Sequence[str],
    version: int,
    purposes: Sequence[str],
) -> bytes:
    """One page a family: the notice, a box "đồng ý" and "không" for each purpose, a line to sign.

    Raises NothingToPrint, FontsMissing.
    """
    if not papers:
        raise NothingToPrint("Không có phiếu nào để in.")
    html = render_template(
        "pdf/consents.html",
        papers=papers,
        commune=commune,
        place=place,
        notice=notice,
        version=version,
        purposes=purposes,
    )
    return html_to_pdf(html, render_template("pdf/consents.css"))
