"""Print batches: which certificates, in which parts, printed by whom, and each sheet's copy number.

The rows are the truth: a part is waiting, made (its file lies there) or printed. Printing never changes a
certificate, and what was frozen at issue is what is printed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from webapp.models.base import db, new_id, now
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.inserting import insert_all
from webapp.models.job import Job, JobState
from webapp.models.print_batch import PartState, PrintBatch, PrintCopy, PrintPart, PrintProblem
from webapp.models.recognition import Recognition
from webapp.rules.print_batches import in_parts
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, designs, jobs
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused

KIND = "certificates.print"
AT_ONCE = 500
NOTHING = "Chọn ít nhất một giấy còn giá trị để in."


@dataclass(frozen=True)
class Choice:
    """Whose certificates to print: all of the commune, or those that meet every condition given.

    Without `ids`, those that were put into a batch before are left out.
    """

    name: str
    ids: Collection[str] | None = None
    hamlet_id: str | None = None
    decision_id: str | None = None


@dataclass(frozen=True)
class _Sheet:
    id: str
    title_id: str
    look: str  # the design that it is drawn in; a part has one
    copy: int

    @property
    def kind(self) -> tuple[str, str]:
        return self.title_id, self.look


def condition(viewer: Viewer, choice: Choice) -> list[ColumnElement[bool]]:
    """What the certificates of a choice meet; only valid ones are printed."""
    found: list[ColumnElement[bool]] = [
        Certificate.commune_id == viewer.commune_id,
        Certificate.status == CertificateStatus.ISSUED,
    ]
    if choice.hamlet_id is not None:
        found.append(Certificate.hamlet_id == choice.hamlet_id)
    if choice.decision_id is not None:
        decided = select(Recognition.id).where(Recognition.decision_id == choice.decision_id)
        found.append(Certificate.recognition_id.in_(decided))
    if choice.ids is None:
        found.append(~_has_copy())
    return found


def count(viewer: Viewer, choice: Choice) -> int:
    """How many sheets a batch of this choice would have."""
    return db.session.scalar(select(func.count(Certificate.id)).where(*condition(viewer, choice))) or 0


def create(*, by: Viewer, choice: Choice, reason: str = "") -> PrintBatch:
    """A batch with its parts, copies and job; tell the queue after the commit.

    Raises Refused for an empty choice, and at `reason` when a sheet is printed again without one.
    """
    reason = clean_text(reason)
    sheets = _sheets(by, choice)
    if not sheets:
        raise Refused(NOTHING, "certificate_ids")
    again = sum(sheet.copy > 1 for sheet in sheets)
    if again and not reason:
        raise Refused(f"{again} giấy đã đưa vào lượt in trước. Ghi lý do in lại.", "reason")
    job = jobs.add(by=by, kind=KIND, arguments={}, total=len(sheets))
    batch = PrintBatch(
        commune_id=by.commune_id, job_id=job.id, name=clean_text(choice.name), made_by=by.user_id,
        reason=reason if again else None,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    _add_parts(batch, sheets, reason)
    audit.record(
        by=by, action="print.create", noun="print_batch", noun_id=batch.id,
        changes={"name": batch.name, "sheets": len(sheets), "again": again, "reason": batch.reason},
    )  # fmt: skip
    return batch


def print_again(*, by: Viewer, part_id: str, reason: str) -> PrintBatch:
    """A new batch of one part's certificates, each with its next copy number. Raises Refused at `reason`."""
    part = get_part(by, part_id)
    name = f"In lại {part.label}"
    return create(by=by, choice=Choice(name, ids=[each[0] for each in part.papers]), reason=reason)


