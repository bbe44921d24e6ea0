"""The signing desk: a key is opened in a child process, what was chosen is signed there, and the key ends.

Neither the key nor its password reaches the disk, the database, a log or a job's row. The request hands
them to the child and wipes its own copy; the thread that goes on only holds the pipe. When this process
ends, so does the child: what was signed is kept, the rest waits for the key to be chosen again.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from webapp.models.base import db, now, writing
from webapp.models.job import Job
from webapp.models.signature import SignerState, SigningFile, SigningWay
from webapp.rules.events import VIETNAM
from webapp.services import jobs, signed_files, signers, signing_runs, trust_roots
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.signing.processes import LONGEST_SIGNING, SIGNING, Child
from webapp.services.signing.refusals import SIGNING_REFUSALS, key_refused
from webapp.web.pdf.engine import html_to_pdf, render_template
from webapp.web.pdf.fonts import measure
from webapp.web.printing import CannotPrint

MOST_FILES = 1000
WAIT_SECONDS = 4
STAMP_LINE = 142.0  # points that a line of the visible signature has, some air taken off
SHOWN_PROBLEMS = 5
NOT_OURS = "Xã, phường không nhận chứng thư của “{name}”. Dùng chứng thư khác, hoặc hỏi người quản trị."
ANOTHER = (
    "Tệp khóa mang tên “{name}”, giấy in người ký “{printed}”. Chưa ký tệp nào. "
    "Nhờ người quản trị xác nhận ở trang Người ký số, rồi ký lại."
)
# Nothing more can be signed after these: the rest of the run would fail the same way.
LAST_PROBLEMS = frozenset({"no-timestamp", "too-much"})


@dataclass(frozen=True)
class Intent:
    """What a signature says. `last` locks the file against further ones."""

    reason: str
    place: str
    last: bool


def begin(
    viewer: Viewer, files: Sequence[SigningFile], *, key: bytearray, password: str, intent: Intent
) -> Job:
    """Open the key, then sign the files in the background. `key` is wiped before this returns.

    Raises Refused at `key` or `password` when the key can't be used; then nothing was signed.
    """
    if not trust_roots.may_use_key(viewer):
        raise Refused("Xã, phường chưa cho tài khoản này ký ở đây. Hỏi người quản trị.")
    if not files:
        raise Refused("Chọn ít nhất một tệp để ký.")
    if len(files) > MOST_FILES:
        raise Refused(f"Mỗi lượt ký nhiều nhất {MOST_FILES} tệp. Chọn ít hơn.")
    child = Child(SIGNING)
    try:
        holder = _open(child, viewer, key, password)
        _require_signer(viewer, holder, files)
        with writing():
            job = signing_runs.begin(by=viewer, total=len(files))
    except BaseException:
        child.stop()
        raise
    run = Run(viewer, job.id, [file.id for file in files], holder, intent, _stamps(viewer))
    _work_in_background(run, child)
    return job


@dataclass(frozen=True)
class Run:
    """One run: who started it, its job, what to sign, whose key it is."""

    viewer: Viewer
    job_id: str
    file_ids: Sequence[str]
    holder: dict[str, Any]
    intent: Intent
    time_stamps: str


def _open(child: Child, viewer: Viewer, key: bytearray, password: str) -> dict[str, Any]:
    roots = trust_roots.ders_of(viewer.commune_id)
    try:
        answer, _ = child.ask("open", [key, *roots], seconds=LONGEST_SIGNING, password=password)
    finally:
        key[:] = bytes(len(key))
    if "error" in answer:
        raise key_refused(answer)
    return answer


def _require_signer(viewer: Viewer, holder: dict[str, Any], files: Sequence[SigningFile]) -> None:
    """A key of another name than the paper's signs only after the commune confirmed its certificate."""
    state = signers.states(viewer.commune_id, [holder["fingerprint"]]).get(holder["fingerprint"])
    if state is SignerState.CONFIRMED:
        return
    if state in {SignerState.REFUSED, SignerState.ENDED}:
        raise Refused(NOT_OURS.format(name=holder["name"]), "key")
    names = [name for each in signers.printed(viewer, files).values() for name in each]
    if signers.is_another(holder["name"], names):
        with writing():
            signers.note(by=viewer, told=[holder])
        other = next(each for each in names if signers.is_another(holder["name"], [each]))
        raise Refused(ANOTHER.format(name=holder["name"], printed=other), "key")


