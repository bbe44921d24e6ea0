"""How a commune's certificate looks: a layout, its colours, the fields shown, where they stand on own paper.

Plain values in, plain values out. Millimetres count from the top left corner of the certificate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

DEFAULT_LAYOUT = "khung-det"
DRAWING = 1  # the newest folder of templates/pdf/certificates, which new designs are drawn from
LEAST_CONTRAST = 4.5  # WCAG 2.2 for text; what passes is also dark enough for a black-and-white printer
_HEX = re.compile(r"#[0-9a-f]{6}")


class PaperKind(StrEnum):
    """What lies in the printer: white paper, the commune's own printed blanks, or white with its picture."""

    PLAIN = "plain"
    PREPRINTED = "preprinted"
    BACKGROUND = "background"


class PageSize(StrEnum):
    A4_LANDSCAPE = "a4-ngang"
    A4_PORTRAIT = "a4-dung"
    A5_LANDSCAPE = "a5-ngang"


PAGE_MM: dict[PageSize, tuple[float, float]] = {
    PageSize.A4_LANDSCAPE: (297, 210),
    PageSize.A4_PORTRAIT: (210, 297),
    PageSize.A5_LANDSCAPE: (210, 148),
}


@dataclass(frozen=True, slots=True)
class Box:
    """Where a field stands: millimetres; `size` is its largest type size in points (0: the layout's own)."""

    x: float
    y: float
    width: float
    size: float = 0


@dataclass(frozen=True)
class Design:
    """`accent` is a colour of the commune's own, else the palette's; `hidden` are fields left out.

    `drawing` is the folder that the layout is drawn from, for ever; `born` adds a person's year of birth.

    `places`, `offset`, `page`, `paper` and `background_id` matter on own paper only (layout `giay-in-san`).
    """

    layout: str = DEFAULT_LAYOUT
    palette: str = "do-son"
    accent: str = ""
    hidden: tuple[str, ...] = ()
    paper: PaperKind = PaperKind.PLAIN
    page: PageSize = PageSize.A4_LANDSCAPE
    background_id: str | None = None
    places: tuple[tuple[str, Box], ...] = ()
    offset: tuple[float, float] = (0, 0)
    born: bool = False
    drawing: int = DRAWING

    def as_json(self) -> dict[str, Any]:
        places = {name: asdict(box) for name, box in self.places}
        return asdict(self) | {"places": places, "hidden": list(self.hidden), "offset": list(self.offset)}


def design_from_json(data: Mapping[str, Any]) -> Design:
    """Read what `as_json` gave; what is missing takes its default, so an old design stays readable."""
    known = {each.name for each in fields(Design)}
    values = {name: value for name, value in data.items() if name in known}
    places = data.get("places", {})
    values["places"] = tuple((name, Box(**places[name])) for name in sorted(places))
    values["drawing"] = data.get("drawing", 1)
    values["hidden"] = tuple(data.get("hidden", ()))
    values["paper"] = PaperKind(data.get("paper", PaperKind.PLAIN))
    values["page"] = PageSize(data.get("page", PageSize.A4_LANDSCAPE))
    across, down = data.get("offset", (0, 0))
    return Design(**values | {"offset": (across, down)})


# --- colours ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Palette:
    """Words and lines (`ink`, `accent`), ornaments (`gold`, `bright`), and what shines through the paper."""

    name: str
    accent: str
    gold: str
    bright: str
    watermark: str
    ink: str = "#1b1a17"

    def colours(self) -> dict[str, str]:
        return {key: value for key, value in asdict(self).items() if key != "name"}


PALETTES: dict[str, Palette] = {
    "do-son": Palette("Đỏ son", "#a3171c", "#b8860b", "#f4c542", "#f8efdc"),
    "cham": Palette("Chàm", "#1f3a8a", "#7a5c12", "#f2d27a", "#e9eef8"),
    "xanh-rung": Palette("Xanh rừng", "#14532d", "#8a6d1d", "#e8cf7c", "#e8f2ea"),
    "nau-dat": Palette("Nâu đất", "#6b3410", "#9a7417", "#eec26b", "#f6eee2"),
    "muc-den": Palette("Mực đen", "#1b1a17", "#6b665c", "#ffffff", "#f0efec"),
}


def colours_of(design: Design) -> dict[str, str]:
    palette = PALETTES.get(design.palette, PALETTES["do-son"])
    if not design.accent:
        return palette.colours()
    own = replace(palette, accent=design.accent, watermark=_mixed(design.accent, 0.92))
    return own.colours()


def accent_problem(typed: str) -> str | None:
    """Why a colour can't be printed in, in a sentence for its form; None when it can."""
    colour = typed.lower()
    if not _HEX.fullmatch(colour):
        return "Màu ghi dấu # rồi 6 chữ số từ 0 đến f, ví dụ #a3171c."
    if contrast_on_white(colour) < LEAST_CONTRAST:
        return "Màu này nhạt quá, in ra khó đọc. Chọn màu đậm hơn."
    return None


def contrast_on_white(colour: str) -> float:
    """The WCAG contrast of a colour like "#a3171c" on white paper, 1 to 21."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _mixed(colour: str, white: float) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)


# --- own paper --------------------------------------------------------------------------------------------


def box_problem(box: Box, page_mm: tuple[float, float], offset: tuple[float, float] = (0, 0)) -> str | None:
    """Why a field can't stand there, in a sentence; None when it can."""
    left, top = box.x + offset[0], box.y + offset[1]
    if box.width < 10:
        return "Bề rộng ít nhất 10 mm."
    if left < 0 or top < 0 or left + box.width > page_mm[0] or top > page_mm[1] - 3:
        return f"Nằm ngoài tờ giấy {page_mm[0]:g} × {page_mm[1]:g} mm. Giảm số mm lại."
    return None
