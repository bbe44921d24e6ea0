"""A paper as the answer to a request."""

from __future__ import annotations

import io

from flask import Response, send_file

from webapp.web.papers.paper import Paper
from webapp.web.papers.pdf_writer import write_pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"pdf": "application/pdf", "docx": WORD}


def send_paper(paper: Paper, kind: str, name: str) -> Response:
    """`kind` is a key of FORMATS, `name` the file's name without its ending; Word files are downloads."""
    content = write_pdf(paper) if kind == "pdf" else _word(paper)
    return send_file(
        io.BytesIO(content), mimetype=FORMATS[kind], as_attachment=kind == "docx",
        download_name=f"{name}.{kind}", max_age=0,
    )  # fmt: skip


def _word(paper: Paper) -> bytes:
    """Read in only when somebody asks: the site starts half a second sooner without it."""
    from webapp.web.papers.docx_writer import write_docx

    return write_docx(paper)
