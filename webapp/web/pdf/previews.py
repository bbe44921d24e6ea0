"""Pictures of what we typeset: a page of a PDF as PNG, light enough for a phone's link preview."""

from __future__ import annotations

from io import BytesIO

from webapp.lessons.schema import Lesson
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.leaflets import svg_file

COLOURS = 96
WIDTH = 1200


def page_picture(pdf: bytes, *, width: int, page: int = 0) -> bytes:
    """One page as a PNG `width` pixels wide, in at most 96 colours."""
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        picture = sheet.render(scale=width / sheet.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    small = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def lesson_picture(lesson: Lesson) -> bytes:
    """The picture of a lesson's link, 1200 x 630: its title, its goal and its own drawing."""
    step = lesson.steps[min(2, len(lesson.steps)) - 1]
    html = render_template("pdf/lesson_picture.html", lesson=lesson)
    pictures = {"hinh.svg": svg_file(lesson.slug, step.drawing)}
    pdf = html_to_pdf(html, render_template("pdf/lesson_picture.css"), pictures)
    return page_picture(pdf, width=WIDTH)
