"""Occasions of teaching: group sessions and walk-ins; the list and one of them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.teaching.forms import SessionForm, WalkInForm
from webapp.models.teaching import TeachingSession
from webapp.services import teaching
from webapp.services.access import Permission
from webapp.services.teaching import Attendee
from webapp.web.access import current_viewer, requires
from webapp.web.labels import label
from webapp.web.transaction import transaction

bp = Blueprint("teaching", __name__, url_prefix="/ho")


@bp.get("/buoi/")
@requires(Permission.RECORD_CHECKLIST)
def index() -> ResponseReturnValue:
    return render_template("teaching/index.html", sessions=teaching.latest(current_viewer()))


@bp.get("/buoi/<uuid:session_id>")
@requires(Permission.RECORD_CHECKLIST)
def show(session_id: UUID) -> ResponseReturnValue:
    shown = teaching.get(current_viewer(), str(session_id))
    names = teaching.names(current_viewer(), shown.session)
    return render_template("teaching/show.html", shown=shown, session=shown.session, names=names)


@bp.route("/buoi/moi", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def new() -> ResponseReturnValue:
    """The form of a group session; with ?xem the list of households is shown anew and nothing is lost."""
    viewer = current_viewer()
    form = SessionForm(
        helper_id=viewer.user_id, hamlet_id=request.args.get("thon", ""), words=request.args.get("tim", "")
    )
    form.offer(viewer, no_hamlet="Chọn")
    present = teaching.attendees(viewer, form.person_ids.data or [], form.household_ids.data or [])
    if "xem" not in request.args and form.validate_on_submit():
        with form.catching_refusals(), transaction():
            session = teaching.record_group(by=viewer, occasion=form.occasion(), present=present)
        if not form.errors:
            return _recorded(session)
    return _session_page(form, present), form.status


@bp.route("/khach/moi", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def new_walk_in() -> ResponseReturnValue:
    viewer = current_viewer()
    form = WalkInForm(helper_id=viewer.user_id)
    form.offer(viewer, no_hamlet="Nơi chung của xã, phường")
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            session = teaching.record_walk_in(by=viewer, occasion=form.occasion())
        if not form.errors:
            return _recorded(session)
    return render_template("teaching/new_walk_in.html", form=form), form.status


def _session_page(form: SessionForm, present: list[Attendee]) -> str:
    chosen = _hamlet(form)
    homes = teaching.homes(current_viewer(), chosen, form.words.data or "") if chosen else []
    people = {person.id for home in homes for person in home.people}
    families = {home.household.id for home in homes if not home.people}
    ticked = {each.person_id or each.household_id for each in present}
    return render_template(
        "teaching/new.html",
        form=form,
        chosen=chosen,
        mine=[home for home in homes if home.mine],
        others=[home for home in homes if not home.mine],
        most=teaching.MOST_HOUSEHOLDS,
        ticked=ticked,
        elsewhere=[
            each for each in present if (each.person_id or each.household_id) not in people | families
        ],
    )


def _hamlet(form: SessionForm) -> str | None:
    """The hamlet whose households are listed: one that may be chosen, or the only one."""
    allowed = [choice.value for choice in form.hamlet_id.choices]
    if len(allowed) == 1:
        return str(allowed[0])
    return form.hamlet_id.data if form.hamlet_id.data in allowed else None


def _recorded(session: TeachingSession) -> ResponseReturnValue:
    flash(f"Đã ghi {label(session.kind).lower()}: {session.present} người, {len(session.items)} bài")
    return redirect(url_for("teaching.show", session_id=session.id), 303)
