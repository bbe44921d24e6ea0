"""Administrative papers in the layout of Nghị định 30/2020/NĐ-CP: written once, read as PDF and as Word.

paper = Paper(title="TỜ TRÌNH", subject="Về việc ...", head=Head(own=("ỦY BAN NHÂN DÂN", "XÃ ...")), ...)
write_pdf(paper), docx_writer.write_docx(paper), send_paper(paper, "docx", "to-trinh")
"""

from webapp.web.papers.paper import (
    BLANK,
    Appendix,
    Band,
    Block,
    Column,
    Head,
    Paper,
    Signature,
    Style,
    Table,
    Text,
    dated_line,
    number_line,
    number_with,
)
from webapp.web.papers.pdf_writer import write_pdf
from webapp.web.papers.sending import FORMATS, send_paper

__all__ = [
    "BLANK",
    "FORMATS",
    "Appendix",
    "Band",
    "Block",
    "Column",
    "Head",
    "Paper",
    "Signature",
    "Style",
    "Table",
    "Text",
    "dated_line",
    "number_line",
    "number_with",
    "send_paper",
    "write_pdf",
]
