"""A table of a paper in a Word file: black lines, its head repeated on every page."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from webapp.web.papers import docx_marks as marks
from webapp.web.papers import measures
from webapp.web.papers.paper import Band, Table

CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


def add_table(document: Any, table: Table) -> None:
    labels = (measures.ORDER, *(column.label for column in table.columns))
    centred = (True, *(column.centred for column in table.columns))
    made = document.add_table(rows=1, cols=len(labels), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER  # else Word moves its lines out by a cell's margin
    marks.set_widths(made, _widths(table))
    head = made.rows[0]
    marks.repeat_head(head)
    marks.keep_whole(head)
    for cell, label in zip(head.cells, labels, strict=True):
        _fill(cell.paragraphs[0], label, CENTRE, bold=True)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    pattern = _pattern_row(made, centred)
    for row in table.numbered():
        if isinstance(row, Band):
            _add_band(made, row, len(labels))
        else:
            _add_copy(made, pattern, row)
    if table.whole:
        _keep_together(made)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _widths(table: Table) -> list[float]:
    shares = [measures.ORDER_MM, *(column.width_mm for column in table.columns)]
    return [measures.TEXT_MM * share / sum(shares) for share in shares]


def _pattern_row(made: Any, centred: tuple[bool, ...]) -> Any:
    """A row with empty cells, taken out again: copying it is ten times as fast as making each row anew."""
    row = made.add_row()
    marks.keep_whole(row)
    for cell, middle in zip(row.cells, centred, strict=True):
        _fill(cell.paragraphs[0], " ", CENTRE if middle else LEFT)
    made._tbl.remove(row._tr)
    return row._tr


def _add_copy(made: Any, pattern: Any, row: tuple[str, ...]) -> None:
    copied = deepcopy(pattern)
    for place, text in zip(copied.iter(qn("w:t")), row, strict=True):
        place.text = text
    made._tbl.append(copied)


def _add_band(made: Any, band: Band, columns: int) -> None:
    added = made.add_row()
    marks.keep_whole(added)
    whole = added.cells[0].merge(added.cells[columns - 1])
    for extra in whole.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    _fill(whole.paragraphs[0], band.text, LEFT, bold=True)
    whole.paragraphs[0].paragraph_format.keep_with_next = True


def _keep_together(made: Any) -> None:
    """Word keeps a table on one page when every row but the last stays with the next."""
    for row in made.rows[:-1]:
        for paragraph in row.cells[0].paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _fill(paragraph: Any, text: str, alignment: Any, *, bold: bool = False) -> None:
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(measures.TABLE_PT)
