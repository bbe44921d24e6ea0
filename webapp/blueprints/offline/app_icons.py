"""The site's mark as PNG, for the phone's home screen; drawn once from the same SVG as everywhere."""

from __future__ import annotations

import re

from webapp.web.assets import content
from webapp.web.kept_files import kept_file
from webapp.web.pdf.engine import html_to_pdf
from webapp.web.pdf.previews import page_picture

MARK = "img/mark.svg"
SIZES = (192, 512)
ROUND_CORNER = re.compile(rb' rx="10"')
PAGE = '<!doctype html><html lang="vi"><title>Gia đình số</title><img src="asset:mark.svg" alt="Gia đình số">'
STYLE = """
@page { size: 90mm 90mm; margin: 0 }
body { margin: 0 }
img { display: block; width: 90mm; height: 90mm }
"""


def app_icon(size: int) -> bytes:
    """A square of `size` pixels without round corners: each system cuts its own shape, and the drawing
    stays within the circle that all of them leave."""
    mark = ROUND_CORNER.sub(b"", content(MARK))
    return kept_file("bieu-tuong", f"{size} {STYLE} {mark!r}", lambda: _drawn(mark, size))


def _drawn(mark: bytes, size: int) -> bytes:
    return page_picture(html_to_pdf(PAGE, STYLE, {"mark.svg": mark}), width=size)
