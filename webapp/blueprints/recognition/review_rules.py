"""How a commune checks proposals: its share of re-checks and what counts as very fast."""

from __future__ import annotations

from dataclasses import asdict, replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.recognition.blueprint import bp
from webapp.blueprints.recognition.forms import ReviewRulesForm
from webapp.services import communes, settings
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/cach-xet/", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def review_rules() -> ResponseReturnValue:
    viewer = current_viewer()
    now = communes.settings_of(viewer.commune_id or "")
    form = ReviewRulesForm(**asdict(now.review))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            settings.change(by=viewer, settings=replace(now, review=form.rules()))
        if not form.errors:
            flash("Đã lưu cách xét hồ sơ.")
            return redirect(url_for(".review_rules"), 303)
    return render_template("recognition/review_rules.html", form=form), form.status
