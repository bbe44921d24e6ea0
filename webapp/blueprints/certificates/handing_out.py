"""Signing, stamping and handing out: many at the desk, one by one on a phone on the day itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.certificates.routes import bp
from webapp.models.certificate import HandingStep
from webapp.rules.vietnamese import fold
from webapp.services import communes
from webapp.services import handing_out as sheets
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
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
        search=search,
        **_counts(found),
    )


@bp.post("/trao/<uuid:hamlet_id>/danh-dau")
@requires(Permission.HAND_OUT_CERTIFICATES)
def tick_many(hamlet_id: UUID) -> ResponseReturnValue:
    """Tick a step for the chosen sheets of a hamlet, or for all of them; or take it back.

    Handing out to a whole hamlet, and taking back, are asked about once more.
    """
    viewer, step, back = current_viewer(), _step(), request.form.get("bo") == "1"
    place = communes.hamlet(viewer, str(hamlet_id))
    if request.form.get("tat-ca") == "1":
        found = sheets.sheets(viewer, place.id)
        ids = _all_that_change(found, step, back=back)
        asks = back or step is HandingStep.HANDED_OUT
        if ids and asks and request.form.get("chac") != "1":
            return render_template(
                "certificates/handing_sure.html", hamlet=place, step=step, back=back, count=len(ids),
                unsigned=_unsigned(found, ids),
            )  # fmt: skip
    else:
        ids = chosen_ids("certificate_ids")
    change = sheets.untick if back else sheets.tick
    with transaction():
        changed = change(by=viewer, certificate_ids=ids, step=step)
    flash(f"Đã ghi {changed} giấy." if changed else "Không có giấy nào thay đổi.")
    return redirect(url_for(".handing_place", hamlet_id=place.id), 303)


@bp.post("/<uuid:certificate_id>/trao")
@requires(Permission.HAND_OUT_CERTIFICATES)
def hand_out(certificate_id: UUID) -> ResponseReturnValue:
    """One sheet, one press; the same button takes it back. An unsigned or unstamped one is asked about."""
    viewer, step, back = current_viewer(), _step(), request.form.get("bo") == "1"
    asked = sheets.sheet(viewer, str(certificate_id))
    missing = () if back or step is not HandingStep.HANDED_OUT else sheets.missing_before(viewer, asked)
    if missing and request.form.get("chac") != "1":
        page, row = "certificates/handing_unsigned.html", "certificates/_sheet.html"
        return render(page, row, sheet=asked, missing=missing)
    change = sheets.untick if back else sheets.tick
    with transaction():
        change(by=viewer, certificate_ids=[str(certificate_id)], step=step)
    sheet = sheets.sheet(viewer, str(certificate_id))
    if sheet.paper.hamlet_id is None:
        return redirect(url_for(".handing_out"), 303)
    if wants_fragment():
        counts = _counts(sheets.sheets(viewer, sheet.paper.hamlet_id))
        return render("certificates/_handed.html", "certificates/_handed.html", sheet=sheet, **counts)
    anchor = f"to-{sheet.paper.id}"
    return redirect(url_for(".handing_place", hamlet_id=sheet.paper.hamlet_id, _anchor=anchor), 303)


def _counts(found: Sequence[sheets.Sheet]) -> dict[str, Any]:
    """How far a hamlet's sheets are: all, those not printed, and those that passed each step."""
    passed = {step: sum(step in each.passed for each in found) for step in HandingStep}
    return {
        "total": len(found),
        "unprinted": sum(not each.printed for each in found),
        "given": passed[HandingStep.HANDED_OUT],
        "unsigned": _unsigned(found, [each.paper.id for each in found if each.printed]),
        "passed": passed,
    }


def _unsigned(found: Sequence[sheets.Sheet], ids: Collection[str]) -> int:
    """How many of these wait to be handed out and are not said to be signed and stamped."""
    wanted = set(ids)
    return sum(each.paper.id in wanted and bool(sheets.unticked_before(each)) for each in found)


def _all_that_change(found: Sequence[sheets.Sheet], step: HandingStep, *, back: bool) -> list[str]:
    """A hamlet's sheets that such a press changes; what is not printed is handed to nobody."""
    needs_paper = step is HandingStep.HANDED_OUT and not back
    return [
        each.paper.id for each in found if (step in each.passed) is back and (each.printed or not needs_paper)
    ]


def _step() -> HandingStep:
    sent = request.form.get("step", HandingStep.HANDED_OUT)
    return HandingStep(sent) if sent in set(HandingStep) else abort(400)
