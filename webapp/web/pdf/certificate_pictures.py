"""The picture of a certificate's link, 1200 x 630: its words, without the address."""

from __future__ import annotations

from functools import lru_cache

from webapp.rules.certificates import CertificateFields
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.previews import WIDTH, page_picture

SHORT, MIDDLE = 26, 60  # letters of a name that stay on one line, and on two


@lru_cache(maxsize=64)
def certificate_picture(words: CertificateFields, host: str) -> bytes:
    """A PNG under 100 kB. Kept in memory only, so that a crowd that opens one link costs one drawing."""
    letters = len(words.recipient)
    size = "short" if letters <= SHORT else "middle" if letters <= MIDDLE else "long"
    html = render_template("pdf/certificate_picture.html", words=words, size=size, host=host)
    pdf = html_to_pdf(html, render_template("pdf/certificate_picture.css"))
    return page_picture(pdf, width=WIDTH)
