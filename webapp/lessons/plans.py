"""What the five plans ask to be taught, and which lessons answer it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from webapp.lessons.schema import Lesson

TOPICS_FILE = Path(__file__).parents[1] / "presets" / "plans" / "topics.toml"
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Plan:
    """`topics` is the plan's list of what to teach, `more` its other tasks that a lesson answers."""

    name: str
    label: str
    where: str
    topics: tuple[str, ...]
    more: tuple[str, ...]


def load_plans(path: Path = TOPICS_FILE) -> tuple[Plan, ...]:
    """In the file's order. A broken file raises KeyError or ValueError."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["plan"]
    return tuple(
        Plan(entry["name"], entry["label"], entry["where"], tuple(entry["topics"]), tuple(entry["more"]))
        for entry in entries
    )


def covered(lesson: Lesson, plan: str) -> tuple[str, ...]:
    """What the lesson says it covers of that plan, one by one."""
    words = dict(lesson.covers).get(plan, "")
    return tuple(words.split(BETWEEN)) if words else ()


def lessons_for(topic: str, plan: str, lessons: Iterable[Lesson]) -> list[Lesson]:
    return [lesson for lesson in lessons if topic in covered(lesson, plan)]


def coverage(plans: Iterable[Plan], lessons: Iterable[Lesson]) -> str:
    """A Markdown table for each plan: its topics and the lessons that answer them."""
    shelf = tuple(lessons)
    return "\n".join(_table(plan, shelf) for plan in plans)


def _table(plan: Plan, lessons: tuple[Lesson, ...]) -> str:
    rows = [
        f"**{plan.label}** ({plan.where})",
        "",
        "| | nội dung trong kế hoạch | bài học |",
        "| --- | --- | --- |",
    ]
    numbered = [(str(number), topic) for number, topic in enumerate(plan.topics, start=1)]
    for number, topic in [*numbered, *(("khác", topic) for topic in plan.more)]:
        titles = " · ".join(lesson.title for lesson in lessons_for(topic, plan.name, lessons))
        rows.append(f"| {number} | {topic} | {titles} |")
    return "\n".join([*rows, ""])