def _stamps(viewer: Viewer) -> str:
    return trust_roots.rule_of(viewer.commune_id).time_stamps


def _work_in_background(run: Run, child: Child) -> None:
    """A short run is over before the answer; of a longer one the page shows the progress."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = threading.Thread(target=_work, args=(app, run, child), daemon=True)
    worker.start()
    worker.join(WAIT_SECONDS)


def _work(app: Flask, run: Run, child: Child) -> None:
    with app.app_context(), child:
        try:
            problems = _sign_all(run, child)
        except Exception as error:
            app.logger.error("signing run %s failed: %s", run.job_id, type(error).__name__)
            jobs.fail(run.job_id, signing_runs.INTERRUPTED)
        else:
            _end(run, problems)
        finally:
            db.session.remove()


def _end(run: Run, problems: Sequence[str]) -> None:
    if not problems:
        jobs.finish(run.job_id, "")
        return
    more = f" Và {len(problems) - SHOWN_PROBLEMS} tệp nữa." if len(problems) > SHOWN_PROBLEMS else ""
    jobs.fail(run.job_id, " ".join(problems[:SHOWN_PROBLEMS]) + more)


def _sign_all(run: Run, child: Child) -> list[str]:
    """Sign and keep one file after another; returns a sentence for each that wasn't signed."""
    stamp, problems, done = stamp_of(run.holder, run.time_stamps), [], 0
    for file_id in run.file_ids:
        try:
            file = signed_files.get(run.viewer, file_id, whole=True)
        except NotFound:
            continue
        problem = _sign_one(run, child, file, stamp)
        if problem:
            problems.append(f"{file.title}: {SIGNING_REFUSALS[problem]}")
        if problem in LAST_PROBLEMS:
            break
        done += not problem
        jobs.beat(run.job_id, done)
        db.session.expunge_all()
    return problems


def _sign_one(run: Run, child: Child, file: SigningFile, stamp: bytes) -> str | None:
    """The code of what went wrong. What was signed is checked again before it is kept."""
    says = {"reason": run.intent.reason, "place": run.intent.place, "last": run.intent.last}
    printed = signers.printed(run.viewer, [file])[file.id]
    content = file.content
    answer, made = child.ask(
        "sign",
        [content, stamp],
        seconds=LONGEST_SIGNING,
        time_stamps=run.time_stamps,
        printed=printed,
        **says,
    )
    if "error" in answer:
        return str(answer["error"])
    roots = trust_roots.ders_of(run.viewer.commune_id)
    report, _ = child.ask("check", [made[0], *roots], seconds=LONGEST_SIGNING, made_size=None)
    new = report.get("signatures", [])[-1:]
    if not new or not (new[0]["intact"] and new[0]["last"]) or not made[0].startswith(content):
        return "unreadable-pdf"
    if run.time_stamps and not new[0]["timestamped"]:
        return "no-timestamp"
    try:
        with writing():
            signed_files.take_signatures(
                by=run.viewer, file_id=file.id, content=made[0], way=SigningWay.DESK, signatures=new
            )
    except Conflict:
        return "changed"
    return None


def stamp_of(holder: dict[str, Any], time_stamps: str, at: datetime | None = None) -> bytes:
    """The visible part of a signature as a PDF of one page, with our fonts inside."""
    moment = (at or now()).astimezone(VIETNAM)
    html = render_template(
        "pdf/signing/stamp.html",
        signer=holder["name"],
        organisation=holder["organisation"],
        at=f"{moment:%H:%M}, ngày {moment.day:02}/{moment.month:02}/{moment.year}",
        timestamped=bool(time_stamps),
    )
    lines = (_lines(holder["name"], "Tinos Bold", 10.5), _lines(holder["organisation"], "Tinos", 8.5))
    height = round(11 + 4.5 * lines[0] + 3.6 * lines[1], 1)
    return html_to_pdf(html, render_template("pdf/signing/stamp.css", height=height))


def _lines(text: str, font: str, size: float) -> int:
    """How many lines of the stamp a text takes: none when empty, two at most."""
    return min(2, math.ceil(measure(font)(text) * size / STAMP_LINE))


def interrupted(_job: Job) -> str:
    """A run whose process is gone can't go on: its key went with it."""
    raise CannotPrint(signing_runs.INTERRUPTED)
