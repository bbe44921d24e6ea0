"""The commune's own signers: whoever signed is confirmed by a person before the public is told so."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.signing.routes import bp
from webapp.services import proposal_reviews, signers
from webapp.services.access import Permission
from webapp.services.errors import Refused
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.get("/nguoi-ky/")
@requires(Permission.CONFIRM_SIGNERS)
def list_signers() -> ResponseReturnValue:
    viewer = current_viewer()
    found, held = signers.listed(viewer), signers.held(viewer)
    files = [file for each in held.values() for file in each]
    return render_template(
        "signing/signers.html",
        signers=found,
        held=held,
        printed=signers.printed(viewer, files),
        is_another=signers.is_another,
        names=proposal_reviews.names_of({each.decided_by for each in found if each.decided_by}),
        today=today(),
    )


@bp.post("/nguoi-ky/<uuid:signer_id>/xac-nhan")
@requires(Permission.CONFIRM_SIGNERS)
def confirm_signer(signer_id: UUID) -> ResponseReturnValue:
    try:
        with transaction():
            signer = signers.confirm(by=current_viewer(), signer_id=str(signer_id))
    except Refused as refused:
        flash(refused.message, "error")
    else:
        flash(f"Đã xác nhận “{signer.name}” ký cho xã, phường.")
    return redirect(url_for(".list_signers"), 303)


@bp.post("/nguoi-ky/<uuid:signer_id>/tu-choi")
@requires(Permission.CONFIRM_SIGNERS)
def refuse_signer(signer_id: UUID) -> ResponseReturnValue:
    with transaction():
        signer = signers.refuse(by=current_viewer(), signer_id=str(signer_id))
    flash(f"“{signer.name}” không ký cho xã, phường nữa.")
    return redirect(url_for(".list_signers"), 303)
