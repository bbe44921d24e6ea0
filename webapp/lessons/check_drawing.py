"""Rules for a drawn picture, checked on the SVG that a browser would get."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from enum import StrEnum

SVG = "{http://www.w3.org/2000/svg}"
MIN_LABEL = 13
MAX_BYTES = 9000
WIDTH = 328
# Measured on Be Vietnam Pro and Roboto: a character is about 0.56 em wide, bold 0.6.
EM_PER_CHARACTER = {"400": 0.53, "700": 0.58}
ALLOWED = {"svg", "title", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"}


class Shape(StrEnum):
    """A step's screen has one target; a question's scene has none or one; an answer's picture none.

    LIVE is a practice's screen: its targets are links, and it says as much as a real screen does.
    """

    SCREEN = "screen"
    SCENE = "scene"
    PICTURE = "picture"
    LIVE = "live"


TARGETS = {Shape.SCREEN: (1,), Shape.SCENE: (0, 1), Shape.PICTURE: (0,), Shape.LIVE: (0,)}
MOST_LABELS = {Shape.SCREEN: 6, Shape.SCENE: 6, Shape.PICTURE: 6, Shape.LIVE: 18}


def drawing_problems(svg: str, shape: Shape) -> Iterator[tuple[str, str]]:
    """(field, rule) for each rule that the drawing breaks."""
    try:
        root = ET.fromstring(svg)  # noqa: S314 (our own drawings, rendered from this repository)
    except ET.ParseError as error:
        yield "svg", f"không đúng XML: {error}"
        return
    yield from _elements(root)
    yield from _title(root)
    yield from _targets(root, shape)
    yield from _labels(root, shape)
    if len(svg.encode()) > MAX_BYTES:
        yield "svg", f"nặng {len(svg.encode())} byte, nhiều nhất {MAX_BYTES}"


def _elements(root: ET.Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        tag = element.tag.removeprefix(SVG)
        if tag not in ALLOWED:
            yield tag, "không dùng phần tử này trong hình"
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on") or attribute.endswith("href"):
                yield tag, f"không dùng thuộc tính {attribute}"


def _title(root: ET.Element) -> Iterator[tuple[str, str]]:
    title = root.find(f"{SVG}title")
    if title is None or not (title.text or "").strip():
        yield "title", "hình chưa có lời mô tả"
    elif not unicodedata.is_normalized("NFC", title.text or ""):
        yield "title", "chữ chưa ở dạng dựng sẵn (NFC)"


def _targets(root: ET.Element, shape: Shape) -> Iterator[tuple[str, str]]:
    count = sum("data-target" in element.attrib for element in root.iter())
    if count not in TARGETS[shape]:
        yield "tap", f"có {count} chỗ khoanh vàng, cần đúng {TARGETS[shape][-1]}"


def _labels(root: ET.Element, shape: Shape) -> Iterator[tuple[str, str]]:
    labels = list(root.iter(f"{SVG}text"))
    if len(labels) > MOST_LABELS[shape]:
        yield "text", f"có {len(labels)} nhãn chữ, nhiều nhất {MOST_LABELS[shape]}"
    for label in labels:
        words = "".join(label.itertext()).strip()
        size = float(label.get("font-size", "0"))
        if size < MIN_LABEL:
            yield f"“{words}”", f"cỡ chữ {size:g}, nhỏ nhất {MIN_LABEL}"
        if not unicodedata.is_normalized("NFC", words):
            yield f"“{words}”", "chữ chưa ở dạng dựng sẵn (NFC)"
        room = label.get("data-room")
        width = len(words) * size * EM_PER_CHARACTER[label.get("font-weight", "400")]
        if room is not None and width > float(room):
            yield f"“{words}”", f"dài khoảng {width:.0f}, chỗ chỉ có {room}"
