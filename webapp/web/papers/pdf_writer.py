"""A paper as PDF/A-2a, tagged, in Vietnamese."""

from __future__ import annotations

from webapp.web.papers import measures
from webapp.web.papers.paper import Band, Paper, Table, Text
from webapp.web.pdf.composed import Composed
from webapp.web.pdf.engine import render_template


def write_pdf(paper: Paper) -> bytes:
    """Raises FontsMissing before the build step has run."""
    return compose(paper).pdf()


def compose(paper: Paper) -> Composed:
    """The paper before it is laid out."""
    html = render_template(
        "pdf/paper.html",
        paper=paper,
        measures=measures,
        is_text=lambda block: isinstance(block, Text),
        is_band=lambda row: isinstance(row, Band),
        shares=_shares,
    )
    css = render_template(
        "pdf/paper.css",
        measures=measures,
        own=paper.head.own[-1],
        subject=paper.subject or paper.title,
        shares=sorted({share for table in _tables(paper) for share in _shares(table)}),
        appendices=len(paper.appendices),
    )
    return Composed(html, css, sum(len(table.rows) for table in _tables(paper)) + len(paper.blocks))


def _shares(table: Table) -> list[int]:
    """Thousandths of the page's width of STT and each column."""
    widths = [measures.ORDER_MM, *(column.width_mm for column in table.columns)]
    return [round(1000 * width / sum(widths)) for width in widths]


def _tables(paper: Paper) -> list[Table]:
    blocks = [*paper.blocks, *(block for appendix in paper.appendices for block in appendix.blocks)]
    return [block for block in blocks if isinstance(block, Table)]
