"""The form of a commune's settings."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.admin.forms import SettingsForm
from webapp.blueprints.admin.routes import bp
from webapp.rules.certificates import format_number, number_format_problem
from webapp.rules.vietnamese import clean_text
from webapp.services import communes, settings
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

SAMPLE_SERIAL = 412


@bp.route("/cai-dat/", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def edit_settings() -> ResponseReturnValue:
    viewer = current_viewer()
    now = communes.settings_of(viewer.commune_id or "")
    commune = communes.get(viewer.commune_id)
    form = SettingsForm.of(now, communes.in_a_sentence(commune.name))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            settings.change(by=viewer, settings=form.settings(now))
        if not form.errors:
            flash("Đã lưu cài đặt.")
            return redirect(url_for(".edit_settings"), 303)
    page = render_template("admin/settings.html", form=form, **_sample(form.number_format.data or ""))
    return page, form.status


@bp.get("/cai-dat/so-giay")
@requires(Permission.EDIT_SETTINGS)
def show_number() -> ResponseReturnValue:
    """How a certificate's number would look, while its pattern is typed."""
    return render_template("admin/_number.html", **_sample(request.args.get("number_format", "")))


def _sample(pattern: str) -> dict[str, str | None]:
    pattern = clean_text(pattern)[:60]
    if problem := number_format_problem(pattern):
        return {"sample": None, "problem": problem}
    commune = current_viewer().commune_id or ""
    number = format_number(pattern, serial=SAMPLE_SERIAL, year=today().year, commune=commune)
    return {"sample": number, "problem": None}
