"""Numbers for what is decided, and paper for what is numbered."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.certificates.forms import RevokeForm
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.rules.events import is_uuid
from webapp.services import certificate_life, certificates
from webapp.services import jobs as job_rows
from webapp.services.access import Permission
from webapp.web import printing
from webapp.web.access import current_viewer, requires
from webapp.web.fragments import render
from webapp.web.transaction import transaction

bp = Blueprint("certificates", __name__, url_prefix="/giay")

STOP_POLLING = 286


@bp.get("/")
@requires(Permission.ISSUE_CERTIFICATES)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    asked = request.args.get("tinh-trang", "")
    status = CertificateStatus(asked) if asked in set(CertificateStatus) else None
    return render_template(
        "certificates/index.html",
        papers=certificates.listed(viewer, status),
        status=status,
        statuses=list(CertificateStatus),
        waiting=certificates.waiting_count(viewer),
        jobs=job_rows.recent(viewer, printing.KIND),
    )


@bp.post("/cap-so")
@requires(Permission.ISSUE_CERTIFICATES)
def issue() -> ResponseReturnValue:
    """Parts of 100, each in a transaction of its own: safe to press again after a break."""
    made = 0
    while True:
        with transaction():
            part = certificates.issue(
                by=current_viewer(), loopback=current_app.config["SETTINGS"].base_url_is_loopback
            )
        made += len(part)
        if not part:
            break
    flash(f"Đã cấp số {made} giấy." if made else "Không còn hộ nào chờ cấp số.")
    return redirect(url_for(".index"), 303)


@bp.post("/in")
@requires(Permission.ISSUE_CERTIFICATES)
def print_many() -> ResponseReturnValue:
    """The chosen certificates, or all valid ones: a few come at once, many become a job."""
    chosen = [each.lower() for each in request.form.getlist("certificate_ids") if is_uuid(each)]
    everything = request.form.get("tat-ca") == "1"
    papers = certificates.printable(current_viewer(), None if everything else chosen)
    if not papers:
        flash("Chọn ít nhất một giấy còn giá trị để in.", "error")
        return redirect(url_for(".index"), 303)
    if len(papers) <= printing.AT_ONCE:
        return _pdf(printing.pdf_of(current_viewer(), papers), "giay-cong-nhan.pdf")
    with transaction():
        job = job_rows.add(
            by=current_viewer(),
            kind=printing.KIND,
            arguments={"certificates": [paper.id for paper in papers]},
            total=len(papers),
        )
    jobs.tell(job.id)
    return redirect(url_for(".show_job", job_id=job.id), 303)


@bp.get("/lan-in/<uuid:job_id>")
@requires(Permission.ISSUE_CERTIFICATES)
def show_job(job_id: UUID) -> ResponseReturnValue:
    job = job_rows.get(current_viewer(), str(job_id))
    over = job.ended_at is not None
    response = render("certificates/job.html", "certificates/_job.html", job=job, over=over)
    if over and request.headers.get("HX-Trigger") == "lan-in":
        response.status_code = STOP_POLLING
    return response


@bp.get("/lan-in/<uuid:job_id>/<name>")
@requires(Permission.ISSUE_CERTIFICATES)
def download(job_id: UUID, name: str) -> ResponseReturnValue:
    job = job_rows.get(current_viewer(), str(job_id))
    file = printing.folder_of(job) / "giay-cong-nhan.pdf"
    if name != file.name or not file.is_file():
        abort(404)
    if len(certificates.of_commune(job.commune_id, job.arguments["certificates"])) < job.total_count:
        flash("Có giấy đã thu hồi sau khi tạo tệp này. Tạo lại tệp để không in nhầm.", "warning")
        return redirect(url_for(".show_job", job_id=job.id), 303)
    return send_file(file, mimetype="application/pdf", as_attachment=False, download_name=name, max_age=0)


@bp.get("/<uuid:certificate_id>/")
@requires(Permission.ISSUE_CERTIFICATES)
def show(certificate_id: UUID) -> ResponseReturnValue:
    return _show(certificates.get(current_viewer(), str(certificate_id)), RevokeForm())


@bp.get("/<uuid:certificate_id>/giay.pdf")
@requires(Permission.ISSUE_CERTIFICATES)
def print_one(certificate_id: UUID) -> ResponseReturnValue:
    paper = certificates.get(current_viewer(), str(certificate_id))
    if paper.status is not CertificateStatus.ISSUED:
        abort(409)
    return _pdf(printing.pdf_of(current_viewer(), [paper]), f"giay-{paper.serial}.pdf")


@bp.post("/<uuid:certificate_id>/thu-hoi")
@requires(Permission.ISSUE_CERTIFICATES)
def revoke(certificate_id: UUID) -> ResponseReturnValue:
    form = RevokeForm()
    paper = certificates.get(current_viewer(), str(certificate_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            certificate_life.revoke(by=current_viewer(), certificate_id=paper.id, reason=form.reason.data)
        if not form.errors:
            flash(f"Đã thu hồi giấy {paper.number}.")
            return redirect(url_for(".show", certificate_id=paper.id), 303)
    return _show(paper, form)


def _show(paper: Certificate, form: RevokeForm) -> ResponseReturnValue:
    url = printing.verify_url(paper.token)
    return render_template("certificates/show.html", paper=paper, form=form, verify_url=url), form.status


def _pdf(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name, max_age=0)
