"""What an author picks from: icons, parts of a drawing, and every drawing of the site by what it shows."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

from webapp.lessons import Lesson, catalog
from webapp.lessons.loader import CONTENT, PICTURES, drawing_path
from webapp.lessons.parts import ICONS, KINDS, Frame
from webapp.rules.vietnamese import sort_key
from webapp.web.drawings import drawing

Choices = list[tuple[str, str]]
Groups = dict[str, Choices]
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
OWN = "tu-ghep"


@cache
def icons() -> Choices:
    named = sorted(ICONS.items(), key=lambda pair: sort_key(pair[1]))
    return [("", "Chưa chọn hình"), *named]


@cache
def lesson_icons() -> Choices:
    """Those of lessons: an author's list, and what the site's own lessons use."""
    used = {lesson.icon: f"Như bài “{lesson.title}”" for lesson in catalog().lessons}
    return sorted({**used, **ICONS}.items(), key=lambda pair: sort_key(pair[1]))


@cache
def kinds() -> Groups:
    """Parts of a step's drawing, what is pressed or looked at apart."""
    groups: Groups = {"": [("", "Chọn một phần")]}
    for frame, where in ((Frame.PHONE, "Trên màn hình điện thoại"), (Frame.SCENE, "Người trong phòng")):
        for target, what in ((True, "chỗ cần bấm, cần nhìn"), (False, "các phần khác")):
            groups[f"{where}: {what}"] = [
                (name, kind.label)
                for name, kind in KINDS.items()
                if kind.frame is frame and kind.target is target
            ]
    return groups


@cache
def screens() -> Groups:
    """Drawings of the site for a step or a question, lesson by lesson."""
    groups: Groups = {"": [("", "Chưa chọn hình"), (OWN, "Tự ghép hình ở dưới")]}
    for lesson in catalog().lessons:
        named = {step.drawing: f"Bước {n}: {step.title}" for n, step in enumerate(lesson.steps, 1)}
        named |= {check.drawing: f"Câu hỏi: {check.question}" for check in lesson.checks if check.drawing}
        groups[lesson.title] = [(_name(lesson, drawn), words) for drawn, words in named.items()]
    return groups


@cache
def pictures() -> Groups:
    """Small pictures beside an answer: the shared ones, then those of single lessons."""
    shared = [(path.stem, told(PICTURES, path.stem)) for path in _shared()]
    groups: Groups = {
        "": [("", "Chưa chọn hình"), (OWN, "Tự ghép từ hình và dấu ở dưới")],
        "Hình dùng chung": sorted(shared, key=lambda pair: sort_key(pair[1])),
    }
    known = {name for name, _ in shared}
    for lesson in catalog().lessons:
        own = {
            _name(lesson, answer.picture): answer.text for check in lesson.checks for answer in check.answers
        }
        if fresh := [(name, words) for name, words in own.items() if name not in known]:
            groups[lesson.title] = fresh
    return groups


def told(slug: str, name: str) -> str:
    """What a drawing of the site says of itself."""
    match = TITLE.search(drawing(slug, name))
    return html.unescape(match[1]).strip() if match else name


def _name(lesson: Lesson, name: str) -> str:
    path = drawing_path(CONTENT / lesson.slug, name)
    return name if path is None or path.parent.name == PICTURES else f"{lesson.slug}/{name}"


def _shared() -> list[Path]:
    return sorted((CONTENT / PICTURES).glob("*.svg"))
