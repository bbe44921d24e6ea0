"""The five plans to pick from, each with what it would change."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.admin.routes import bp
from webapp.rules.certificates import format_number
from webapp.services import communes, presets, settings
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.forms import PressForm
from webapp.web.paper_words import with_name
from webapp.web.setting_words import FIELDS, in_words
from webapp.web.transaction import transaction


@bp.get("/mau/")
@requires(Permission.EDIT_SETTINGS)
def list_presets() -> ResponseReturnValue:
    commune = communes.get(current_viewer().commune_id)
    return render_template("admin/presets.html", commune=commune, presets=presets.all_presets())


@bp.route("/mau/<name>/", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def show_preset(name: str) -> ResponseReturnValue:
    viewer, form = current_viewer(), PressForm()
    preset = presets.get(name)
    if form.validate_on_submit():
        with transaction():
            settings.take_preset(by=viewer, name=name)
        flash(f"Đã dùng mẫu {preset.label}.")
        return redirect(url_for(".index"), 303)
    offer = settings.preset_offer(communes.get(viewer.commune_id), preset)
    effect = settings.effect_of(viewer, offer.criteria) if offer.new_criteria else None
    changes = [
        (
            FIELDS[each.field],
            *(in_words(_as_printed(each.field, value)) for value in (each.before, each.after)),
        )
        for each in offer.differences
    ]
    page = render_template(
        "admin/preset.html", form=form, offer=offer, preset=preset, effect=effect, changes=changes
    )
    return page, form.status


def _as_printed(field: str, value: Any) -> Any:
    """What papers would say in place of the marks that settings keep."""
    commune = communes.get(current_viewer().commune_id)
    if field == "certificate.authority":
        return with_name(value, communes.in_a_sentence(commune.name))
    if field == "certificate.number_format":
        return format_number(value, serial=1, year=today().year, commune=commune.id)
    return value
