"""Steps and questions of a draft: one more, one less, one place up or down."""

from __future__ import annotations

from typing import Any

from webapp.services.access import Viewer
from webapp.services.authoring.drafts import row_of, write
from webapp.services.authoring.tables import empty_check, empty_step
from webapp.services.errors import NotFound, Refused

MOST = {"step": 8, "check": 3}
WORDS = {"step": "bước", "check": "câu hỏi"}
Entries = list[dict[str, Any]]


def add(*, by: Viewer, lesson_id: str, kind: str) -> int:
    """Add an empty step or question at the end; returns its number."""
    row = row_of(by, lesson_id, lock=True)
    entries = entries_of(row.draft, kind)
    if len(entries) >= MOST[kind]:
        raise Refused(f"Bài có nhiều nhất {MOST[kind]} {WORDS[kind]}.")
    entries.append(empty_step() if kind == "step" else empty_check())
    write(by, row, {**row.draft, kind: entries}, f"{kind} {len(entries)} added")
    return len(entries)


def remove(*, by: Viewer, lesson_id: str, kind: str, n: int) -> None:
    row = row_of(by, lesson_id, lock=True)
    entries = entries_of(row.draft, kind)
    _must_have(entries, n)
    order = [place for place in range(1, len(entries) + 1) if place != n]
    write(by, row, _in_order(row.draft, kind, order), f"{kind} {n} removed")


def move(*, by: Viewer, lesson_id: str, kind: str, n: int, up: bool) -> None:
    """Change places with the one before or after; at the end nothing happens."""
    row = row_of(by, lesson_id, lock=True)
    entries = entries_of(row.draft, kind)
    _must_have(entries, n)
    other = n - 1 if up else n + 1
    if not 1 <= other <= len(entries):
        return
    order = list(range(1, len(entries) + 1))
    order[n - 1], order[other - 1] = other, n
    write(by, row, _in_order(row.draft, kind, order), f"{kind} {n} moved")


def entries_of(draft: dict[str, Any], kind: str) -> Entries:
    """The steps or questions of a draft, whatever is stored."""
    stored = draft.get(kind)
    return [dict(each) for each in stored if isinstance(each, dict)] if isinstance(stored, list) else []


def _in_order(draft: dict[str, Any], kind: str, order: list[int]) -> dict[str, Any]:
    """The draft with those entries in that order; questions keep pointing at the step they were about."""
    entries = entries_of(draft, kind)
    changed = {**draft, kind: [entries[place - 1] for place in order]}
    if kind == "step":
        now_at = {old: new for new, old in enumerate(order, 1)}
        changed["check"] = [
            {**check, "step": now_at.get(check.get("step", 0), 1)} for check in entries_of(draft, "check")
        ]
    return changed


def _must_have(entries: Entries, n: int) -> None:
    if not 1 <= n <= len(entries):
        raise NotFound
