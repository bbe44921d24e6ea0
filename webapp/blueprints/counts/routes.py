"""Counting without persons: devices send sums, the team and the office see where learners stop."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.extensions import csrf
from webapp.rules.drop_off import level, told
from webapp.services import counts, drop_off
from webapp.services.access import Permission
from webapp.services.counts import UnreadableCounts
from webapp.services.progress import today
from webapp.web.access import current_viewer, public, requires
from webapp.web.loose_throttle import LooseThrottle
from webapp.web.transaction import transaction

bp = Blueprint("counts", __name__)

MOST_BYTES = 16 * 1024
SPANS = (30, 90)
# A whole village may stand behind one address.
throttle = LooseThrottle(most=600, seconds=600)


@bp.post("/dem")
@csrf.exempt
@public
def receive() -> ResponseReturnValue:
    """Sums from a device. It says nothing of who it is, so there is no token to check."""
    if not throttle.allows(request.remote_addr or ""):
        return {"reason": "Gửi nhiều quá. Lát nữa gửi lại."}, 429
    try:
        sent = counts.read_counts(_sent())
    except UnreadableCounts as error:
        return {"reason": str(error)}, 400
    if sent:
        with transaction():
            counts.add(today(), sent)
    return "", 204


def _sent() -> object:
    """The body as JSON. Raises UnreadableCounts."""
    request.max_content_length = MOST_BYTES
    try:
        return json.loads(request.get_data(cache=False).decode("utf-8"))
    except RequestEntityTooLarge:
        raise UnreadableCounts("Gói đếm quá lớn.") from None
    except (ValueError, RecursionError):
        raise UnreadableCounts("Gói đếm không đọc được.") from None


@bp.get("/to/bai-hoc/vuong", endpoint="drop_off")
@requires(Permission.READ_LESSON_COUNTS)
def show_drop_off() -> ResponseReturnValue:
    days = request.args.get("ngay", SPANS[0], int)
    days = days if days in SPANS else SPANS[0]
    lessons, asked = drop_off.lessons_seen_by(current_viewer()), request.args.get("bai", "")
    chosen = next((lesson for lesson in lessons if lesson.slug == asked), None)
    since = today() - timedelta(days=days - 1)
    return render_template(
        "counts/drop_off.html",
        figures=drop_off.figures(current_viewer(), since, chosen.slug if chosen else None),
        lessons=lessons,
        chosen=chosen,
        days=days,
        spans=SPANS,
        back=_back(),
        told=told,
        level=level,
    )


def _back() -> str:
    """The lesson desk where there is one, else the page that led here."""
    desk = "lesson_desk.index"
    if desk in current_app.view_functions and current_viewer().may(Permission.READ_TEAM):
        return url_for(desk)
    return url_for("teams.index" if current_viewer().may(Permission.READ_TEAM) else "figures.index")
