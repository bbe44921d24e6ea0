"""The fonts of paper: where they lie, how wide a text is in one, which letters they lack."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from webapp.rules.certificates import Measure

FOLDER = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
FILES = {
    "Tinos": "Tinos_400Regular.ttf",
    "Tinos Italic": "Tinos_400Regular_Italic.ttf",
    "Tinos Bold": "Tinos_700Bold.ttf",
    "Tinos Bold Italic": "Tinos_700Bold_Italic.ttf",
    "Noto Serif": "NotoSerif_400Regular.ttf",
    "Noto Serif Bold": "NotoSerif_700Bold.ttf",
}


class FontsMissing(Exception):
    """The build step that installs the fonts has not run; the message says what to do."""


def require_fonts() -> None:
    if missing := [name for name in FILES.values() if not (FOLDER / name).is_file()]:
        raise FontsMissing(f"Thiếu phông chữ {', '.join(missing)}. Chạy `make assets` rồi in lại.")


@cache
def _advances(font: str) -> dict[int, float]:
    """How far each letter of the font moves the pen, at size 1."""
    from fontTools.ttLib import TTFont

    require_fonts()
    with TTFont(FOLDER / FILES[font], lazy=True) as opened:
        widths, unit = opened["hmtx"].metrics, opened["head"].unitsPerEm
        return {letter: widths[glyph][0] / unit for letter, glyph in opened.getBestCmap().items()}


def measure(font: str) -> Measure:
    """A function giving a text's width at size 1, from the font's own figures, kerning left out."""
    advances = _advances(font)

    def width(text: str) -> float:
        return sum(advances.get(ord(letter), 1.0) for letter in unicodedata.normalize("NFC", text))

    return width


def missing_letters(text: str, font: str = "Tinos Bold") -> str:
    """The letters that would print as empty boxes, each once."""
    advances = _advances(font)
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(letter for letter in composed if ord(letter) not in advances))
