"""A commune's rules of paper: years of validity, how long files are kept, kinds of reason."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.certificates.forms import RulesForm
from webapp.blueprints.certificates.routes import bp
from webapp.services import communes, settings
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/quy-dinh", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def rules() -> ResponseReturnValue:
    now = communes.settings_of(current_viewer().commune_id or "")
    form = RulesForm.of(now.papers)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            settings.change(by=current_viewer(), settings=replace(now, papers=form.rules()))
        if not form.errors:
            flash("Đã lưu quy định về giấy.")
            return redirect(url_for(".rules"), 303)
    return render_template("certificates/rules.html", form=form), form.status
