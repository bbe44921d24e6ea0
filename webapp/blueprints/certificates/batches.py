"""Print batches: choose, follow the progress, open the parts, say what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.certificates.forms import ReasonForm
from webapp.blueprints.certificates.routes import bp
from webapp.models.job import Job, JobState
from webapp.models.print_batch import PartState, PrintBatch
from webapp.rules.events import is_uuid
from webapp.rules.print_batches import progress_words
from webapp.services import certificate_lists, ended_sheets, print_batches, print_parts
from webapp.services import jobs as job_rows
from webapp.services.access import Permission
from webapp.services.ended_sheets import Ended
from webapp.services.errors import Refused
from webapp.services.print_batches import Choice
from webapp.web import print_job, printing
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.fragments import render
from webapp.web.moments import received_now
from webapp.web.transaction import transaction

STOP_POLLING = 286
MADE_AT_ONCE = 40  # so few sheets are made while the clerk waits
MOST_NAMED = 8
ALL = Choice("Tất cả giấy chưa in")


@bp.get("/in/")
@requires(Permission.ISSUE_CERTIFICATES)
def choose_print() -> ResponseReturnValue:
    """All that waits for the printer, and the same by hamlet and by decision."""
    viewer = current_viewer()
    return render_template(
        "certificates/choose.html",
        everything=print_batches.count(viewer, ALL),
        hamlets=certificate_lists.unprinted_by_hamlet(viewer),
        decisions=certificate_lists.unprinted_by_decision(viewer),
        batches=print_batches.recent(viewer, 30),
        sample=certificate_lists.first_unprinted(viewer),
    )


@bp.post("/in")
@requires(Permission.ISSUE_CERTIFICATES)
def print_many() -> ResponseReturnValue:
    """The ticked certificates, a hamlet's, a decision's, or all that no batch holds yet."""
    choice, form = _choice(), ReasonForm()
    try:
        with transaction():
            batch = print_batches.create(by=current_viewer(), choice=choice, reason=form.reason.data or "")
    except Refused as refused:
        if refused.field != "reason":
            flash(refused.message, "error")
            return redirect(url_for(".index"), 303)
        if "reason" in request.form:
            form.refuse(refused)
        page = render_template("certificates/again.html", form=form, choice=choice, said=refused.message)
        return page, 422
    return _make(batch)


@bp.get("/lan-in/<uuid:print_id>")
@requires(Permission.ISSUE_CERTIFICATES)
def show_batch(print_id: UUID) -> ResponseReturnValue:
    batch = print_batches.get(current_viewer(), str(print_id))
    job = job_rows.get(current_viewer(), batch.job_id)
    over = job.ended_at is not None
    parts = print_batches.parts(batch)
    ended = ended_sheets.of_batch(batch) if over else {}
    response = render(
        "certificates/batch.html",
        "certificates/_batch.html",
        batch=batch,
        job=job,
        over=over,
        parts=parts,
        pages=sum(part.page_count for part in parts),
        left="" if over else _progress(batch, job),
        ended=ended,
        all_ended=[each for some in ended.values() for each in some],
        problems=print_batches.problems(batch),
        whole=job.file_name if all(part.state is not PartState.WAITING for part in parts) else None,
        unprinted=any(part.state is PartState.MADE and part.page_count for part in parts),
        sample=print_parts.sample_of(parts),
        sheets=printing.sheets_of(batch.commune_id, parts),
        cut=_is_cut(batch),
        form=ReasonForm(formdata=None),
    )
    if over and request.headers.get("HX-Trigger") == "lan-in":
        response.status_code = STOP_POLLING
    return response


@bp.get("/lan-in/<uuid:print_id>/<name>")
@requires(Permission.ISSUE_CERTIFICATES)
def download(print_id: UUID, name: str) -> ResponseReturnValue:
    """A part's file, or the joined one, as long as it is kept; not a file that holds an ended paper."""
    batch = print_batches.get(current_viewer(), str(print_id))
    job = job_rows.get(current_viewer(), batch.job_id)
    folder = printing.folder_of(job)
    held = {print_job.part_file(folder, part).name: [part] for part in print_batches.parts(batch)}
    held[printing.WHOLE_FILE] = [part for parts in held.values() for part in parts]
    if name not in held or batch.cancelled_at is not None or not (folder / name).is_file():
        abort(404)
    if any(part.id in ended_sheets.of_batch(batch) for part in held[name]):
        flash("Có giấy đã hết hiệu lực sau khi tạo tệp. Bấm Tạo lại tệp để không in nhầm.", "warning")
        return redirect(url_for(".show_batch", print_id=batch.id), 303)
    return send_file(folder / name, mimetype="application/pdf", download_name=name, max_age=0)


@bp.post("/lan-in/<uuid:print_id>/da-in")
@requires(Permission.ISSUE_CERTIFICATES)
def mark_all_printed(print_id: UUID) -> ResponseReturnValue:
    batch = print_batches.get(current_viewer(), str(print_id))
    ended = [each for some in ended_sheets.of_batch(batch).values() for each in some]
    with transaction():
        ids = [part.id for part in print_batches.parts(batch) if part.state is PartState.MADE]
        sheets = print_batches.mark_printed(by=current_viewer(), part_ids=ids)
    if sheets or not ended:
        flash(f"Đã ghi: in xong {sheets} {'giấy' if _is_cut(batch) else 'tờ'}.")
    _say_ended(ended, sheets)
    return redirect(url_for(".show_batch", print_id=print_id), 303)


