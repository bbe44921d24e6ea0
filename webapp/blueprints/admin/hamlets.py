"""Hamlets: list, add, rename, close."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.admin.forms import CloseHamletForm, NewHamletForm, RenameHamletForm
from webapp.blueprints.admin.routes import bp
from webapp.models.commune import Hamlet
from webapp.services import communes, hamlets
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/thon/", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def list_hamlets() -> ResponseReturnValue:
    """The list with the form that adds one."""
    viewer, form = current_viewer(), NewHamletForm()
    form.offer(_words())
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            hamlet = hamlets.add(by=viewer, **form.values())
        if not form.errors:
            flash(f"Đã thêm {hamlet.label}.")
            return redirect(url_for(".list_hamlets"), 303)
    return render_template("admin/hamlets.html", lines=hamlets.every(viewer), form=form), form.status


@bp.route("/thon/<uuid:hamlet_id>/doi-ten", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def rename_hamlet(hamlet_id: UUID) -> ResponseReturnValue:
    hamlet = _hamlet(hamlet_id)
    form, before = RenameHamletForm(kind=hamlet.kind, name=hamlet.name), hamlet.label
    form.offer(_words(), hamlet.kind)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            hamlet = hamlets.rename(by=current_viewer(), hamlet_id=str(hamlet_id), **form.values())
        if not form.errors:
            flash(f"Đã đổi {before} thành {hamlet.label}.")
            return redirect(url_for(".list_hamlets"), 303)
    return render_template("admin/rename_hamlet.html", form=form, before=before), form.status


@bp.route("/thon/<uuid:hamlet_id>/ket-thuc", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def close_hamlet(hamlet_id: UUID) -> ResponseReturnValue:
    line = next(each for each in hamlets.every(current_viewer()) if each.hamlet is _hamlet(hamlet_id))
    form = CloseHamletForm()
    form.offer(_others(line.hamlet), line.households)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            hamlets.close(by=current_viewer(), hamlet_id=str(hamlet_id), **form.values())
        if not form.errors:
            flash(f"Đã kết thúc {line.hamlet.label}.")
            return redirect(url_for(".list_hamlets"), 303)
    return render_template("admin/close_hamlet.html", form=form, line=line), form.status


def _hamlet(hamlet_id: UUID) -> Hamlet:
    return hamlets.get(current_viewer(), str(hamlet_id))


def _others(closing: Hamlet) -> list[Hamlet]:
    """The hamlets in force where households may go."""
    lines = hamlets.every(current_viewer())
    return [line.hamlet for line in lines if line.hamlet.valid_to is None and line.hamlet is not closing]


def _words() -> tuple[str, ...]:
    return communes.settings_of(current_viewer().commune_id or "").unit_words
