"""Signing, stamping and handing out: many at the desk, one by one on a phone on the day itself."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.certificates.routes import bp
from webapp.models.certificate import HandingStep
from webapp.rules.events import is_uuid
from webapp.rules.vietnamese import fold
from webapp.services import communes
from webapp.services import handing_out as sheets
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.fragments import render, wants_fragment
from webapp.web.transaction import transaction


@bp.get("/trao/")
@requires(Permission.HAND_OUT_CERTIFICATES)
def handing_out() -> ResponseReturnValue:
    """Every hamlet in scope and how far its sheets are."""
    found = sheets.places(current_viewer())
    return render_template("certificates/handing_out.html", places=found, steps=list(HandingStep))


@bp.get("/trao/<uuid:hamlet_id>")
@requires(Permission.HAND_OUT_CERTIFICATES)
def handing_place(hamlet_id: UUID) -> ResponseReturnValue:
    """A hamlet's sheets by given name; the search finds a name without diacritics, or a number."""
    viewer = current_viewer()
    place = communes.hamlet(viewer, str(hamlet_id))
    found = sheets.sheets(viewer, place.id)
    search = request.args.get("tim", "")[:100]
    wanted = fold(search)
    return render_template(
        "certificates/handing_place.html",
        hamlet=place,
        sheets=[
            each for each in found if wanted in fold(f"{each.paper.frozen['recipient']} {each.paper.number}")
        ],
        total=len(found),
        given=sum(HandingStep.HANDED_OUT in each.passed for each in found),
        search=search,
        steps=list(HandingStep),
    )


@bp.post("/trao/<uuid:hamlet_id>/danh-dau")
@requires(Permission.HAND_OUT_CERTIFICATES)
def tick_many(hamlet_id: UUID) -> ResponseReturnValue:
    """Tick a step for the chosen sheets of a hamlet, or for all of them; or take it back."""
    viewer, step = current_viewer(), _step()
    place = communes.hamlet(viewer, str(hamlet_id))
    everything = request.form.get("tat-ca") == "1"
    chosen = [each.lower() for each in request.form.getlist("certificate_ids") if is_uuid(each)]
    ids = [each.paper.id for each in sheets.sheets(viewer, place.id)] if everything else chosen
    change = sheets.untick if request.form.get("bo") == "1" else sheets.tick
    with transaction():
        changed = change(by=viewer, certificate_ids=ids, step=step)
    flash(f"Đã ghi {changed} giấy." if changed else "Không có giấy nào thay đổi.")
    return redirect(url_for(".handing_place", hamlet_id=place.id), 303)


@bp.post("/<uuid:certificate_id>/trao")
@requires(Permission.HAND_OUT_CERTIFICATES)
def hand_out(certificate_id: UUID) -> ResponseReturnValue:
    """One sheet, one press; the same button takes it back."""
    viewer, step = current_viewer(), _step()
    change = sheets.untick if request.form.get("bo") == "1" else sheets.tick
    with transaction():
        change(by=viewer, certificate_ids=[str(certificate_id)], step=step)
    sheet = sheets.sheet(viewer, str(certificate_id))
    if wants_fragment():
        return render("certificates/_sheet.html", "certificates/_sheet.html", sheet=sheet)
    if sheet.paper.hamlet_id is None:
        return redirect(url_for(".handing_out"), 303)
    anchor = f"to-{sheet.paper.id}"
    return redirect(url_for(".handing_place", hamlet_id=sheet.paper.hamlet_id, _anchor=anchor), 303)


def _step() -> HandingStep:
    sent = request.form.get("step", HandingStep.HANDED_OUT)
    return HandingStep(sent) if sent in set(HandingStep) else abort(400)
