"""A sheet to measure a printer by: marks and rulers, and where each line of own paper will print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from webapp.rules.designs import Box
from webapp.services.designs import Drawn
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.layouts import Layout, Style, dressed

INSET = 50  # millimetres from the paper's edges to the marks, as in calibration.svg
LETTER_MM, LABEL_MM = 1.15, 2.6


class Area(NamedTuple):
    """Millimetres from the paper's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


def calibration_pdf(drawn: Drawn, words: Mapping[str, str]) -> bytes:
    """Marks to measure from the paper's edges, and an outline of each field where it will print.

    The marks stand where they should; the outlines are moved by the design's offset. `words` names fields.
    """
    layout: Layout = dressed(Style(drawn.design, drawn.background))
    labels = label_places(layout, words)
    drawing = render_template("pdf/calibration.svg", layout=layout)
    css = render_template(
        "pdf/calibration.css", layout=layout, labels=labels, told=told_area(layout), height=outline_height
    )
    html = render_template("pdf/calibration.html", layout=layout, words=words)
    return html_to_pdf(html, css, {"marks.svg": drawing.encode()})


def outline_height(layout: Layout, name: str) -> float:
    """Millimetres."""
    box = layout.places[name]
    return round(box.width if name == "qr" else layout.boxes[name].steps[0].size * 0.46, 1)


def told_area(layout: Layout) -> Area:
    """What to do, beside the rulers; in smaller letters on a narrow sheet."""
    width, height = (139, 22.5) if layout.page_mm[0] > 250 else (118, 18)
    left, top = INSET + 9, INSET + 8.5
    return Area(left, top, left + width, top + height)


def label_places(layout: Layout, words: Mapping[str, str]) -> dict[str, Area]:
    """Where each shown field is named: at its outline, clear of all that is measured by and read."""
    busy, found = list(_measured(layout)), {}
    for name, box in layout.places.items():
        if layout.shows(name):
            choices = list(_choices(layout, name, box, len(words[name]) * LETTER_MM))
            found[name] = next((each for each in choices if not any(map(each.meets, busy))), choices[0])
            busy.append(found[name])
    return found


def _choices(layout: Layout, name: str, box: Box, width: float) -> Iterator[Area]:
    """In the outline at its top or its bottom, then below and above it; from its left to its right."""
    left, top = box.x + layout.offset[0] + 0.4, box.y + layout.offset[1] + 0.2
    high, room = outline_height(layout, name), max(0, box.width - width - 0.8)
    rows = (top, top + high - LABEL_MM - 0.4, top + high + 0.2, top - LABEL_MM - 0.4)
    for y, share in product(rows, (0, 0.2, 0.4, 0.6, 0.8, 1)):
        x = left + room * share
        yield Area(round(x, 1), round(y, 1), round(x + width, 1), round(y + LABEL_MM, 1))


def _measured(layout: Layout) -> Iterator[Area]:
    """Rulers with their figures, crosses with their letters, and what to do."""
    right, bottom = layout.page_mm[0] - INSET, layout.page_mm[1] - INSET
    yield Area(INSET - 4, INSET - 8, right + 4, INSET + 0.3)
    yield Area(INSET - 10, INSET - 4, INSET + 0.3, bottom + 4)
    for x, y in ((INSET, INSET), (right, INSET), (INSET, bottom), (right, bottom)):
        yield Area(x - 9, y - 7, x + 9, y + 7)
    yield told_area(layout)
