"""Putting files on the list of what waits for a signature."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.signing.forms import PaperForm
from webapp.blueprints.signing.routes import bp
from webapp.models.job import JobState
from webapp.services import print_batches, signed_files, signing_runs
from webapp.services.access import Permission
from webapp.services.errors import Refused
from webapp.services.signed_files import Made
from webapp.web import long_papers, signing_papers, signing_sources
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.transaction import transaction

MADE_AT_ONCE = 20
SHOWN = 100
UNNUMBERED = (
    "Văn bản này chưa có số, ngày. Muốn tệp ký số có sẵn số, ngày thì ghi ở bước của văn bản trước, "
    "rồi bấm Ký số lại."
)


@bp.route("/them", methods=["GET", "POST"])
@requires(Permission.SIGN_FILES)
def add() -> ResponseReturnValue:
    """Certificates, print batches, papers of the site, and a form for what is brought as PDF."""
    viewer, form = current_viewer(), PaperForm()
    if form.validate_on_submit():
        with form.catching_refusals():
            made = signing_sources.brought_file(form.file.data.read(), form.title.data)
            return _take(made)
    papers, offered = signing_runs.certificates_left(viewer), signing_papers.offered(viewer)
    done = [each for each in print_batches.recent(viewer) if each[1].state is JobState.DONE]
    page = render_template(
        "signing/add.html",
        form=form,
        papers=papers[:SHOWN],
        total=len(papers),
        batches=[batch for batch, _job in done if batch.cancelled_at is None],
        offered=offered,
        signing=signed_files.of_sources(
            viewer, [each.source for group in offered.values() for each in group]
        ),
    )
    return page, form.status


@bp.post("/them/giay")
@requires(Permission.SIGN_FILES)
def add_certificates() -> ResponseReturnValue:
    """Each certificate becomes a file of its own: a few at once, many by the worker."""
    everything = request.form.get("tat-ca") == "1"
    return _take_certificates(None if everything else chosen_ids("certificate_ids"))


@bp.post("/them/luot-in/<uuid:print_id>/tung-giay")
@requires(Permission.SIGN_FILES)
def add_batch_certificates(print_id: UUID) -> ResponseReturnValue:
    """The certificates of a print batch, each as a file with a stamp of its own."""
    return _take_certificates(signing_runs.batch_certificates(current_viewer(), str(print_id)))


def _take_certificates(ids: list[str] | None) -> ResponseReturnValue:
    """These certificates, or all that are left."""
    papers = signing_runs.certificates_left(current_viewer(), ids)
    if not papers:
        flash("Không có giấy nào để thêm: giấy hết giá trị, hoặc đã có trong danh sách.", "error")
        return redirect(url_for(".add"), 303)
    with transaction():
        job = signing_runs.prepare(by=current_viewer(), certificate_ids=[paper.id for paper in papers])
    if len(papers) > MADE_AT_ONCE:
        return _later(job.id)
    jobs.run_job(job.id)
    flash(f"Đã đưa {len(papers)} giấy vào danh sách chờ ký.")
    return redirect(url_for(".index"), 303)


def _later(job_id: str) -> ResponseReturnValue:
    jobs.tell(job_id)
    return redirect(url_for(".show_run", job_id=job_id), 303)


@bp.post("/them/van-ban")
@requires(Permission.SIGN_FILES)
def add_paper() -> ResponseReturnValue:
    """A paper of the site by its source; a long one is laid out by the worker."""
    viewer = current_viewer()
    written = signing_papers.write(viewer, request.form.get("source", ""))
    known = signed_files.of_sources(viewer, [written.source]).get(written.source)
    if known is not None and known.source == written.kept_as:
        flash("Văn bản này đã có trong Ký số, chưa có gì đổi.", "warning")
        return redirect(url_for(".show", signing_id=known.id), 303)
    with transaction():
        job = signing_runs.prepare_paper(by=viewer, source=written.source)
    if written.unnumbered:
        flash(UNNUMBERED, "warning")
    if written.composed.rows > long_papers.AT_ONCE:
        return _later(job.id)
    jobs.run_job(job.id)
    file = signed_files.waiting_of(viewer, written.source)
    if file is None:  # made before and signed since, or not made: the run's page says which
        return redirect(url_for(".show_run", job_id=job.id), 303)
    return redirect(url_for(".show", signing_id=file.id), 303)


@bp.post("/them/luot-in/<uuid:print_id>")
@requires(Permission.SIGN_FILES)
def add_batch(print_id: UUID) -> ResponseReturnValue:
    """The joined file of a print batch: one signature for all of it."""
    try:
        return _take(signing_sources.batch_file(current_viewer(), str(print_id)))
    except Refused as refused:
        flash(refused.message, "error")
        return redirect(url_for(".add"), 303)


@bp.post("/them/phan-in/<uuid:part_id>")
@requires(Permission.SIGN_FILES)
def add_part(part_id: UUID) -> ResponseReturnValue:
    """One part of a print batch."""
    try:
        return _take(signing_sources.part_file(current_viewer(), str(part_id)))
    except Refused as refused:
        flash(refused.message, "error")
        return redirect(url_for(".add"), 303)


def _take(made: Made) -> ResponseReturnValue:
    with transaction():
        added = signed_files.add(by=current_viewer(), made=[made])
    flash(
        f"Đã đưa “{made.title}” vào danh sách chờ ký." if added else "Tệp này đã có trong danh sách.",
        "message" if added else "warning",
    )
    return redirect(url_for(".index"), 303)
