"""Marks of a Word file that python-docx has no words for: rules, page numbers, fonts, repeated heads."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
RULE_EIGHTHS = "6"  # of a point: 0.75 pt


def element(name: str, **attributes: str) -> Any:
    """`element("w:top", val="single")` is <w:top w:val="single"/>."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_font(style: Any, points: float) -> None:
    """One font for every script, so that no Vietnamese letter falls back to another, and its language."""
    style.font.name, style.font.size = FONT, Pt(points)
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[theme]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE))


def draw_rule(paragraph: Any, length_mm: float, room_mm: float) -> None:
    """An empty line whose upper edge is a rule of exactly this length in the middle of its room."""
    side = Mm((room_mm - length_mm) / 2)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = side
    layout.first_line_indent = Mm(0)
    layout.space_before, layout.space_after, layout.line_spacing = Pt(4), Pt(0), Pt(4)
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz=RULE_EIGHTHS, space="0", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def number_pages(section: Any) -> None:
    """The page's number in the middle of its head, from the second page on."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Normal"
    paragraph.alignment = 1
    paragraph.paragraph_format.first_line_indent = Mm(0)
    field = element("w:fldSimple", instr="PAGE")
    field.append(paragraph.add_run("2")._r)  # what stands there until a program counts
    paragraph._p.append(field)


def count_from_one(section: Any) -> None:
    """The pages of this section are counted by themselves."""
    counted = element("w:pgNumType", start="1")
    section._sectPr.insert_element_before(
        counted, "w:cols", "w:formProt", "w:vAlign", "w:titlePg", "w:docGrid"
    )


def repeat_head(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """A row is never torn between two pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def set_widths(table: Any, widths_mm: list[float]) -> None:
    """Fixed columns; `tblGrid` and every cell say the same, as different programs read one or the other."""
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def without_margins(table: Any) -> None:
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
