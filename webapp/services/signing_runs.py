"""Jobs of the signing desk as rows: no key, no password is ever in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from webapp.models.base import db, now
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.job import Job, JobState
from webapp.models.user import User
from webapp.services import jobs, print_batches
from webapp.services.access import Viewer, viewer_of
from webapp.services.progress import today
from webapp.services.signed_files import with_certificates

DESK, PREPARE = "signing.desk", "signing.prepare"
INTERRUPTED = (
    "Lượt ký bị dừng giữa chừng. Tệp nào đã ký thì vẫn giữ. "
    "Khóa không được lưu lại, nên chọn lại tệp khóa để ký các tệp còn chờ."
)


def begin(*, by: Viewer, total: int) -> Job:
    """A run that this very process works on: it never waits for the worker, which has no key."""
    job = jobs.add(by=by, kind=DESK, arguments={}, total=total)
    job.state, job.beat_at = JobState.RUNNING, now()
    db.session.flush()
    return job


def prepare(*, by: Viewer, certificate_ids: Collection[str]) -> Job:
    """Each of these certificates is to become a file that waits for its signature."""
    arguments = {"certificates": list(certificate_ids)}
    return jobs.add(by=by, kind=PREPARE, arguments=arguments, total=len(arguments["certificates"]))


def prepare_paper(*, by: Viewer, source: str) -> Job:
    """A paper of the site is to become a file that waits for its signature."""
    return jobs.add(by=by, kind=PREPARE, arguments={"source": source}, total=1)


def recent(viewer: Viewer) -> Sequence[Job]:
    """The latest runs of both kinds, unfinished ones and those that ended in trouble."""
    return db.session.scalars(
        select(Job)
        .where(
            Job.commune_id == viewer.commune_id,
            Job.kind.in_([DESK, PREPARE]),
            Job.state != JobState.DONE,
        )
        .order_by(Job.made_at.desc())
        .limit(3)
    ).all()


def viewer_behind(job: Job) -> Viewer:
    """Whoever started a job, with the rights of today."""
    return viewer_of(db.session.get_one(User, job.made_by), today())


def batch_certificates(viewer: Viewer, batch_id: str) -> list[str]:
    """The certificates of a print batch. Raises NotFound."""
    parts = print_batches.parts(print_batches.get(viewer, batch_id))
    return [each[0] for part in parts for each in part.papers]


def certificates_left(
    viewer: Viewer, certificate_ids: Collection[str] | None = None
) -> Sequence[Certificate]:
    """Valid certificates (all, or these) that are on the signing list in no file of their own."""
    done = with_certificates(viewer)
    query = select(Certificate).where(
        Certificate.commune_id == viewer.commune_id, Certificate.status == CertificateStatus.ISSUED
    )
    if certificate_ids is not None:
        query = query.where(Certificate.id.in_(certificate_ids))
    order = (Certificate.hamlet_sort, Certificate.name_sort, Certificate.serial)
    return [each for each in db.session.scalars(query.order_by(*order)) if each.id not in done]
