"""The pages around the lessons, as one pack: front page, lists, look, and what is said without a network."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app, url_for

from webapp.lessons.schema import AFTER_A_SCAM
from webapp.models.commune import Commune
from webapp.web.packs import Plan

KIND, SLUG = "trang", "chung"
AROUND = ("home.index", "lessons.index", "practice.index", "display.show", "offline.show")
NOT_KEPT, NO_NETWORK = "offline.not_kept", "offline.no_network"


def paths() -> tuple[str, ...]:
    """The addresses of the pack; those of features that are not installed are left out."""
    known = current_app.view_functions
    return tuple(url_for(endpoint) for endpoint in (*AROUND, NOT_KEPT, NO_NETWORK) if endpoint in known)


def plans(_commune: Commune | None) -> Iterator[Plan]:
    """What to do after a scam comes along: there is no time to look for a signal, and that every phone has it
    tells nothing of whoever read it."""
    yield Plan(
        KIND, SLUG, "Trang đầu và danh sách", paths(), along=(f"bai-hoc/{AFTER_A_SCAM}",), by_commune=True
    )
