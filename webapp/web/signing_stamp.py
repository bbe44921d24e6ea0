"""The visible part of a signature: who, of which office, when to the second and in which time zone.

What Nghị định 30/2020/NĐ-CP, Phụ lục I, asks beside a digital signature, without the picture of a signature
or a seal: those belong to the office's own program.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from webapp.models.base import now
from webapp.rules.events import VIETNAM
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.fonts import measure

LINE = 142.0  # points that a line has, some air taken off


class Stamps:
    """One signer's stamps in a run of many files, drawn anew for each second."""

    def __init__(self, holder: dict[str, Any], *, timestamped: bool) -> None:
        self._holder, self._timestamped = holder, timestamped
        self._second, self._drawn = "", b""

    def now(self) -> bytes:
        moment = now()
        if f"{moment:%H%M%S}" != self._second:
            self._drawn = stamp_of(self._holder, moment, timestamped=self._timestamped)
            self._second = f"{moment:%H%M%S}"
        return self._drawn


def stamp_of(holder: dict[str, Any], at: datetime, *, timestamped: bool = False) -> bytes:
    """A PDF of one page, with our fonts inside."""
    own = holder["organisation"] if holder["organisation"] != holder["name"] else ""
    html = render_template(
        "pdf/signing/stamp.html",
        signer=holder["name"],
        organisation=own,
        at=f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} +07:00",
        timestamped=timestamped,
    )
    lines = (_lines(holder["name"], "Tinos Bold", 10.5), _lines(own, "Tinos", 8.5))
    height = round(14.6 + 4.5 * lines[0] + 3.6 * lines[1] - (0 if timestamped else 3.4), 1)
    return html_to_pdf(html, render_template("pdf/signing/stamp.css", height=height))


def _lines(text: str, font: str, size: float) -> int:
    """How many lines of the stamp a text takes: none when empty, two at most."""
    return min(2, math.ceil(measure(font)(text) * size / LINE))
