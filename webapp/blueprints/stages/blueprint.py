"""The optional stages between a proposal and its decision."""

from __future__ import annotations

from flask import Blueprint
from flask_login import current_user

from webapp.services.stages import scans, steps
from webapp.web.access import current_viewer
from webapp.web.uploads import allow_bodies

bp = Blueprint("stages", __name__)
SCAN_ROUTE = "stages.attach_scan"


allow_bodies(bp, {SCAN_ROUTE: scans.MOST_BYTES + 100_000})


def stages_on() -> bool:
    """Whether the signed-in account's commune goes or went through stages; then its pages link to them."""
    if not current_user.is_authenticated or current_viewer().commune_id is None:
        return False
    return steps.in_use(current_viewer().commune_id)


def stages_asked() -> bool:
    """Whether what is decided from now on goes through stages first."""
    return bool(steps.rules_of(current_viewer().commune_id).kinds)


@bp.app_context_processor
def _offer() -> dict[str, object]:
    return {
        "stages_on": stages_on,
        "stages_asked": stages_asked,
        "scan_of": lambda decision_id: scans.find(current_viewer(), decision_id),
    }
