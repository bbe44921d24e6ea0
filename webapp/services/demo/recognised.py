"""Proposals, decisions and certificates of the demo, through the services that make the real ones.

They stamp the moment they run; the story's own days are put in their place afterwards, before anyone looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import update

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateStatus, HandingMark, HandingStep
from webapp.models.job import Job, JobState
from webapp.models.print_batch import PartState, PrintCopy
from webapp.models.recognition import Recognition, RecognitionState
from webapp.models.user import Role
from webapp.rules.events import VIETNAM
from webapp.services import (
    certificate_life,
    certificates,
    communes,
    decisions,
    handing_out,
    print_batches,
    proposal_reviews,
    recognition,
)
from webapp.services.access import Viewer, viewer_of
from webapp.services.demo.families import Family
from webapp.services.demo.learning import Stage
from webapp.services.demo.script import CommuneScript, sayings
from webapp.services.demo.staff import Staff
from webapp.services.print_batches import Choice

AtStage = Callable[[Stage], list[Family]]
# Days before the demo day: proposed, signed (or returned), issued.
ISSUED, DECIDED, RETURNED, PROPOSED = (46, 43, 41), (10, 4), (7, 5), (3,)
REVOKED = 15
# Days before the demo day, and the hour.
PRINTED, SIGNED = (39, time(10, 5)), (38, time(15, 40))
STAMPED, HANDED_OUT = (38, time(16, 20)), (34, time(19, 30))
NUMBERS = {Stage.ISSUED: "118", Stage.DECIDED: "142"}


def recognise(script: CommuneScript, staff: Staff, at: AtStage, last: date) -> None:
    """Bring every family of a stage there, in the order in which the commune would have done it."""
    officer = viewer_of(staff.office[Role.OFFICER], last)
    _issue(script, officer, _propose(staff, at(Stage.ISSUED), last, ISSUED[0]), last)
    decided = _propose(staff, at(Stage.DECIDED), last, DECIDED[0])
    _decide(script, officer, decided, Stage.DECIDED, last - timedelta(days=DECIDED[1]))
    _return(officer, _propose(staff, at(Stage.RETURNED), last, RETURNED[0]), last)
    _propose(staff, at(Stage.PROPOSED), last, PROPOSED[0])


def _propose(staff: Staff, families: Sequence[Family], last: date, days_ago: int) -> list[Recognition]:
    """Each hamlet's leader proposes the families of that hamlet."""
    made: list[Recognition] = []
    for place, leader in enumerate(staff.leaders):
        if ids := [each.id for each in families if each.place == place]:
            made += recognition.propose(by=viewer_of(leader, last), household_ids=ids)
    at = _at(last, days_ago, time(20, 10))
    for each in made:
        each.proposed_at = at
    _date_steps(made, RecognitionState.PROPOSED, at)
    return made


def _return(officer: Viewer, proposed: Sequence[Recognition], last: date) -> None:
    reasons = sayings().returns
    for number, each in enumerate(proposed):
        reason = reasons[number % len(reasons)]
        recognition.return_proposals(by=officer, recognition_ids=[each.id], reason=reason)
    _date_steps(proposed, RecognitionState.RETURNED, _at(last, RETURNED[1], time(14, 30)))


def _decide(
    script: CommuneScript, officer: Viewer, proposed: Sequence[Recognition], stage: Stage, signed_on: date
) -> None:
    words = communes.settings_of(script.code).certificate
    proposal_reviews.confirm_kin(by=officer, recognition_ids=[each.id for each in proposed])
    _date_steps(proposed, RecognitionState.PROPOSED, proposed[0].proposed_at)
    decision = decisions.record(
        by=officer, recognition_ids=[each.id for each in proposed],
        number=f"{NUMBERS[stage]}/{script.decision_symbol}", signed_on=signed_on,
        signer=words.signer, signature_lines=words.signature_lines,
    )  # fmt: skip
    decision.recorded_at = _at(signed_on, 0, time(15, 20))
    _date_steps(proposed, RecognitionState.DECIDED, decision.recorded_at)


def _issue(script: CommuneScript, officer: Viewer, proposed: Sequence[Recognition], last: date) -> None:
    _decide(script, officer, proposed, Stage.ISSUED, last - timedelta(days=ISSUED[1]))
    at = _at(last, ISSUED[2], time(9, 15))
    made = certificates.issue(by=officer, loopback=False, recognition_ids=[each.id for each in proposed])
    for certificate in made:
        certificate.issued_at, certificate.issued_on = at, at.date()
        certificate.frozen = certificate.frozen | {"issued_on": at.date().isoformat()}
    _date_steps(proposed, RecognitionState.ISSUED, at)
    for number, reason in enumerate(sayings().revokes):
        certificate = made[7 + 20 * number]
        certificate_life.revoke(by=officer, certificate_id=certificate.id, reason=reason)
        certificate.ended_at = _at(last, REVOKED, time(10, 40))
    db.session.flush()
    _to_hand(officer, [paper for paper in made if paper.status is CertificateStatus.ISSUED], last)


def _to_hand(officer: Viewer, papers: Sequence[Certificate], last: date) -> None:
    """Some hamlets' papers are printed, signed and stamped; of those, some families hold theirs already."""
    hamlets = list(dict.fromkeys(paper.hamlet_id for paper in papers))
    printed = [paper for paper in papers if paper.hamlet_id in hamlets[: len(hamlets) * 2 // 3]]
    signed = [paper for paper in printed if paper.hamlet_id in hamlets[: len(hamlets) // 2]]
    given = [paper for number, paper in enumerate(signed) if number % 3]
    _print(officer, printed, _at(last, *PRINTED))
    for step, some, moment in (
        (HandingStep.SIGNED, signed, _at(last, *SIGNED)),
        (HandingStep.STAMPED, signed, _at(last, *STAMPED)),
        (HandingStep.HANDED_OUT, given, _at(last, *HANDED_OUT)),
    ):
        handing_out.tick(by=officer, certificate_ids=[paper.id for paper in some], step=step)
        marks = update(HandingMark).where(HandingMark.step == step)
        db.session.execute(marks.where(HandingMark.commune_id == officer.commune_id).values(at=moment))


def _print(officer: Viewer, papers: Sequence[Certificate], at: datetime) -> None:
    """As a batch whose files were made, printed and let go long ago: nothing is drawn here."""
    choice = Choice("Đợt in đầu", ids=[paper.id for paper in papers])
    batch = print_batches.create(by=officer, choice=choice)
    parts = print_batches.parts(batch)
    for part in parts:
        part.state, part.page_count, part.made_at = PartState.MADE, len(part.papers), at
    db.session.flush()
    print_batches.mark_printed(by=officer, part_ids=[part.id for part in parts])
    for part in parts:
        part.printed_at = at
    mine = PrintCopy.part_id.in_([part.id for part in parts])
    db.session.execute(update(PrintCopy).where(mine).values(printed_at=at))
    batch.made_at = at
    job = db.session.get_one(Job, batch.job_id)
    job.state, job.done_count, job.ended_at = JobState.DONE, len(papers), at
    db.session.flush()


def _date_steps(moved: Sequence[Recognition], state: RecognitionState, at: datetime) -> None:
    ids = {each.id for each in moved}
    viewer = Viewer("", Role.OFFICER, moved[0].commune_id, None, None) if moved else None
    for step in recognition.steps_of(viewer, ids) if viewer else ():
        if step.state is state:
            step.at = at
    db.session.flush()


def _at(day: date, days_ago: int, clock: time) -> datetime:
    return datetime.combine(day - timedelta(days=days_ago), clock, VIETNAM)
