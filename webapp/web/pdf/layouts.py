"""Certificate layouts: each is a folder of `templates/pdf/certificates`, added there and nowhere else.

layout.json    its name, page, colours, and the texts that shrink to fit
style.css      one sheet for all its pages
frame.svg      the drawing behind everything
before.html    what every certificate of a decision shares, read before the family's part
page.html      the family's own part
after.html     what is shared and read after it
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from webapp.rules.certificates import Fit, FitStep, fit
from webapp.web.pdf.engine import TEMPLATES, render_template
from webapp.web.pdf.fonts import measure

FOLDER = TEMPLATES / "pdf" / "certificates"
POINTS_A_MM = 72 / 25.4
KERNING_ROOM = 0.985  # letters are measured one by one; pairs that kern apart need a little air


class UnknownLayout(Exception):
    """No such folder; the message names those there are."""


@dataclass(frozen=True)
class FitBox:
    """Where a text must stay: its font, the width in millimetres, and the sizes to try."""

    font: str
    width_mm: float
    steps: tuple[FitStep, ...]

    def fit(self, text: str) -> Fit:
        return fit(text, measure(self.font), self.width_mm * POINTS_A_MM * KERNING_ROOM, self.steps)


@dataclass(frozen=True)
class Layout:
    slug: str
    name: str
    page_mm: tuple[float, float]
    colours: Mapping[str, str]
    boxes: Mapping[str, FitBox]

    def template(self, part: str) -> str:
        return f"pdf/certificates/{self.slug}/{part}"

    def css(self) -> str:
        steps = {step for box in self.boxes.values() for step in box.steps}
        sizes = sorted({step.size for step in steps}, reverse=True)
        return render_template(self.template("style.css"), layout=self, colours=self.colours, sizes=sizes)

    def frame(self) -> bytes:
        return render_template(self.template("frame.svg"), layout=self, colours=self.colours).encode()

    def fitted(self, **texts: str) -> dict[str, Fit]:
        """Each text broken to stay in the box of its name."""
        return {name: self.boxes[name].fit(text) for name, text in texts.items()}


def layout_slugs() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/layout.json")))


@cache
def load_layout(slug: str) -> Layout:
    if slug not in layout_slugs():
        raise UnknownLayout(f"Không có mẫu giấy “{slug}”. Các mẫu đang có: {', '.join(layout_slugs())}.")
    data = json.loads((FOLDER / slug / "layout.json").read_text(encoding="utf-8"))
    boxes = {
        name: FitBox(box["font"], box["width_mm"], tuple(FitStep(*step) for step in box["steps"]))
        for name, box in data["boxes"].items()
    }
    width, height = data["page_mm"]
    return Layout(slug, data["name"], (width, height), data["colours"], boxes)
