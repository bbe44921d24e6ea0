"""Steps and questions of a draft: one more, one less, one place up or down, each by a plain button."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.authoring.routes import bp
from webapp.services.access import Permission
from webapp.services.authoring import drafts, order
from webapp.services.errors import Refused
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

KINDS = {"buoc": "step", "cau-hoi": "check"}
PAGES = {"buoc": ".edit_step", "cau-hoi": ".edit_question"}


@bp.post("/<uuid:lesson_id>/them/<kind>")
@requires(Permission.WRITE_LESSONS)
def add_entry(lesson_id: UUID, kind: str) -> ResponseReturnValue:
    _must_be(lesson_id, kind)
    try:
        with transaction():
            n = order.add(by=current_viewer(), lesson_id=str(lesson_id), kind=KINDS[kind])
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for(".show", lesson_id=lesson_id), 303)
    return redirect(url_for(PAGES[kind], lesson_id=lesson_id, n=n), 303)


@bp.post("/<uuid:lesson_id>/bo/<kind>/<int:n>")
@requires(Permission.WRITE_LESSONS)
def remove_entry(lesson_id: UUID, kind: str, n: int) -> ResponseReturnValue:
    _must_be(lesson_id, kind)
    with transaction():
        order.remove(by=current_viewer(), lesson_id=str(lesson_id), kind=KINDS[kind], n=n)
    flash(f"Đã bỏ {order.WORDS[KINDS[kind]]} {n} khỏi bản nháp.")
    return redirect(url_for(".show", lesson_id=lesson_id, _anchor=kind), 303)


@bp.post("/<uuid:lesson_id>/chuyen/<kind>/<int:n>/<way>")
@requires(Permission.WRITE_LESSONS)
def move_entry(lesson_id: UUID, kind: str, n: int, way: str) -> ResponseReturnValue:
    _must_be(lesson_id, kind)
    if way not in ("len", "xuong"):
        abort(404)
    with transaction():
        order.move(by=current_viewer(), lesson_id=str(lesson_id), kind=KINDS[kind], n=n, up=way == "len")
    return redirect(url_for(".show", lesson_id=lesson_id, _anchor=kind), 303)


def _must_be(lesson_id: UUID, kind: str) -> None:
    drafts.row_of(current_viewer(), str(lesson_id))
    if kind not in KINDS:
        abort(404)
