"""How a certificate ends: replaced, taken back, voided; and given again."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.certificates.forms import AgainForm, ReplaceForm, RevokeForm, VoidForm
from webapp.blueprints.certificates.routes import bp, show_page
from webapp.models.certificate import CertificateStatus
from webapp.rules.names import printed_small
from webapp.services import certificate_life, certificates, communes
from webapp.services.access import Permission
from webapp.services.certificate_life import Correction
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.transaction import transaction


@bp.post("/<uuid:certificate_id>/thu-hoi")
@requires(Permission.ISSUE_CERTIFICATES)
def revoke(certificate_id: UUID) -> ResponseReturnValue:
    """Asked about once more: whoever scans the paper reads it from that moment."""
    viewer = current_viewer()
    form = RevokeForm().offer(communes.settings_of(viewer.commune_id or "").papers)
    paper = certificates.get(viewer, str(certificate_id))
    if form.validate_on_submit():
        if request.form.get("chac") != "1" and paper.status is CertificateStatus.ISSUED:
            return render_template("certificates/revoke_sure.html", paper=paper, form=form)
        with form.catching_refusals(), transaction():
            certificate_life.revoke(
                by=viewer, certificate_id=paper.id, reason=form.reason.data, kind=form.kind.data
            )
        if not form.errors:
            flash(f"Đã thu hồi giấy {paper.number}.")
            return redirect(url_for(".show", certificate_id=paper.id), 303)
    return show_page(paper, form)


@bp.route("/<uuid:certificate_id>/cap-lai", methods=["GET", "POST"])
@requires(Permission.ISSUE_CERTIFICATES)
def replace(certificate_id: UUID) -> ResponseReturnValue:
    """A new paper with a new number for one with a mistake; the old code leads to the new paper."""
    viewer = current_viewer()
    paper = certificates.get(viewer, str(certificate_id))
    said = {name: paper.frozen[name] for name in ("prefix", "recipient", "address")}
    form = ReplaceForm(data=said)
    if form.validate_on_submit():
        words = Correction(form.prefix.data or "", form.recipient.data, form.address.data)
        with form.catching_refusals(), transaction():
            new = certificate_life.replace(
                by=viewer, certificate_id=paper.id, correction=words, reason=form.reason.data,
                loopback=current_app.config["SETTINGS"].base_url_is_loopback,
            )  # fmt: skip
        if not form.errors:
            if small := printed_small(new.frozen["recipient"]):
                flash(small, "warning")
            flash(f"Đã cấp giấy {new.number} thay giấy {paper.number}. In giấy mới rồi thu lại tờ cũ.")
            return redirect(url_for(".show", certificate_id=new.id), 303)
    return render_template("certificates/replace.html", form=form, paper=paper), form.status


@bp.post("/huy-so")
@requires(Permission.ISSUE_CERTIFICATES)
def void() -> ResponseReturnValue:
    """Void the numbers of spoilt sheets; their families get new ones when numbers are given next.

    What was handed out is left out and said: a family that holds its paper keeps its number.
    """
    viewer = current_viewer()
    form = VoidForm() if "reason" in request.form else VoidForm(formdata=None)
    chosen = chosen_ids("certificate_ids")
    asked = [certificates.get(viewer, each) for each in dict.fromkeys(chosen)]
    if not asked:
        flash("Chọn ít nhất một giấy.", "error")
        return redirect(url_for(".index"), 303)
    handed = certificate_life.handed_out(viewer, asked)
    papers = [each for each in asked if each.id not in handed]
    if "reason" in request.form and form.validate_on_submit():
        with form.catching_refusals(), transaction():
            ended = certificate_life.void(by=viewer, certificate_ids=chosen, reason=form.reason.data)
        if not form.errors:
            flash(f"Đã hủy {len(ended)} số. Bấm “Kiểm tra tên rồi cấp số” để các hộ này nhận số mới.")
            return redirect(url_for(".index"), 303)
    held = [each for each in asked if each.id in handed]
    return render_template("certificates/void.html", form=form, papers=papers, held=held), form.status


@bp.post("/<uuid:certificate_id>/cap-tro-lai")
@requires(Permission.ISSUE_CERTIFICATES)
def issue_again(certificate_id: UUID) -> ResponseReturnValue:
    form = AgainForm()
    paper = certificates.get(current_viewer(), str(certificate_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            certificate_life.issue_again(
                by=current_viewer(), certificate_id=paper.id, reason=form.again_reason.data
            )
        if not form.errors:
            flash(f"{paper.frozen['recipient']} chờ cấp số mới. Bấm “Kiểm tra tên rồi cấp số” khi sẵn sàng.")
            return redirect(url_for(".index"), 303)
    return show_page(paper, form)
