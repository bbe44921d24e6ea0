"""The criteria of the commune's title: a new version, and what it would do to its households."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.admin.criteria_form import CriteriaForm
from webapp.blueprints.admin.routes import bp
from webapp.services import settings
from webapp.services.access import Permission
from webapp.services.settings import Effect
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/tieu-chi/", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def edit_criteria() -> ResponseReturnValue:
    viewer = current_viewer()
    versions = settings.versions(viewer)
    form = CriteriaForm.of(versions[0][1])
    if form.more.data:
        form.add_row()
        return _page(form)
    if not form.validate_on_submit():
        return _page(form)
    if not form.save.data:
        return _page(form, settings.effect_of(viewer, form.criteria()))
    with form.catching_refusals(), transaction():
        version = settings.put_in_force(by=viewer, criteria_=form.criteria(), decision=form.decision.data)
    if form.errors:
        return _page(form)
    flash(f"Tiêu chí phiên bản {version.version} đã được dùng. Mọi hộ đã được tính lại.")
    return redirect(url_for(".edit_criteria"), 303)


def _page(form: CriteriaForm, effect: Effect | None = None) -> ResponseReturnValue:
    viewer = current_viewer()
    page = render_template(
        "admin/criteria.html", form=form, effect=effect, versions=settings.versions(viewer),
        title=settings.default_title(viewer),
    )  # fmt: skip
    return page, form.status
