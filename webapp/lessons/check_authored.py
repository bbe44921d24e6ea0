"""What an author must mend before publishing: the checker's rules, by the field that breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from webapp.lessons.authored import Authored
from webapp.lessons.check import lesson_findings
from webapp.lessons.check_drawing import Shape, drawing_problems
from webapp.lessons.layout import layout_of

Draw = Callable[[str], str]
Finding = tuple[str, str]
TARGETS_SAID = {
    Shape.SCREEN: "hình cần đúng một chỗ cần bấm hoặc cần nhìn",
    Shape.SCENE: "hình của câu hỏi có nhiều nhất một chỗ cần nhìn",
    Shape.PICTURE: "hình nhỏ không có chỗ cần bấm",
}


def authored_findings(authored: Authored, today: date, draw: Draw) -> list[Finding]:
    """(field, rule) of everything to mend, each field's first complaint first. `draw(name)` gives an SVG.

    Fields are named as in the lesson: "title", "step 2.say", "check 1.answer 3.picture", "fact dieu-1".
    """
    found = [(problem.field, problem.rule) for problem in authored.problems]
    said = {field for field, _ in found}
    found += [(field, rule) for field, rule in lesson_findings(authored.lesson, today) if field not in said]
    found += [(field, rule) for field, rule in _drawn(authored, draw) if field not in said]
    return list(dict.fromkeys(found))


def _drawn(authored: Authored, draw: Draw) -> Iterator[Finding]:
    for field, name, shape in _wanted(authored):
        if field in {problem.field for problem in authored.problems}:
            continue
        own = authored.drawings.get(name)
        if own is not None and layout_of(own).full:
            yield field, "nhiều phần quá, màn hình không đủ chỗ: bỏ bớt một phần"
        for part, rule in drawing_problems(draw(name), shape):
            yield field, f"hình: {rule}" if part in ("svg", "title", "text") else _said(part, rule, shape)


def _said(part: str, rule: str, shape: Shape) -> str:
    if part == "tap":
        return TARGETS_SAID[shape]
    return f"{part}: chữ dài quá, rút bớt" if "chỗ chỉ có" in rule else f"{part}: {rule}"


def _wanted(authored: Authored) -> Iterator[tuple[str, str, Shape]]:
    for n, step in enumerate(authored.lesson.steps, 1):
        if step.drawing:
            yield f"step {n}.drawing", step.drawing, Shape.SCREEN
    for n, check in enumerate(authored.lesson.checks, 1):
        if check.drawing:
            yield f"check {n}.drawing", check.drawing, Shape.SCENE
        for m, answer in enumerate(check.answers, 1):
            if answer.picture:
                yield f"check {n}.answer {m}.picture", answer.picture, Shape.PICTURE
