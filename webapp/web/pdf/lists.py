"""Lists that go with a proposal, a posting or a decision, in the layout of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.web.pdf.composed import Composed
from webapp.web.pdf.engine import render_template
from webapp.web.pdf.parts import NothingToPrint


@dataclass(frozen=True, slots=True)
class ListColumn:
    """`width_mm` is a share: with STT's 12 they are scaled to the page; `centred` for figures and dates."""

    label: str
    width_mm: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class DecisionList:
    """A list to be signed, or attached to a paper that is.

    With `issuer` (its lines, e.g. "ỦY BAN NHÂN DÂN", "XÃ LIÊN MINH") the list carries the national heading;
    without, it is an appendix of the paper that `attached_to` names: "Kèm theo Quyết định số ... ngày ...".
    `dated` is place and date as printed. The first column, STT, is added.
    """

    subject: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = "DANH SÁCH"
    attached_to: str = ""
    issuer: tuple[str, ...] = ()
    number: str = ""
    dated: str = ""
    closing: str = ""
    signature_lines: tuple[str, ...] = ()
    signer: str = ""
    demo: bool = False


def compose_decision_list(paper: DecisionList) -> Composed:
    """A4 portrait, Tinos 13 pt, page numbers centred at the top from page 2. Raises NothingToPrint."""
    if not paper.rows:
        raise NothingToPrint("Danh sách chưa có hộ nào.")
    html = render_template("pdf/decision_list.html", paper=paper)
    return Composed(html, render_template("pdf/decision_list.css", columns=paper.columns), len(paper.rows))


def render_decision_list(paper: DecisionList) -> bytes:
    return compose_decision_list(paper).pdf()
