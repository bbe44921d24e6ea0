"""What a draft begins with: empty fields, or the words of a lesson of the site."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from webapp.lessons import Lesson
from webapp.lessons.loader import CONTENT, DEFAULT_STUCK, PICTURES, drawing_path

Table = dict[str, Any]
NOT_COPIED = {"slug", "short", "order", "version", "covers", "links", "steps", "checks", "facts", "sources"}
STEPS, CHECKS = 5, 2


def empty_step() -> Table:
    return {"title": "", "say": "", "drawing": "", "help": "", "stuck": DEFAULT_STUCK, "facts": []}


def empty_check() -> Table:
    answers = [{"text": "", "picture": "", "reason": "", "right": right} for right in (True, False)]
    return {"question": "", "step": 1, "drawing": "", "facts": [], "answer": answers}


def empty_table(title: str, topic: str, today: date) -> Table:
    return {
        "title": title, "topic": topic, "icon": "book", "minutes": 3, "goal": "", "needs": [], "also": [],
        "groups": [], "reviewed_on": today.isoformat(), "fact": [], "source": [], "links": [],
        "step": [empty_step() for _ in range(STEPS)], "check": [empty_check() for _ in range(CHECKS)],
        "teach": {"say": ["", "", ""], "ask": "", "never": ""},
    }  # fmt: skip


def table_of(lesson: Lesson) -> Table:
    """A lesson of the site as a draft; its drawings stay the site's, named with the lesson they are of."""
    table = {key: _plain(value) for key, value in asdict(lesson).items() if key not in NOT_COPIED}
    for kind in ("step", "check", "fact", "source"):
        table[kind] = [_plain(asdict(each)) for each in getattr(lesson, f"{kind}s")]
    for entry in (*table["step"], *table["check"]):
        entry["drawing"] = _full_name(lesson.slug, entry["drawing"])
    for check in table["check"]:
        check["answer"] = check.pop("answers")
        for answer in check["answer"]:
            answer["picture"] = _full_name(lesson.slug, answer["picture"])
    return {**table, "links": []}


def _full_name(slug: str, name: str) -> str:
    """ "quet-ma-qr/bam-quet" for a drawing of the lesson's own, "cup-may" for a shared picture."""
    path = drawing_path(CONTENT / slug, name) if name else None
    return name if path is None or path.parent.name == PICTURES else f"{slug}/{name}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if each is not None}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
