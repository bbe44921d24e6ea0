"""Background work: the queue wakes the worker, the job's row is the truth, a sweep finds what was missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, current_app
from huey import PostgresHuey, SqliteHuey, crontab

from webapp.models.base import writing
from webapp.models.job import Job
from webapp.services import audit, paper_runs, print_batches, signing_runs
from webapp.services import jobs as job_rows
from webapp.web import long_papers, print_job, printing, signing_desk, signing_sources

HANDLERS: dict[str, Callable[[Job], str]] = {
    print_batches.KIND: print_job.make_files,
    paper_runs.KIND: long_papers.make,
    signing_runs.PREPARE: signing_sources.prepare,
    signing_runs.DESK: signing_desk.interrupted,
}
TROUBLE = "Máy chủ gặp trục trặc khi làm việc này. Bấm làm lại; nếu vẫn không được, báo người quản trị."


@dataclass(frozen=True)
class Tasks:
    """The queue of one installation with its tasks."""

    queue: Any
    run: Any


def tell(job_id: str) -> None:
    """Wake the worker for a job whose row is committed; where the queue is away, the sweep comes by."""
    try:
        _tasks().run(job_id)
    except Exception as error:
        current_app.logger.warning("queue is away: %s", type(error).__name__)


def run_job(job_id: str) -> None:
    """Do a job, or nothing when another worker has it."""
    job = job_rows.claim(job_id)
    if job is None:
        return
    try:
        job_rows.finish(job.id, HANDLERS[job.kind](job))
    except printing.CannotPrint as error:
        job_rows.fail(job.id, str(error))
    except Exception as error:
        current_app.logger.error("job %s %s failed: %s", job.kind, job.id, type(error).__name__)
        job_rows.fail(job.id, TROUBLE)


def sweep() -> None:
    """Run what no one was told of, seal the audit trail, delete files that are out of date."""
    for job_id in job_rows.waiting():
        run_job(job_id)
    with writing():
        audit.seal()
    for job in job_rows.expired():
        printing.delete_files(job)
        job_rows.forget_file(job.id)


def work(app: Flask) -> None:
    """Work until the process is told to stop."""
    with app.app_context():
        consumer = _tasks().queue.create_consumer(
            workers=1, initial_delay=0.2, max_delay=1.0, check_worker_health=True
        )
    consumer.run()


@cache
def _tasks_of(app: Flask) -> Tasks:
    queue = _queue(app)

    @queue.task(name="run_job")
    def run(job_id: str) -> None:
        with app.app_context():
            run_job(job_id)

    @queue.periodic_task(crontab(minute="*"), name="sweep")
    def regularly() -> None:
        with app.app_context():
            sweep()

    return Tasks(queue, run)


def _tasks() -> Tasks:
    return _tasks_of(current_app._get_current_object())  # type: ignore[attr-defined]


def _queue(app: Flask) -> Any:
    """In a file of its own beside SQLite, or in the same PostgreSQL."""
    settings = app.config["SETTINGS"]
    if settings.database_url.startswith("sqlite"):
        file = settings.instance_path / "queue.sqlite3"
        return SqliteHuey("jobs", filename=str(file), fsync=True, results=False)
    dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    return PostgresHuey("jobs", dsn=dsn, results=False)
