"""Today's route of a member: whom to visit, in which order, the next one, and the same on paper."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.rules.events import is_uuid
from webapp.services import helped, visit_plan
from webapp.services.access import Permission
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today
from webapp.web import household_sheet
from webapp.web.access import current_viewer, requires
from webapp.web.refusals import telling_refusals
from webapp.web.transaction import transaction

bp = Blueprint("rounds", __name__, url_prefix="/ho/hom-nay")


@bp.get("/")
@requires(Permission.RECORD_CHECKLIST)
def show() -> ResponseReturnValue:
    viewer, day = current_viewer(), today()
    return render_template(
        "rounds/show.html",
        day=day,
        route=visit_plan.route(viewer, day),
        suggestions=visit_plan.suggestions(viewer, day),
        week=helped.this_week(viewer, day),
    )


@bp.get("/phieu.pdf")
@requires(Permission.RECORD_CHECKLIST)
def sheet() -> ResponseReturnValue:
    """The route on paper, in its order, without the families that let nothing be recorded."""
    rows = visit_plan.route(current_viewer(), today()).printed
    if not rows:
        flash("Không có hộ nào của hôm nay để in.", "warning")
        return redirect(url_for(".show"), 303)
    content = io.BytesIO(household_sheet.pdf_of(current_viewer(), rows))
    return send_file(content, mimetype="application/pdf", download_name="phieu-hom-nay.pdf", max_age=0)


@bp.post("/them")
@requires(Permission.RECORD_CHECKLIST)
def add() -> ResponseReturnValue:
    """One household or several (`ho`) to the end of the route."""
    asked = [_id(each) for each in request.form.getlist("ho")]
    with telling_refusals(Refused, tone="warning"):
        with transaction():
            count = visit_plan.add(by=current_viewer(), day=today(), household_ids=asked)
        flash(f"Đã thêm {count} hộ vào hôm nay." if count else "Hộ này đã có trong hôm nay.")
    return redirect(url_for(".show"), 303)


@bp.post("/bo")
@requires(Permission.RECORD_CHECKLIST)
def remove() -> ResponseReturnValue:
    household = _id(request.form.get("ho", ""))
    with transaction():
        visit_plan.remove(by=current_viewer(), day=today(), household_id=household)
    return redirect(url_for(".show"), 303)


@bp.post("/doi")
@requires(Permission.RECORD_CHECKLIST)
def move() -> ResponseReturnValue:
    """`ho` one place up, or down when `huong` is `xuong`."""
    household, up = _id(request.form.get("ho", "")), request.form.get("huong") != "xuong"
    with transaction():
        visit_plan.move(by=current_viewer(), day=today(), household_id=household, up=up)
    return redirect(url_for(".show", _anchor=f"ho-{household}"), 303)


def _id(asked: str) -> str:
    if not is_uuid(asked):
        raise NotFound
    return asked.lower()