@bp.post("/phan-in/<uuid:part_id>/da-in")
@requires(Permission.ISSUE_CERTIFICATES)
def mark_printed(part_id: UUID) -> ResponseReturnValue:
    part = print_batches.get_part(current_viewer(), str(part_id))
    ended = ended_sheets.of_batch(print_batches.get(current_viewer(), part.batch_id)).get(part.id, [])
    with transaction():
        sheets = print_batches.mark_printed(by=current_viewer(), part_ids=[part.id])
    _say_ended(ended, sheets)
    return _back_to_batch(part_id)


@bp.post("/phan-in/<uuid:part_id>/chua-in")
@requires(Permission.ISSUE_CERTIFICATES)
def unmark_printed(part_id: UUID) -> ResponseReturnValue:
    with transaction():
        print_batches.unmark_printed(by=current_viewer(), part_id=str(part_id))
    return _back_to_batch(part_id)


@bp.post("/phan-in/<uuid:part_id>/in-lai")
@requires(Permission.ISSUE_CERTIFICATES)
def print_part_again(part_id: UUID) -> ResponseReturnValue:
    """A batch of its own, each sheet with its next copy number."""
    part = print_batches.get_part(current_viewer(), str(part_id))
    form = ReasonForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            batch = print_batches.print_again(by=current_viewer(), part_id=part.id, reason=form.reason.data)
        if not form.errors:
            return _make(batch)
    choice = Choice(f"In lại {part.label}", ids=[each[0] for each in part.papers])
    return render_template("certificates/again.html", form=form, choice=choice, said=""), form.status


@bp.post("/lan-in/<uuid:print_id>/tao-lai")
@requires(Permission.ISSUE_CERTIFICATES)
def remake(print_id: UUID) -> ResponseReturnValue:
    batch = print_batches.get(current_viewer(), str(print_id))
    ended = [each for some in ended_sheets.of_batch(batch).values() for each in some]
    with transaction():
        print_batches.remake(by=current_viewer(), batch_id=batch.id)
    flash("Tệp được tạo lại." + (f" Bỏ {_named(ended)}. Tờ đã in vẫn ghi là đã in." if ended else ""))
    return _make(batch)


@bp.post("/lan-in/<uuid:print_id>/bo")
@requires(Permission.ISSUE_CERTIFICATES)
def cancel(print_id: UUID) -> ResponseReturnValue:
    """Asked about once more: the files are gone at once."""
    if request.form.get("chac") != "1":
        batch = print_batches.get(current_viewer(), str(print_id))
        job = job_rows.get(current_viewer(), batch.job_id)
        return render_template("certificates/batch_sure.html", batch=batch, job=job)
    with transaction():
        batch = print_batches.cancel(by=current_viewer(), batch_id=str(print_id))
    printing.delete_files(job_rows.get(current_viewer(), batch.job_id))
    flash(f"Đã bỏ lượt in “{batch.name}”. Các giấy này lại chờ in.")
    return redirect(url_for(".index"), 303)


def _choice() -> Choice:
    sent = request.form
    if is_uuid(sent.get("hamlet_id", "")):
        return Choice(sent.get("name", "")[:200] or "Một thôn", hamlet_id=sent["hamlet_id"].lower())
    if is_uuid(sent.get("decision_id", "")):
        return Choice(sent.get("name", "")[:200] or "Một quyết định", decision_id=sent["decision_id"].lower())
    if sent.get("tat-ca") == "1":
        return ALL
    chosen = chosen_ids("certificate_ids")
    return Choice(f"{len(chosen)} giấy đã chọn", ids=chosen)


def _make(batch: PrintBatch) -> ResponseReturnValue:
    """Few sheets are made at once; many by the worker, while the page shows how far it is."""
    job = job_rows.get(current_viewer(), batch.job_id)
    if job.total_count <= MADE_AT_ONCE:
        jobs.run_job(job.id)
    else:
        jobs.tell(job.id)
    return redirect(url_for(".show_batch", print_id=batch.id), 303)


def _is_cut(batch: PrintBatch) -> bool:
    """Whether two certificates share a sheet: then there are more of them than sheets."""
    designs = print_parts.designs_of(print_batches.parts(batch))
    return printing.two_on_a_sheet(batch.commune_id, designs.values())


def _progress(batch: PrintBatch, job: Job) -> str:
    """What is happening now and, as soon as it can be told, how long it still takes."""
    if batch.started_at is None or job.state is JobState.WAITING:
        return "Đang chờ máy chủ nhận việc…"
    seconds, before = (received_now() - batch.started_at).total_seconds(), batch.started_count
    return progress_words(made=job.done_count - before, wanted=job.total_count - before, seconds=seconds)


def _say_ended(ended: Sequence[Ended], sheets: int) -> None:
    """Whom "đã in" doesn't count, with what to do."""
    if ended and not sheets:
        flash(f"Chưa ghi là đã in: {_named(ended)}. Bấm Tạo lại tệp.", "error")
    elif ended:
        flash(f"Không tính {_named(ended)}. Tờ nào lỡ in thì hủy tờ đó.", "warning")


def _named(ended: Sequence[Ended]) -> str:
    names = ", ".join(each.name for each in ended[:MOST_NAMED])
    more = f" và {len(ended) - MOST_NAMED} giấy nữa" if len(ended) > MOST_NAMED else ""
    return f"{len(ended)} giấy đã hết hiệu lực: {names}{more}"


def _back_to_batch(part_id: UUID) -> ResponseReturnValue:
    part = print_batches.get_part(current_viewer(), str(part_id))
    anchor = f"phan-{part.position}"
    return redirect(url_for(".show_batch", print_id=part.batch_id, _anchor=anchor), 303)
