"""Publishing a draft, bringing an old version back, and taking a lesson down."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.authoring import preview
from webapp.blueprints.authoring.forms import PublishForm
from webapp.blueprints.authoring.routes import bp, draw_overview
from webapp.services.access import Permission
from webapp.services.authoring import drafts, publishing
from webapp.services.errors import Conflict, Refused
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.refusals import telling_refusals
from webapp.web.transaction import transaction

SEEN_SOON = "Bà con thấy trong danh sách sau ít phút."


@bp.post("/<uuid:lesson_id>/dang")
@requires(Permission.WRITE_LESSONS)
def publish(lesson_id: UUID) -> ResponseReturnValue:
    """Publish the draft, or say on the overview what keeps it from being published."""
    viewer, form = current_viewer(), PublishForm()
    checked = publishing.check(viewer, str(lesson_id), today(), preview.draw)
    if form.validate():
        with form.catching_refusals(), transaction():
            version = publishing.publish(by=viewer, checked=checked, note=form.note.data or "")
        if not form.errors:
            flash(f"Đã đăng bản {version.version}. {SEEN_SOON}")
            return redirect(url_for(".show", lesson_id=lesson_id), 303)
    return draw_overview(drafts.get(viewer, str(lesson_id)), form)


@bp.post("/<uuid:lesson_id>/ngung")
@requires(Permission.WRITE_LESSONS)
def take_down(lesson_id: UUID) -> ResponseReturnValue:
    with telling_refusals(Refused, Conflict, tone="warning"):
        with transaction():
            publishing.take_down(by=current_viewer(), lesson_id=str(lesson_id))
        flash("Đã ngừng đăng. Bản nháp và các bản cũ vẫn còn ở đây.")
    return redirect(url_for(".show", lesson_id=lesson_id), 303)


@bp.post("/<uuid:lesson_id>/phien-ban/<int:version>/dang-lai")
@requires(Permission.WRITE_LESSONS)
def publish_again(lesson_id: UUID, version: int) -> ResponseReturnValue:
    """Bring an old version back as the newest."""
    with telling_refusals(Refused, Conflict, tone="warning"):
        with transaction():
            fresh = publishing.publish_again(by=current_viewer(), lesson_id=str(lesson_id), version=version)
        flash(f"Đã đăng lại bản {version}, nay là bản {fresh.version}. {SEEN_SOON}")
    return redirect(url_for(".show", lesson_id=lesson_id, _anchor="phien-ban"), 303)


@bp.post("/<uuid:lesson_id>/phien-ban/<int:version>/sua")
@requires(Permission.WRITE_LESSONS)
def edit_version(lesson_id: UUID, version: int) -> ResponseReturnValue:
    """Make an old version the draft again."""
    with transaction():
        publishing.edit_version(by=current_viewer(), lesson_id=str(lesson_id), version=version)
    flash(f"Bản nháp nay giống bản {version}. Bà con vẫn thấy bản đang đăng.")
    return redirect(url_for(".show", lesson_id=lesson_id), 303)
