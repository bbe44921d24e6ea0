"""Long papers as jobs: whoever asks waits for the file on a page of their own, and nobody else sees it."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.job import Job, JobState
from webapp.services import jobs
from webapp.services.access import Viewer
from webapp.services.errors import NotFound

KIND = "paper.write"


def begin(*, by: Viewer, fingerprint: str, address: str, name: str) -> Job:
    """`fingerprint` is the paper's content, `address` where it is asked for, `name` its file's name."""
    arguments = {"fingerprint": fingerprint, "address": address, "name": name}
    return jobs.add(by=by, kind=KIND, arguments=arguments, total=100)


def get(viewer: Viewer, job_id: str) -> Job:
    """Of the account that began it. Raises NotFound."""
    job = jobs.get(viewer, job_id)
    if job.kind != KIND or job.made_by != viewer.user_id:
        raise NotFound
    return job


def newest(viewer: Viewer, fingerprint: str) -> Job | None:
    """The viewer's own run of just this content, unless it failed or its file is gone."""
    found = db.session.scalar(
        select(Job)
        .where(
            Job.commune_id == viewer.commune_id,
            Job.kind == KIND,
            Job.made_by == viewer.user_id,
            Job.arguments["fingerprint"].as_string() == fingerprint,
        )
        .order_by(Job.made_at.desc())
        .limit(1)
    )
    if found is None or found.state is JobState.FAILED:
        return None
    return None if found.state is JobState.DONE and not found.file_name else found
