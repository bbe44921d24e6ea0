"""The scam trainer as one pack: a phone keeps it whole, with the lesson for after a scam."""

from __future__ import annotations

from webapp.lessons.schema import AFTER_A_SCAM
from webapp.models.commune import Commune
from webapp.web.packs import Plan
from webapp.web.scam_drawings import scam_paths

KIND, SLUG = "luyen-tap", "lua-dao"


def plans(commune: Commune | None) -> list[Plan]:
    """The same for every commune."""
    return [_plan()]


def find(slug: str) -> Plan | None:
    return _plan() if slug == SLUG else None


def _plan() -> Plan:
    return Plan(
        KIND, SLUG, "Thật hay lừa đảo?", pages=tuple(scam_paths()), along=(f"bai-hoc/{AFTER_A_SCAM}",)
    )
