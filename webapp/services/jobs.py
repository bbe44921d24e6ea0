"""Jobs: rows written in the domain's transaction; a second run goes on where the first was killed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from webapp.models.base import db, now, own_transaction
from webapp.models.job import Job, JobState
from webapp.services.access import Viewer
from webapp.services.errors import NotFound

# A running job that has not been heard of for this long was killed.
SILENT = timedelta(seconds=30)
KEEP_FILES = timedelta(days=7)


def add(*, by: Viewer, kind: str, arguments: dict[str, Any], total: int) -> Job:
    job = Job(commune_id=by.commune_id, kind=kind, arguments=arguments, total_count=total, made_by=by.user_id)
    db.session.add(job)
    db.session.flush()
    return job


def get(viewer: Viewer, job_id: str) -> Job:
    job = db.session.scalar(select(Job).where(Job.commune_id == viewer.commune_id, Job.id == job_id))
    if job is None:
        raise NotFound
    return job


def claim(job_id: str) -> Job | None:
    """Take a waiting job, or one whose worker went silent; None when someone else has it."""
    moment = now()
    with own_transaction() as session:
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, _open(moment))
            .values(state=JobState.RUNNING, beat_at=moment)
            .returning(Job.id)
        ).scalar()
        return session.get(Job, job_id) if taken else None


def waiting() -> Sequence[str]:
    """The jobs that a sweep should wake: waiting, or silent since long."""
    return db.session.scalars(select(Job.id).where(_open(now())).order_by(Job.made_at)).all()


def beat(job_id: str, done: int) -> None:
    """Say that the job lives and how far it is."""
    _set(job_id, done_count=done, beat_at=now())


def finish(job_id: str, file_name: str) -> None:
    _set(job_id, state=JobState.DONE, file_name=file_name, ended_at=now())


def fail(job_id: str, problem: str) -> None:
    """`problem` is a sentence for the page."""
    _set(job_id, state=JobState.FAILED, problem=problem, ended_at=now())


def keep(job_id: str, until: datetime) -> None:
    """How long a job's files are kept, where it isn't the usual time."""
    _set(job_id, keep_until=until)


def reopen(job_id: str) -> None:
    """Let an ended job run again, in the transaction of what it shall do anew."""
    again = {"done_count": 0, "file_name": None, "problem": None, "ended_at": None, "keep_until": None}
    db.session.execute(update(Job).where(Job.id == job_id).values(state=JobState.WAITING, **again))


def cancel(job_id: str, problem: str) -> None:
    """End a job that nobody wants any more, in the transaction of that decision."""
    ended = {"state": JobState.FAILED, "problem": problem, "file_name": None, "ended_at": now()}
    db.session.execute(update(Job).where(Job.id == job_id).values(**ended))


def expired() -> Sequence[Job]:
    """Finished jobs whose files are older than they are kept."""
    moment = now()
    over = func.coalesce(Job.keep_until < moment, Job.ended_at < moment - KEEP_FILES)
    return db.session.scalars(select(Job).where(Job.file_name.is_not(None), over)).all()


def forget_file(job_id: str) -> None:
    _set(job_id, file_name=None)


def _open(moment: datetime) -> Any:
    silent = (Job.state == JobState.RUNNING) & (Job.beat_at < moment - SILENT)
    return or_(Job.state == JobState.WAITING, silent)


def _set(job_id: str, **values: Any) -> None:
    with own_transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))
