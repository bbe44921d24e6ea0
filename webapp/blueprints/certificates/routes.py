"""Numbers for what is decided, and the list of certificates."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.certificates.forms import AgainForm, RevokeForm
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.rules.certificates import fields_from_json
from webapp.rules.events import is_uuid
from webapp.rules.names import printed_small
from webapp.services import (
    certificate_life,
    certificate_lists,
    certificates,
    certificates_due,
    communes,
    decisions,
    designs,
    handing_out,
    print_batches,
    print_parts,
    signed_files,
    single_sheets,
    titles,
)
from webapp.services.access import Permission
from webapp.services.certificate_checks import newest_of, standing_of
from webapp.services.progress import today
from webapp.web import printing
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction
from webapp.web.trial_paper import trial_pdf

bp = Blueprint("certificates", __name__, url_prefix="/giay")


@bp.get("/")
@requires(Permission.ISSUE_CERTIFICATES)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    asked = _asked()
    return render_template(
        "certificates/index.html",
        found=certificate_lists.page(viewer, asked, request.args.get("trang", 1, type=int)),
        asked=asked,
        statuses=list(CertificateStatus),
        hamlets=communes.hamlets(viewer, today()),
        waiting=certificates.waiting_count(viewer),
        unprinted=print_batches.count(viewer, print_batches.Choice("")),
        batches=print_batches.recent(viewer),
    )


@bp.get("/cap-so")
@requires(Permission.ISSUE_CERTIFICATES)
def before_issue() -> ResponseReturnValue:
    """The names that the certificates will carry, to be read before their button: one decision's, or all."""
    viewer, asked = current_viewer(), request.args.get("quyet-dinh", "").lower()
    everyone = certificates_due.waiting(viewer)
    found = [each for each in everyone if each.decision.id == asked] if asked else everyone
    waiting = [each for each in found if each.recipient.name]
    return render_template(
        "certificates/before_issue.html",
        waiting=waiting,
        others=len(everyone) - len(found),
        titles={title.id: title.name for title in titles.every(viewer)},
        numbers=certificates_due.next_numbers(waiting),
        nameless=[each for each in found if not each.recipient.name],
        differing=[each for each in waiting if each.differs],
        printed_small=printed_small,
    )


def _asked() -> certificate_lists.Asked:
    status, place = request.args.get("tinh-trang", ""), request.args.get("thon", "")
    return certificate_lists.Asked(
        CertificateStatus(status) if status in set(CertificateStatus) else None,
        place.lower() if is_uuid(place) else "",
        request.args.get("tim", "")[:100],
    )


@bp.post("/cap-so")
@requires(Permission.ISSUE_CERTIFICATES)
def issue() -> ResponseReturnValue:
    """Parts of 100, each in a transaction of its own: safe to press again after a break."""
    viewer, asked = current_viewer(), request.form.get("quyet-dinh", "").lower()
    decision = decisions.get(viewer, asked) if asked else None
    chosen = certificates_due.of_decision(viewer, decision.id) if decision else None
    made = _issue_in_parts(chosen)
    left = len(certificates_due.of_decision(viewer, asked)) if asked else certificates.waiting_count(viewer)
    of = f", Quyết định {decision.number}" if decision else ""
    flash(f"Đã cấp số {made} giấy{of}." if made else "Không còn ai cấp số được.")
    if left:
        flash(f"Còn {left} hồ sơ thiếu tên, chưa cấp số. Ghi tên rồi cấp sau.", "warning")
    return redirect(url_for(".before_issue" if left else ".index"), 303)


def _issue_in_parts(chosen: list[str] | None) -> int:
    """How many got a number; None: all that wait."""
    made, loopback = 0, current_app.config["SETTINGS"].base_url_is_loopback
    while True:
        with transaction():
            part = certificates.issue(by=current_viewer(), loopback=loopback, recognition_ids=chosen)
        if not part:
            return made
        made += len(part)


@bp.get("/<uuid:certificate_id>/")
@requires(Permission.ISSUE_CERTIFICATES)
def show(certificate_id: UUID) -> ResponseReturnValue:
    paper = certificates.get(current_viewer(), str(certificate_id))
    return show_page(paper)


@bp.get("/<uuid:certificate_id>/giay.pdf")
@requires(Permission.ISSUE_CERTIFICATES)
def print_one(certificate_id: UUID) -> ResponseReturnValue:
    """A look at the paper, until a sheet of it is printed: then another one needs a reason."""
    viewer = current_viewer()
    paper = certificates.get(viewer, str(certificate_id))
    if paper.status is not CertificateStatus.ISSUED:
        abort(409)
    copies = print_parts.copies_of(viewer, [paper.id]).get(paper.id, [])
    if any(copy.printed_at for copy in copies):
        flash("Giấy này đã in. Muốn in thêm thì ghi lý do rồi bấm In lại.", "warning")
        return redirect(url_for(".show", certificate_id=paper.id, _anchor="in-giay"), 303)
    content = io.BytesIO(printing.pdf_of(paper))
    name = f"giay-{paper.serial}.pdf"
    return send_file(content, mimetype="application/pdf", download_name=name, max_age=0)


@bp.post("/<uuid:certificate_id>/da-in")
@requires(Permission.ISSUE_CERTIFICATES)
def mark_one_printed(certificate_id: UUID) -> ResponseReturnValue:
    """The sheet that was looked at went to the printer."""
    with transaction():
        single_sheets.mark_printed(by=current_viewer(), certificate_id=str(certificate_id))
    flash("Đã ghi: tờ này in rồi.")
    return redirect(url_for(".show", certificate_id=certificate_id, _anchor="in-giay"), 303)


@bp.get("/<uuid:certificate_id>/in-thu.pdf")
@requires(Permission.ISSUE_CERTIFICATES)
def print_trial(certificate_id: UUID) -> ResponseReturnValue:
    """One sheet marked as a trial, to see paper and printer: it counts as no copy."""
    viewer = current_viewer()
    paper = certificates.get(viewer, str(certificate_id))
    drawn = designs.drawn(paper.commune_id, paper.design_id)
    content = io.BytesIO(trial_pdf(drawn, fields_from_json(paper.frozen)))
    return send_file(content, mimetype="application/pdf", download_name="in-thu.pdf", max_age=0)


def show_page(paper: Certificate, form: RevokeForm | AgainForm | None = None) -> ResponseReturnValue:
    """A certificate's page, with whichever of its forms was just refused."""
    viewer = current_viewer()
    rules = communes.settings_of(viewer.commune_id or "").papers
    revoke = form if isinstance(form, RevokeForm) else RevokeForm(formdata=None).offer(rules)
    again = form if isinstance(form, AgainForm) else AgainForm(formdata=None)
    page = render_template(
        "certificates/show.html",
        paper=paper,
        standing=standing_of(paper, today()),
        newer=newest_of(paper),
        editions=certificate_life.editions(viewer, paper),
        copies=print_parts.copies_of(viewer, [paper.id]).get(paper.id, []),
        steps=handing_out.steps_of(viewer, paper),
        waits_again=certificate_life.waits_again(paper),
        revoke=revoke,
        again=again,
        verify_url=printing.verify_url(paper.token),
        signing=signed_files.of_certificate(viewer, paper.id),
    )
    return page, form.status if form else 200
