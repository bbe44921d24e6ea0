"""The commune's own signers: whoever signed is confirmed by a person before the public is told so."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.signing.desk import key_of
from webapp.blueprints.signing.forms import SignerForm
from webapp.blueprints.signing.routes import bp
from webapp.services import (
    accounts,
    older_signatures,
    printed_signers,
    signer_files,
    signers,
)
from webapp.services.access import Permission
from webapp.services.errors import Refused
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.refusals import telling_refusals
from webapp.web.transaction import transaction


@bp.get("/nguoi-ky/")
@requires(Permission.CONFIRM_SIGNERS)
def list_signers() -> ResponseReturnValue:
    return _page(SignerForm(formdata=None))


@bp.post("/nguoi-ky/them")
@requires(Permission.CONFIRM_SIGNERS)
def add_signer() -> ResponseReturnValue:
    """Somebody's certificate before the first file; a .p12 is opened in memory and forgotten."""
    form = SignerForm()
    if form.validate_on_submit():
        with form.catching_refusals():
            told = signer_files.read(current_viewer(), key_of(form), form.password.data or "")
            with transaction():
                signer = signers.add(by=current_viewer(), told=told)
            flash(f"Đã thêm “{signer.name}”. Đối chiếu dấu vân tay với người ký rồi xác nhận.")
            return redirect(url_for(".list_signers"), 303)
    return _page(form)


@bp.post("/nguoi-ky/tep-cu")
@requires(Permission.CONFIRM_SIGNERS)
def adopt_older() -> ResponseReturnValue:
    """Read the certificates in files from before signers were confirmed, so that they can be."""
    issuer, serial = request.form.get("issuer", ""), request.form.get("serial", "")
    try:
        found = older_signatures.read(current_viewer(), issuer, serial)
    except Refused as refused:
        flash(refused.message, "error")
        return redirect(url_for(".list_signers"), 303)
    with transaction():
        count = older_signatures.adopt(by=current_viewer(), found=found)
    words = f"Đã đọc chứng thư trong {count} tệp. Xem rồi xác nhận ở dưới."
    flash(words if count else "Không đọc được chứng thư trong các tệp này.", "message" if count else "error")
    return redirect(url_for(".list_signers"), 303)


def _page(form: SignerForm) -> ResponseReturnValue:
    viewer = current_viewer()
    found, held = signers.listed(viewer), signers.held(viewer)
    files = [file for each in held.values() for file in each]
    page = render_template(
        "signing/signers.html",
        form=form,
        signers=found,
        older=older_signatures.listed(viewer),
        why_not={each.id: signers.why_not_confirm(viewer, each) for each in found},
        may_refuse=signers.may_refuse(viewer),
        held=held,
        printed=printed_signers.printed(viewer, files),
        is_another=printed_signers.is_another,
        names=accounts.names_of(who for signer in found for who in (signer.decided_by, signer.noted_by)),
        today=today(),
    )
    return page, form.status


@bp.post("/nguoi-ky/<uuid:signer_id>/xac-nhan")
@requires(Permission.CONFIRM_SIGNERS)
def confirm_signer(signer_id: UUID) -> ResponseReturnValue:
    with telling_refusals(Refused):
        with transaction():
            signer = signers.confirm(by=current_viewer(), signer_id=str(signer_id))
        flash(f"Đã xác nhận “{signer.name}” ký cho xã, phường.")
    return redirect(url_for(".list_signers"), 303)


@bp.post("/nguoi-ky/<uuid:signer_id>/tu-choi")
@requires(Permission.CONFIRM_SIGNERS)
def refuse_signer(signer_id: UUID) -> ResponseReturnValue:
    with telling_refusals(Refused):
        with transaction():
            signer = signers.refuse(by=current_viewer(), signer_id=str(signer_id))
        flash(f"“{signer.name}” không ký cho xã, phường nữa.")
    return redirect(url_for(".list_signers"), 303)
