"""A paper as a Word file that the office goes on writing in."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from webapp.web.papers import docx_marks as marks
from webapp.web.papers import measures
from webapp.web.papers.docx_table import add_table
from webapp.web.papers.paper import Appendix, Block, Head, Paper, Signature, Style, Text

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
INDENT_MM = 10


def write_docx(paper: Paper) -> bytes:
    """Raises FontsMissing before the build step has run: the rules are measured with our fonts."""
    document = Document()
    _set_up(document, paper)
    _add_head(document, paper.head)
    _add_title(document, paper.title, paper.subject)
    _add_blocks(document, paper.blocks)
    _add_signatures(document, paper)
    _add_demo(document, paper)
    for appendix in paper.appendices:
        _add_appendix(document, appendix, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    marks.set_font(document.styles["Normal"], measures.BODY_PT)
    layout = document.styles["Normal"].paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(0), Pt(0), 1.0
    _set_page(document.sections[0])
    about = document.core_properties
    about.title, about.language, about.author, about.comments = paper.name[:255], "vi", "", ""


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = (Mm(each) for each in measures.PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(measures.TOP_MM), Mm(measures.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(measures.LEFT_MM), Mm(measures.RIGHT_MM)
    section.header_distance = Mm(10)
    marks.number_pages(section)


def _add_head(document: Any, head: Head) -> None:
    nation_mm = measures.TEXT_MM - measures.ISSUER_MM
    table = document.add_table(rows=1, cols=2)
    marks.set_widths(table, [measures.ISSUER_MM, nation_mm])
    marks.without_margins(table)
    left, right = table.rows[0].cells
    for line in head.above:
        _line(left, line, measures.ISSUER_PT)
    for line in head.own:
        _line(left, line, measures.ISSUER_PT, bold=True)
    under = measures.short_rule_mm(head.own[-1], measures.ISSUER_PT)
    marks.draw_rule(left.add_paragraph(), under, measures.ISSUER_MM)
    if head.number:
        _line(left, head.number, measures.NUMBER_PT, before=4)
    _line(right, measures.NATION, measures.NATION_PT, bold=True)
    _line(right, measures.MOTTO, measures.MOTTO_PT, bold=True)
    marks.draw_rule(right.add_paragraph(), measures.motto_rule_mm(), nation_mm)
    if head.dated:
        _line(right, head.dated, measures.DATED_PT, italic=True, before=4)
    for cell in (left, right):
        _drop_first(cell)


def _add_title(document: Any, title: str, subject: str, attached_to: str = "") -> None:
    _line(document, title, measures.BODY_PT, bold=True, before=16)
    if subject:
        _line(document, subject, measures.BODY_PT, bold=True)
    if attached_to:
        _line(document, f"({attached_to})", measures.BODY_PT, italic=True)
    length = measures.short_rule_mm(subject or title, measures.BODY_PT)
    marks.draw_rule(document.add_paragraph(), length, measures.TEXT_MM)
    document.paragraphs[-1].paragraph_format.space_after = Pt(10)


def _add_blocks(document: Any, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        if isinstance(block, Text):
            _add_text(document, block)
        else:
            add_table(document, block)


def _add_text(document: Any, text: Text) -> None:
    """A paragraph for each line that was typed: justified, a line break would be drawn to the full width."""
    first, *more = text.text.splitlines() or [""]
    for line in (replace(text, text=first), *(Text(each, style=text.style) for each in more)):
        _add_paragraph(document, line)


def _add_paragraph(document: Any, text: Text) -> None:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_after, layout.line_spacing = Pt(6), 1.1
    if text.style in (Style.CENTRED, Style.ADDRESSEE):
        paragraph.alignment = CENTRE
        layout.space_before = Pt(8)
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        layout.first_line_indent = Mm(INDENT_MM)
    layout.keep_with_next = text.style in (Style.HEADING, Style.CENTRED)
    if text.lead:
        paragraph.add_run(f"{text.lead} ").bold = True
    run = paragraph.add_run(text.text)
    run.bold = text.style in (Style.HEADING, Style.CENTRED)
    run.italic = text.style is Style.BASIS


def _add_signatures(document: Any, paper: Paper) -> None:
    """The last words before them stay on their page; names of one row stand on one line."""
    if paper.signatures and document.paragraphs:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    beside = bool(paper.signatures) and len(paper.signatures[-1]) == 1
    for number, row in enumerate(paper.signatures, start=1):
        gap = document.add_paragraph().paragraph_format
        gap.line_spacing, gap.keep_with_next = Pt(8), True
        first = _add_signature_row(document, row)
        if beside and number == len(paper.signatures) and paper.recipients:
            _add_recipients(first, paper.recipients)
            _drop_first(first)
    if not beside and paper.recipients:
        _add_recipients(document, paper.recipients)


def _add_signature_row(document: Any, row: tuple[Signature, ...]) -> Any:
    """The row's first cell, which is free where one signs alone."""
    columns = max(2, len(row))
    table = document.add_table(rows=2, cols=columns)
    marks.set_widths(table, [measures.TEXT_MM / columns] * columns)
    roles, names = table.rows
    for cells in (roles, names):
        marks.keep_whole(cells)
    for cell, signature in zip(roles.cells[-len(row) :], row, strict=True):
        _add_roles(cell, signature)
    room = measures.SIGN_ROOM_MM / measures.PT_MM
    for cell, signature in zip(names.cells[-len(row) :], row, strict=True):
        _line(cell, signature.name, measures.BODY_PT, bold=True, before=room if len(row) > 1 else 0)
        _drop_first(cell)
    if len(row) == 1:
        _reach_down(roles.cells[0], names.cells[0], roles.cells[1], room)
    return roles.cells[0]


def _reach_down(above: Any, below: Any, signer: Any, room: float) -> None:
    """The recipients' cell reaches over both rows, so that a long list leaves the signer's name in place."""
    above.merge(below)
    signer.paragraphs[-1].paragraph_format.space_after = Pt(room)


def _add_roles(cell: Any, signature: Signature) -> None:
    for line in signature.lines:
        _line(cell, line, measures.BODY_PT, bold=True)
    if signature.note:
        _line(cell, signature.note, measures.BODY_PT, italic=True)
    _drop_first(cell)
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.keep_with_next = True
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP


def _add_recipients(place: Any, recipients: tuple[str, ...]) -> None:
    line = _line(place, measures.RECIPIENTS, measures.RECIPIENTS_PT, bold=True, italic=True)
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for each in recipients:
        _line(place, each, measures.RECIPIENT_PT).alignment = WD_ALIGN_PARAGRAPH.LEFT


def _add_appendix(document: Any, appendix: Appendix, paper: Paper) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section)
    marks.count_from_one(section)
    _add_title(document, appendix.title, appendix.subject, appendix.attached_to)
    _add_blocks(document, appendix.blocks)
    _add_demo(document, paper)


def _add_demo(document: Any, paper: Paper) -> None:
    if paper.demo:
        _line(document, measures.DEMO, 16, bold=True, before=10).alignment = WD_ALIGN_PARAGRAPH.LEFT


def _line(
    place: Any, text: str, points: float, *, bold: bool = False, italic: bool = False, before: float = 0
) -> Any:
    """A centred line in a cell or the document."""
    paragraph = place.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(points)
    return paragraph


def _drop_first(cell: Any) -> None:
    """A cell is born with an empty paragraph, which would be a line too many."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 and not first.text:
        first._p.getparent().remove(first._p)