def mark_printed(*, by: Viewer, part_ids: Collection[str]) -> int:
    """Say that these parts lie on paper; returns how many sheets. A second press changes nothing.

    A sheet whose certificate ended since its file was made isn't counted, nor a part of nothing else.
    """
    parts = [part for part in _parts_of(by, part_ids, lock=True) if part.state is PartState.MADE]
    moment, total = now(), 0
    for part in parts:
        sheets = _mark_copies(part, moment, by.user_id)
        if part.page_count and not sheets:
            continue
        part.state, part.printed_at, part.printed_by = PartState.PRINTED, moment, by.user_id
        total += sheets
        audit.record(
            by=by, action="print.printed", noun="print_part", noun_id=part.id,
            changes={"part": part.position, "sheets": sheets},
        )  # fmt: skip
    db.session.flush()
    return total


def unmark_printed(*, by: Viewer, part_id: str) -> PrintPart:
    """Take "đã in" back, pressed by mistake."""
    [part] = _parts_of(by, [part_id], lock=True)
    if part.state is not PartState.PRINTED:
        raise Conflict("Phần này chưa được đánh dấu đã in.")
    part.state, part.printed_at, part.printed_by = PartState.MADE, None, None
    _mark_copies(part, None, None)
    audit.record(
        by=by, action="print.not-printed", noun="print_part", noun_id=part.id, changes={"part": part.position}
    )
    return part


def remake(*, by: Viewer, batch_id: str) -> PrintBatch:
    """Make a batch's files again: a certificate ended meanwhile, or the files were out of date.

    What was printed stays so; its file is only made again where it is gone or holds an ended certificate.
    """
    batch = get(by, batch_id)
    _open_for_change(batch)
    db.session.execute(
        update(PrintPart)
        .where(PrintPart.batch_id == batch.id, PrintPart.state == PartState.MADE)
        .values(state=PartState.WAITING, page_count=0, made_at=None)
    )
    jobs.reopen(batch.job_id)
    return batch


def cancel(*, by: Viewer, batch_id: str) -> PrintBatch:
    """Give a batch up before anything of it is printed; its copy numbers are free again."""
    batch = get(by, batch_id)
    _open_for_change(batch)
    if any(part.state is PartState.PRINTED for part in parts(batch)):
        raise Conflict("Lượt này đã in một phần, không bỏ được nữa.")
    mine = select(PrintPart.id).where(PrintPart.batch_id == batch.id)
    db.session.execute(delete(PrintCopy).where(PrintCopy.part_id.in_(mine)))
    batch.cancelled_at, batch.cancelled_by = now(), by.user_id
    jobs.cancel(batch.job_id, "Đã bỏ lượt in này.")
    audit.record(by=by, action="print.cancel", noun="print_batch", noun_id=batch.id, changes={})
    return batch


def get(viewer: Viewer, batch_id: str) -> PrintBatch:
    found = db.session.scalar(
        select(PrintBatch).where(PrintBatch.commune_id == viewer.commune_id, PrintBatch.id == batch_id)
    )
    if found is None:
        raise NotFound
    return found


def get_part(viewer: Viewer, part_id: str) -> PrintPart:
    return _parts_of(viewer, [part_id])[0]


def parts(batch: PrintBatch) -> Sequence[PrintPart]:
    return db.session.scalars(
        select(PrintPart).where(PrintPart.batch_id == batch.id).order_by(PrintPart.position)
    ).all()


def problems(batch: PrintBatch) -> Sequence[PrintProblem]:
    """Whom the batch had to leave out."""
    return db.session.scalars(
        select(PrintProblem).where(PrintProblem.batch_id == batch.id).order_by(PrintProblem.id)
    ).all()


