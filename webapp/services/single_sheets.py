"""A sheet that went to the printer from its certificate's own page, without a batch being made for it."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models.base import db, now
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.job import Job, JobState
from webapp.models.print_batch import PartState, PrintCopy, PrintPart
from webapp.services import audit, certificates, print_batches
from webapp.services.access import Viewer
from webapp.services.errors import Conflict
from webapp.services.print_batches import Choice


def mark_printed(*, by: Viewer, certificate_id: str) -> PrintCopy:
    """Say that a sheet of this certificate lies on paper: the copy that waits for it, else its first.

    Raises Conflict where it ended or was printed before: another sheet needs a reason.
    """
    paper = certificates.get(by, certificate_id, lock=True)
    if paper.status is not CertificateStatus.ISSUED:
        raise Conflict("Giấy này đã hết hiệu lực nên không ghi là đã in.")
    copies = db.session.scalars(
        select(PrintCopy).where(PrintCopy.certificate_id == paper.id).order_by(PrintCopy.copy)
    ).all()
    if any(copy.printed_at for copy in copies):
        raise Conflict("Giấy này đã ghi là đã in rồi. Muốn in thêm thì bấm In lại và ghi lý do.")
    copy = copies[-1] if copies else _first_copy(by, paper)
    copy.printed_at, copy.printed_by = now(), by.user_id
    audit.record(
        by=by, action="print.printed", noun="certificate", noun_id=paper.id,
        changes={"number": paper.number, "copy": copy.copy},
    )  # fmt: skip
    _close_part(db.session.get_one(PrintPart, copy.part_id), copy)
    return copy


def _first_copy(by: Viewer, paper: Certificate) -> PrintCopy:
    """A batch of one sheet whose work is done: no file is made for it."""
    batch = print_batches.create(by=by, choice=Choice(f"Giấy {paper.number}, in riêng", ids=[paper.id]))
    [part] = print_batches.parts(batch)
    part.state, part.page_count, part.made_at = PartState.MADE, 1, now()
    job = db.session.get_one(Job, batch.job_id)
    job.state, job.done_count, job.ended_at = JobState.DONE, 1, now()
    db.session.flush()
    return db.session.scalars(select(PrintCopy).where(PrintCopy.part_id == part.id)).one()


def _close_part(part: PrintPart, copy: PrintCopy) -> None:
    """A part of this sheet alone is printed with it."""
    if len(part.papers) == 1 and part.state is PartState.MADE:
        part.state, part.printed_at, part.printed_by = PartState.PRINTED, copy.printed_at, copy.printed_by
