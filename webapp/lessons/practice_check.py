"""What an author must mend in a practice: few words, kind corrections, targets big enough to hit."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from webapp.lessons.check import MAX_SYLLABLES, Finding, stiff_findings, syllables
from webapp.lessons.check_drawing import SVG, Shape, drawing_problems
from webapp.lessons.practice_loader import PRACTICES, load_practice
from webapp.lessons.practice_schema import Choice, Practice, State
from webapp.lessons.reader import Problem
from webapp.lessons.schema import TOPICS

Render = Callable[[str, str], str]

STATES = range(4, 9)
JUDGED_CHOICES = range(2, 4)
LEARNT = range(2, 5)
MINUTES = range(1, 5)
CHOICE_SYLLABLES = 14
REASON_SYLLABLES = 30
LEAST_SPOT = 44


def check_practices(lessons: set[str], render: Render | None = None, root: Path = PRACTICES) -> list[Problem]:
    """Everything wrong with every practice; `lessons` are the slugs that exist, `render` gives an SVG."""
    folders = sorted(path.parent for path in root.glob("*/practice.toml"))
    return [found for folder in folders for found in check_practice(folder, lessons, render)]


def check_practice(folder: Path, lessons: set[str], render: Render | None = None) -> list[Problem]:
    practice, problems = load_practice(folder)
    if practice is None:
        return problems
    name = f"{practice.slug}/practice.toml"
    problems = [Problem(name, field, rule) for field, rule in practice_findings(practice, lessons)]
    if not unicodedata.is_normalized("NFC", (folder / "practice.toml").read_text(encoding="utf-8")):
        problems.append(Problem(name, "tệp", "chữ chưa ở dạng dựng sẵn (NFC)"))
    if render is not None:
        problems += _drawing_problems(practice, render)
    return problems


def practice_findings(practice: Practice, lessons: set[str]) -> Iterator[Finding]:
    yield from _frame(practice, lessons)
    for number, state in enumerate(practice.states, start=1):
        for field, rule in _state(state):
            yield f"state {number}.{field}", rule
    for field, text in shown_texts(practice):
        yield from stiff_findings(field, text)


def shown_texts(practice: Practice) -> Iterator[Finding]:
    """(field, text) of everything that people read."""
    yield from (("title", practice.title), ("goal", practice.goal), ("rule", practice.rule))
    yield from (("learnt", line) for line in practice.learnt)
    for number, state in enumerate(practice.states, start=1):
        yield f"state {number}.title", state.title
        yield f"state {number}.say", state.say
        for place, choice in enumerate(state.choices, start=1):
            yield f"state {number}.choice {place}.text", choice.text
            yield f"state {number}.choice {place}.reason", choice.reason


def _frame(practice: Practice, lessons: set[str]) -> Iterator[Finding]:
    if len(practice.states) not in STATES:
        yield "state", f"bài có {len(practice.states)} màn, cần 4 đến 8"
    if practice.minutes not in MINUTES:
        yield "minutes", "bài dài nhất 4 phút"
    if practice.version < 1 or practice.order < 1:
        yield "version", "version và order bắt đầu từ 1"
    if practice.topic not in TOPICS:
        yield "topic", f"không có nhóm bài {practice.topic!r}; các nhóm là {', '.join(TOPICS)}"
    if practice.lesson not in lessons:
        yield "lesson", f"không có bài học {practice.lesson!r}"
    if len(practice.learnt) not in LEARNT:
        yield "learnt", "cần 2 đến 4 điều vừa tập"
    if syllables(practice.rule) > MAX_SYLLABLES:
        yield "rule", f"câu ghi nhớ dài nhất {MAX_SYLLABLES} tiếng"


def _state(state: State) -> Iterator[Finding]:
    count = syllables(state.spoken)
    if count > MAX_SYLLABLES:
        yield "say", f"việc và câu có {count} tiếng, nhiều nhất {MAX_SYLLABLES}"
    if state.title.endswith("."):
        yield "title", "tên màn không có dấu chấm cuối"
    if not state.say.endswith((".", "?", "!", "”")):
        yield "say", "câu cần dấu chấm cuối"
    if state.judged and len(state.choices) not in JUDGED_CHOICES:
        yield "choice", f"có {len(state.choices)} cách chọn, cần 2 hoặc 3"
    for number, choice in enumerate(state.choices, start=1):
        for field, rule in _choice(choice, judged=state.judged):
            yield f"choice {number}.{field}", rule


def _choice(choice: Choice, *, judged: bool) -> Iterator[Finding]:
    if not (judged or choice.spot):
        yield "spot", "chưa ghi chỗ trên hình"
    if syllables(choice.text) > CHOICE_SYLLABLES:
        yield "text", f"dài nhất {CHOICE_SYLLABLES} tiếng"
    if syllables(choice.reason) > REASON_SYLLABLES:
        yield "reason", f"dài nhất {REASON_SYLLABLES} tiếng"


def _drawing_problems(practice: Practice, render: Render) -> list[Problem]:
    problems: list[Problem] = []
    names = [state.drawing for state in practice.states]
    names += [choice.shows for state in practice.states for choice in state.choices if choice.shows]
    for name in dict.fromkeys(names):
        file = f"{practice.slug}/{name}.svg"
        try:
            svg = render(practice.slug, name)
        except ValueError as error:
            problems.append(Problem(file, "svg", str(error)))
            continue
        problems += [Problem(file, field, rule) for field, rule in drawing_problems(svg, Shape.LIVE)]
        for state in practice.states:
            if state.drawing == name:
                problems += [Problem(file, f"màn {state.id}", rule) for rule in _spot_rules(svg, state)]
    return problems


def _spot_rules(svg: str, state: State) -> Iterator[str]:
    try:
        spots = dict(_spots(svg))
    except ET.ParseError:
        return
    named = {choice.spot for choice in state.choices if choice.spot}
    for missing in sorted(named - spots.keys()):
        yield f"hình chưa có chỗ {missing!r}"
    for name in sorted(named & spots.keys()):
        if min(spots[name][2:]) < LEAST_SPOT:
            yield f"chỗ {name!r} nhỏ hơn {LEAST_SPOT}"
    for one, other in combinations(sorted(named & spots.keys()), 2):
        if _overlap(spots[one], spots[other]):
            yield f"chỗ {one!r} đè lên {other!r}"


def _spots(svg: str) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    for rect in ET.fromstring(svg).iter(f"{SVG}rect"):  # noqa: S314 (our own drawings)
        if name := rect.get("data-spot"):
            x, y, width, height = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
            yield name, (x, y, width, height)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    x, y, width, height = one
    left, top, wide, high = other
    return x < left + wide and left < x + width and y < top + high and top < y + height
