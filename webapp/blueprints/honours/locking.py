"""Why no decision can be recorded yet, before anybody fills in its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from webapp.services.access import Viewer
from webapp.services.recognition import Case
from webapp.services.stages import steps


@dataclass(frozen=True)
class Blocked:
    """A sentence that says what is missing, and the page where it is done."""

    reason: str
    address: str
    words: str


def blocked_by_stages(viewer: Viewer, cases: Sequence[Case]) -> Blocked | None:
    """The first stage missing before a decision on these; None where none is."""
    reason = steps.undone(viewer, cases)
    if not reason:
        return None
    lists = sorted({case.recognition.submission_id or "" for case in cases if case.recognition})
    for submission_id in lists:
        own = [case for case in cases if case.recognition and case.recognition.submission_id == submission_id]
        if submission_id and steps.undone(viewer, own):
            address = url_for("stages.show", submission_id=submission_id)
            return Blocked(reason, address, "Làm tiếp các bước của danh sách này")
    return Blocked(reason, url_for("stages.index"), "Các bước trước quyết định")


def all_blocked(viewer: Viewer, cases: Sequence[Case]) -> Blocked | None:
    """What is missing where no case at all could be decided on now; None where one could."""
    by_list: dict[str, list[Case]] = {}
    for case in cases:
        if case.recognition:
            by_list.setdefault(case.recognition.submission_id or "", []).append(case)
    found = [blocked_by_stages(viewer, some) for some in by_list.values()]
    return found[0] if found and all(found) else None
