"""Certificate layouts: each is a folder of `templates/pdf/certificates/<n>`, added there and nowhere else.

<n> counts the drawings of all layouts. A design keeps the number that it was saved with, and its certificates
are printed from that folder for ever: a drawing that certificates were issued in is never changed. Copy the
folder to the next number, draw there, and raise `rules.designs.DRAWING`.

layout.json    its name, page, texts that shrink to fit, fields that may be left out
style.css      one sheet for all its pages
frame.svg      the drawing behind everything, where it has one
before.html    what every certificate of a decision shares, read before the family's part
page.html      the family's own part
after.html     what is shared and read after it

A layout without one of the three pages takes the one beside its folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from webapp.rules.certificates import Fit, FitStep, fit
from webapp.rules.designs import DRAWING, PAGE_MM, PALETTES, Box, Design, colours_of
from webapp.web.pdf.engine import TEMPLATES, render_template
from webapp.web.pdf.fonts import measure

FOLDER = TEMPLATES / "pdf" / "certificates"
POINTS_A_MM = 72 / 25.4
KERNING_ROOM = 0.985  # letters are measured one by one; pairs that kern apart need a little air


class UnknownLayout(Exception):
    """No such folder; the message names those there are."""


@dataclass(frozen=True)
class Style:
    """What a page is drawn in: a design, the picture behind it (a JPEG), a word of warning across it."""

    design: Design = field(default_factory=Design)
    background: bytes = b""
    mark: str = ""


@dataclass(frozen=True)
class FitBox:
    """Where a text must stay: its font, the width in millimetres, and the sizes to try."""

    font: str
    width_mm: float
    steps: tuple[FitStep, ...]

    def fit(self, text: str) -> Fit:
        return fit(text, measure(self.font), self.width_mm * POINTS_A_MM * KERNING_ROOM, self.steps)

    def resized(self, width_mm: float, size: float) -> FitBox:
        """The same sizes in proportion, the largest being `size` points (0: as they are)."""
        factor = size / self.steps[0].size if size else 1
        steps = (FitStep(round(step.size * factor, 1), step.lines) for step in self.steps)
        return FitBox(self.font, width_mm, tuple(steps))


@dataclass(frozen=True)
class Layout:
    """`page_mm` is one certificate's; `per_sheet` of them lie one below the other on a sheet.

    `optional` are the fields that a design may leave out, `places` where they stand on own paper.
    """

    slug: str
    name: str
    about: str
    page_mm: tuple[float, float]
    boxes: Mapping[str, FitBox]
    optional: tuple[str, ...] = ()
    per_sheet: int = 1
    places: Mapping[str, Box] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=PALETTES["do-son"].colours)
    hidden: frozenset[str] = frozenset()
    offset: tuple[float, float] = (0, 0)
    background: bytes = b""
    drawing: int = DRAWING

    @property
    def sheet_mm(self) -> tuple[float, float]:
        return (self.page_mm[0], self.page_mm[1] * self.per_sheet)

    @property
    def frame_name(self) -> str:
        """The asset behind everything, empty where nothing is."""
        if self.background:
            return "background.jpg"
        return "frame.svg" if (folder(self.drawing) / self.slug / "frame.svg").is_file() else ""

    def shows(self, name: str) -> bool:
        return name not in self.hidden

    def template(self, part: str) -> str:
        own = (folder(self.drawing) / self.slug / part).is_file()
        return self.shared(f"{self.slug}/{part}" if own else part)

    def shared(self, part: str) -> str:
        """A template that all layouts of this drawing have."""
        return f"pdf/certificates/{self.drawing}/{part}"

    def css(self) -> str:
        steps = {step for box in self.boxes.values() for step in box.steps}
        sizes = sorted({step.size for step in steps}, reverse=True)
        return render_template(self.template("style.css"), layout=self, colours=self.colours, sizes=sizes)

    def frame(self) -> dict[str, bytes]:
        """The drawing by its asset's name."""
        if self.background or not self.frame_name:
            return {self.frame_name: self.background} if self.background else {}
        drawn = render_template(self.template("frame.svg"), layout=self, colours=self.colours)
        return {self.frame_name: drawn.encode()}

    def fitted(self, **texts: str) -> dict[str, Fit]:
        """Each text broken to stay in the box of its name; an empty one for a field that is left out."""
        return {name: self.boxes[name].fit(text) for name, text in texts.items()}


def folder(drawing: int) -> Path:
    return FOLDER / str(drawing)


def layout_slugs(drawing: int = DRAWING) -> tuple[str, ...]:
    """Those there are, as a commune is offered them: by the order that they ask for."""
    slugs = [path.parent.name for path in folder(drawing).glob("*/layout.json")]
    return tuple(sorted(slugs, key=lambda slug: (_read(slug, drawing)["order"], slug)))


@cache
def load_layout(slug: str, drawing: int = DRAWING) -> Layout:
    known = layout_slugs(drawing)
    if slug not in known:
        raise UnknownLayout(f"Không có mẫu giấy “{slug}”. Các mẫu đang có: {', '.join(known)}.")
    data = _read(slug, drawing)
    boxes = {
        name: FitBox(box["font"], box["width_mm"], tuple(FitStep(*step) for step in box["steps"]))
        for name, box in data["boxes"].items()
    }
    places = {name: Box(*place) for name, place in data.get("places", {}).items()}
    return Layout(
        slug=slug, name=data["name"], about=data["about"], page_mm=tuple(data["page_mm"]), boxes=boxes,
        optional=tuple(data["optional"]), per_sheet=data.get("per_sheet", 1), places=places,
        drawing=drawing,
    )  # fmt: skip


@cache
def _read(slug: str, drawing: int) -> dict[str, Any]:
    text = (folder(drawing) / slug / "layout.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


@lru_cache(maxsize=16)
def dressed(style: Style) -> Layout:
    """The layout of a style with its colours, fields and places. Raises UnknownLayout."""
    design = style.design
    layout = load_layout(design.layout, design.drawing)
    hidden = frozenset(design.hidden) & frozenset(layout.optional)
    layout = replace(layout, colours=colours_of(design), hidden=hidden)
    if not layout.places:
        return layout
    page = PAGE_MM[design.page]
    places = {
        **places_on(page, layout),
        **{name: box for name, box in design.places if name in layout.places},
    }
    boxes = {
        name: box.resized(places[name].width, places[name].size) if name in places else box
        for name, box in layout.boxes.items()
    }
    return replace(
        layout, page_mm=page, places=places, boxes=boxes, offset=design.offset, background=style.background
    )


def places_on(page_mm: tuple[float, float], layout: Layout) -> dict[str, Box]:
    """Where the fields of own paper stand at first, on paper of that size."""
    across, down = (now / own for now, own in zip(page_mm, layout.page_mm, strict=True))
    return {
        name: Box(
            round(box.x * across, 1), round(box.y * down, 1),
            round(box.width * (min(across, down) if name == "qr" else across), 1),
            round((box.size or layout.boxes[name].steps[0].size) * min(across, down, 1), 1)
            if name in layout.boxes else 0,
        )
        for name, box in layout.places.items()
    }  # fmt: skip


def style_of(layout: str | Style) -> Style:
    """A layout's name stands for the layout as it is drawn without any choice."""
    return layout if isinstance(layout, Style) else Style(Design(layout=layout))