def recent(viewer: Viewer, most: int = 10) -> Sequence[tuple[PrintBatch, Job]]:
    """The last batches that were not given up, with their jobs."""
    rows = db.session.execute(
        select(PrintBatch, Job)
        .join(Job, Job.id == PrintBatch.job_id)
        .where(PrintBatch.commune_id == viewer.commune_id, PrintBatch.cancelled_at.is_(None))
        .order_by(PrintBatch.made_at.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def _has_copy() -> ColumnElement[bool]:
    return exists().where(PrintCopy.certificate_id == Certificate.id)


def _sheets(by: Viewer, choice: Choice) -> list[_Sheet]:
    """By title and look, then as handed out; locked, so that two clerks don't take one copy number."""
    query = select(
        Certificate.id, Certificate.title_id, Certificate.design_id,
        Certificate.hamlet_sort, Certificate.name_sort, Certificate.serial,
    ).where(*condition(by, choice)).with_for_update()  # fmt: skip
    groups = [[]] if choice.ids is None else [[Certificate.id.in_(some)] for some in _some(list(choice.ids))]
    rows = [row for chosen in groups for row in db.session.execute(query.where(*chosen))]
    last = {} if choice.ids is None else _last_copies([row.id for row in rows])
    rows.sort(key=lambda row: (row.hamlet_sort, row.name_sort, row.serial))
    looks = {None: ""} | designs.same_looks(by.commune_id)
    sheets = [_Sheet(row.id, row.title_id, looks[row.design_id], last.get(row.id, 0) + 1) for row in rows]
    return sorted(sheets, key=lambda sheet: sheet.kind)


def _last_copies(ids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _some(ids):
        query = select(PrintCopy.certificate_id, func.max(PrintCopy.copy)).group_by(PrintCopy.certificate_id)
        rows = db.session.execute(query.where(PrintCopy.certificate_id.in_(some)))
        found |= {row[0]: row[1] for row in rows}
    return found


def _add_parts(batch: PrintBatch, sheets: Sequence[_Sheet], reason: str) -> None:
    cut = in_parts(sheets)
    places = _places([sheet.id for part in cut for sheet in (part[0], part[-1])])
    for position, some in enumerate(cut, start=1):
        part = PrintPart(
            id=new_id(), commune_id=batch.commune_id, batch_id=batch.id, title_id=some[0].title_id,
            position=position, papers=[[sheet.id, sheet.copy] for sheet in some],
            label=_label(places[some[0].id], places[some[-1].id]),
        )  # fmt: skip
        db.session.add(part)
        db.session.flush()
        rows = [
            {"certificate_id": sheet.id, "copy": sheet.copy, "commune_id": batch.commune_id,
             "part_id": part.id, "reason": reason if sheet.copy > 1 else None,
             "printed_at": None, "printed_by": None}
            for sheet in some
        ]  # fmt: skip
        db.session.execute(insert_all(PrintCopy), rows)


def _places(ids: Collection[str]) -> dict[str, str]:
    rows = [db.session.execute(select(Certificate.id, Certificate.frozen).where(Certificate.id.in_(some)))
            for some in _some(list(ids))]  # fmt: skip
    return {row.id: row.frozen["address"].split(",")[0] for some in rows for row in some}


def _label(first: str, last: str) -> str:
    return first if first == last else f"{first} đến {last}"


def _some(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]


def _parts_of(viewer: Viewer, part_ids: Collection[str], *, lock: bool = False) -> Sequence[PrintPart]:
    query = select(PrintPart).where(PrintPart.commune_id == viewer.commune_id, PrintPart.id.in_(part_ids))
    found = db.session.scalars(query.with_for_update() if lock else query).all()
    if len(found) != len(set(part_ids)):
        raise NotFound
    return found


def _mark_copies(part: PrintPart, at: datetime | None, user_id: str | None) -> int:
    """Returns how many sheets it said so of; an ended certificate's is never said to be printed now."""
    which = [PrintCopy.part_id == part.id]
    if at is not None:
        valid = select(Certificate.id).where(Certificate.status == CertificateStatus.ISSUED)
        which.append(PrintCopy.certificate_id.in_(valid.where(Certificate.commune_id == part.commune_id)))
    marked = update(PrintCopy).where(*which).values(printed_at=at, printed_by=user_id)
    return len(db.session.execute(marked.returning(PrintCopy.certificate_id)).all())


def _open_for_change(batch: PrintBatch) -> None:
    job = db.session.get_one(Job, batch.job_id)
    if batch.cancelled_at is not None:
        raise Conflict("Lượt in này đã bỏ.")
    if job.state is JobState.RUNNING:
        raise Conflict("Đang tạo tệp. Chờ xong rồi làm tiếp.")
