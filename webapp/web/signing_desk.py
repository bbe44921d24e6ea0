"""The signing desk: a key is opened in a child process, what was chosen is signed there, and the key ends.

Neither the key nor its password reaches the disk, the database, a log or a job's row. The request hands
them to the child and wipes its own copy; the thread that goes on only holds the pipe. When this process
ends, so does the child: what was signed is kept, the rest waits for the key to be chosen again.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from webapp.models.base import db, writing
from webapp.models.job import Job
from webapp.models.signature import SignerState, SigningFile, SigningWay
from webapp.services import jobs, printed_signers, signed_files, signers, signing_runs, trust_roots
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.signing.processes import LONGEST_SIGNING, SIGNING, Child
from webapp.services.signing.refusals import SIGNING_REFUSALS, key_refused
from webapp.web.printing import CannotPrint
from webapp.web.signing_stamp import Stamps

MOST_FILES = 1000
WAIT_SECONDS = 4
SHOWN_PROBLEMS = 5
NOT_OURS = "Xã, phường không nhận chứng thư của “{name}”. Dùng chứng thư khác, hoặc hỏi người quản trị."
ANOTHER = (
    "Tệp khóa mang tên “{name}”, giấy in người ký “{printed}”. Chưa ký tệp nào. "
    "Nhờ người quản trị xác nhận ở trang Người ký số, rồi ký lại."
)
# Nothing more can be signed after these: the rest of the run would fail the same way.
LAST_PROBLEMS = frozenset({"no-timestamp", "revoked", "too-much"})


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
    rule = trust_roots.rule_of(viewer.commune_id)
    ids = [file.id for file in files]
    run = Run(viewer, job.id, ids, holder, intent, rule.time_stamps, rule.check_revocation)
    _work_in_background(run, child)
    return job


@dataclass(frozen=True)
class Run:
    """One run: who started it, its job, what to sign, whose key it is, and the commune's rule: the address
    of its time stamps, whether authorities are asked about the key."""

    viewer: Viewer
    job_id: str
    file_ids: Sequence[str]
    holder: dict[str, Any]
    intent: Intent
    time_stamps: str
    ask: bool


def _open(child: Child, viewer: Viewer, key: bytearray, password: str) -> dict[str, Any]:
    roots = trust_roots.ders_of(viewer.commune_id)
    ask = trust_roots.rule_of(viewer.commune_id).check_revocation
    try:
        answer, _ = child.ask("open", [key, *roots], seconds=LONGEST_SIGNING, password=password, ask=ask)
    finally:
        key[:] = bytes(len(key))
    if answer.get("error") == "revoked":
        with writing():
            signers.mark_revoked(by=viewer, told=[{**answer, "revoked_on": answer["day"]}])
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
    names = [name for each in printed_signers.printed(viewer, files).values() for name in each]
    if printed_signers.is_another(holder["name"], names):
        with writing():
            signers.note(by=viewer, told=[holder])
        other = next(each for each in names if printed_signers.is_another(holder["name"], [each]))
        raise Refused(ANOTHER.format(name=holder["name"], printed=other), "key")


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
    stamps, problems, done = Stamps(run.holder, timestamped=bool(run.time_stamps)), [], 0
    for file_id in run.file_ids:
        try:
            file = signed_files.get(run.viewer, file_id, whole=True)
        except NotFound:
            continue
        problem = _sign_one(run, child, file, stamps.now())
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
    printed, content = printed_signers.printed(run.viewer, [file])[file.id], file.content
    answer, made = child.ask(
        "sign", [content, stamp], seconds=LONGEST_SIGNING, time_stamps=run.time_stamps, printed=printed,
        **says,
    )  # fmt: skip
    if "error" in answer:
        return str(answer["error"])
    signed, roots = made[0], trust_roots.ders_of(run.viewer.commune_id)
    had = len(signed_files.versions(run.viewer, [file.id]).get(file.id, []))
    report, made = child.ask(
        "take", [signed, *roots], seconds=LONGEST_SIGNING, made_size=None, had=had, ask=run.ask
    )
    new = report.get("signatures", [])[-1:]
    if not made or not signed.startswith(content) or not new:
        return "unreadable-pdf"
    return _problem_of(run, new[0]) or _keep(run, file, made[0], len(signed), new)


def _problem_of(run: Run, signature: dict[str, Any]) -> str | None:
    if not (signature["intact"] and signature["last"]):
        return "unreadable-pdf"
    if run.time_stamps and not signature["timestamped"]:
        return "no-timestamp"
    if signature["revocation"] == "revoked":
        with writing():
            signers.mark_revoked(by=run.viewer, told=[signature])
        return "revoked"
    return None


def _keep(
    run: Run, file: SigningFile, content: bytes, signed_size: int, signatures: Sequence[dict[str, Any]]
) -> str | None:
    try:
        with writing():
            signed_files.take_signatures(
                by=run.viewer, file_id=file.id, content=content, signed_size=signed_size,
                way=SigningWay.DESK, signatures=signatures,
            )  # fmt: skip
    except Conflict:
        return "changed"
    return None


def interrupted(_job: Job) -> str:
    """A run whose process is gone can't go on: its key went with it."""
    raise CannotPrint(signing_runs.INTERRUPTED)
