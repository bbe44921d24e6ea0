"""A drawing as a list of parts, and where each part stands: the author gives words and order only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from webapp.lessons.parts import ICONS, KINDS, PERSONS, THINGS, Frame, Kind

MOST_PARTS = 8
MOST_LETTERS = 120
Finding = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part; which of the texts count is for its kind to say."""

    kind: str
    words: str = ""
    more: str = ""
    icon: str = ""

    @property
    def sort(self) -> Kind:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Composition:
    """`title` tells the drawing to whoever can't see it; empty means that it is made from the target."""

    frame: Frame
    parts: tuple[Part, ...]
    title: str = ""

    @property
    def told(self) -> str:
        return self.title or _told(self)

    def as_json(self) -> dict[str, Any]:
        parts = [
            {"kind": part.kind, "words": part.words, "more": part.more, "icon": part.icon}
            for part in self.parts
        ]
        return {"frame": self.frame.value, "title": self.title, "parts": parts}


def composition_of(data: object) -> tuple[Composition | None, list[Finding]]:
    """A drawing from plain JSON, or what keeps it from being one: (field, rule), "part 2.words" and so on.

    A row without a kind is none yet.
    """
    if not isinstance(data, dict) or not isinstance(data.get("parts"), list):
        return None, [("drawing", "hình vẽ lưu không đúng khuôn")]
    if data.get("frame") not in list(Frame):
        return None, [("drawing", "chưa chọn khung của hình")]
    frame = Frame(data["frame"])
    rows = [_part(row if isinstance(row, dict) else {}) for row in data["parts"]]
    findings = [
        (f"part {number}.{field}", rule)
        for number, part in enumerate(rows, 1)
        for field, rule in _part_findings(part, frame)
    ]
    composition = Composition(frame, tuple(part for part in rows if part.kind), _text(data.get("title")))
    if not findings:
        findings += _whole(composition)
    return (None if findings else composition), findings


def _part(row: dict[str, Any]) -> Part:
    return Part(*(_text(row.get(name)) for name in ("kind", "words", "more", "icon")))


def _text(value: object) -> str:
    text = unicodedata.normalize("NFC", value) if isinstance(value, str) else ""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:MOST_LETTERS]


def _part_findings(part: Part, frame: Frame) -> Iterator[Finding]:
    if not part.kind:
        return
    kind = KINDS.get(part.kind)
    if kind is None or kind.frame is not frame:
        yield "kind", "chọn một phần trong danh sách của khung này"
        return
    if kind.words and kind.must_say and not part.words:
        yield "words", f"chưa ghi {kind.words[:1].lower()}{kind.words[1:]}"
    if kind.icon and part.icon and part.icon not in ICONS:
        yield "icon", "chọn một hình trong danh sách"
    if kind.icon and not part.icon and part.kind != "tap_button":
        yield "icon", "chưa chọn hình"


def _whole(composition: Composition) -> Iterator[Finding]:
    kinds = [part.kind for part in composition.parts]
    if not kinds:
        yield "drawing", "hình chưa có phần nào"
    if len(kinds) > MOST_PARTS:
        yield "drawing", f"hình có {len(kinds)} phần, nhiều nhất {MOST_PARTS}"
    for once in ("app_bar", "nav_bar", "keypad", "caller"):
        if kinds.count(once) > 1:
            yield "drawing", f"“{KINDS[once].label}” chỉ dùng một lần"
    if sum(kind in PERSONS for kind in kinds) > 2 or sum(kind in THINGS for kind in kinds) > 1:
        yield "drawing", "trong phòng có nhiều nhất hai người và một đồ vật"
    if kinds.count("bubble") > max(1, sum(kind in PERSONS for kind in kinds)):
        yield "drawing", "mỗi người chỉ nói một câu"


def _told(composition: Composition) -> str:
    """What one would say of it: where it is, and what is ringed."""
    place = {
        Frame.PHONE: "Hình vẽ màn hình điện thoại",
        Frame.SCENE: "Hình vẽ trong phòng",
        Frame.PICTURE: "Hình vẽ",
    }[composition.frame]
    target = next((part for part in composition.parts if part.sort.target), None)
    if target is not None:
        said = target.sort.said_as.format(target.words).replace(" “”", "").strip()
        return f"{place}. {said} được khoanh vàng."
    seen = [ICONS.get(part.icon) or part.words or part.sort.label for part in composition.parts]
    return f"{place}: {', '.join(seen).lower()}."
