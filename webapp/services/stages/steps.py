"""How far a submission list has come: each switched-on stage, whether it is done, by whom, what is next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.recognition import RecipientKind, Recognition
from webapp.models.stage import HamletMeeting, MeetingVote, Opinion, Posting, StageDone
from webapp.models.submission import Submission
from webapp.rules.stages import BY_HAMLET, StageKind, StageRules
from webapp.services import accounts, communes, recognition
from webapp.services.access import Viewer, in_scope
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recognition import Case

OfHamlet = TypeVar("OfHamlet", HamletMeeting, Posting, Opinion)
STAGED = (RecipientKind.HOUSEHOLD, RecipientKind.PERSON)  # teams and hamlets are not voted on by families


@dataclass(frozen=True)
class HamletStep:
    """A stage in one hamlet. `waiting` are cases of the list that it has not covered yet."""

    hamlet: Hamlet
    cases: int
    waiting: int
    done: bool
    begun: bool
    meeting: HamletMeeting | None = None
    posting: Posting | None = None
    open_opinions: int = 0


@dataclass(frozen=True)
class Step:
    """`ready` when every stage before it is done; `who` and `at` of a stage of the whole list."""

    kind: StageKind
    label: str
    done: bool
    ready: bool
    hamlets: tuple[HamletStep, ...] = ()
    paper: StageDone | None = None
    who: str = ""
    at: datetime | None = None

    @property
    def hamlets_done(self) -> int:
        return sum(each.done for each in self.hamlets)


def rules_of(commune_id: str | None) -> StageRules:
    return communes.settings_of(commune_id or "").stages


def kinds_of(submission: Submission) -> tuple[StageKind, ...]:
    """The stages of a list: those that it began with, or the commune's while it has begun none."""
    if submission.stages is None:
        return rules_of(submission.commune_id).kinds
    return tuple(kind for kind in StageKind if kind.value in submission.stages)


def in_use(commune_id: str | None) -> bool:
    """Whether stages are switched on, or a list went through some before they were switched off."""
    return bool(rules_of(commune_id).kinds) or any(
        db.session.scalars(select(Submission.stages).where(Submission.commune_id == commune_id))
    )


def begin(submission: Submission) -> None:
    """From its first step on a list keeps its stages, whatever is switched on or off later."""
    if submission.stages is None:
        submission.stages = [kind.value for kind in kinds_of(submission)]


def steps_of(viewer: Viewer, submission: Submission) -> list[Step]:
    """The stages of a list, in order, within the viewer's hamlets; none where none is on."""
    rules, cases = rules_of(submission.commune_id), staged_cases(viewer, submission.id)
    if not cases:  # a list of teams or hamlets, or an empty one, goes through no stage
        return []
    papers = _papers(submission)
    steps: list[Step] = []
    for kind in kinds_of(submission):
        ready = all(step.done for step in steps)
        if kind in BY_HAMLET:
            hamlets = tuple(_hamlet_steps(viewer, submission, kind, cases))
            done = all(each.done for each in hamlets)
            steps.append(Step(kind, rules.label(kind), done, ready, hamlets))
        else:
            paper, who = papers.get(kind, (None, ""))
            at = paper.done_at if paper else None
            steps.append(Step(kind, rules.label(kind), paper is not None, ready, (), paper, who, at))
    return steps


def next_of(steps: Sequence[Step]) -> Step | None:
    return next((step for step in steps if not step.done), None)


def staged_cases(viewer: Viewer, submission_id: str) -> list[Case]:
    """The families and persons of a list within the viewer's hamlets, by hamlet and given name."""
    cases = recognition.cases_where(viewer, Recognition.submission_id == submission_id)
    return [case for case in cases if case.recipient.kind in STAGED]


def cases_in(viewer: Viewer, submission_id: str, hamlet_id: str) -> list[Case]:
    return [case for case in staged_cases(viewer, submission_id) if case.recipient.hamlet_id == hamlet_id]


def own(viewer: Viewer, kind: type[OfHamlet], row_id: str) -> OfHamlet:
    """What belongs to a hamlet of the viewer's scope; raises NotFound."""
    found = db.session.get(kind, row_id)
    if found is None or found.commune_id != viewer.commune_id:
        raise NotFound
    communes.hamlet(viewer, found.hamlet_id)
    return found


def must_be_on(submission: Submission, kind: StageKind) -> StageRules:
    rules = rules_of(submission.commune_id)
    if kind not in kinds_of(submission):
        raise Conflict(
            f"Xã, phường không dùng bước “{rules.label(kind)}”. Người quản trị bật lại ở Quản trị."
        )
    return rules


def must_be_reached(
    viewer: Viewer, submission: Submission, kind: StageKind, hamlet_id: str | None = None
) -> None:
    """Raises Refused while a stage before this one is not done (there, where `hamlet_id` names a hamlet)."""
    must_be_on(submission, kind)
    for step in steps_of(viewer, submission):
        if step.kind is kind:
            return
        here = [each for each in step.hamlets if hamlet_id in (None, each.hamlet.id)]
        if not step.done and (hamlet_id is None or not all(each.done for each in here)):
            where = _where(step) if hamlet_id is None else ""
            raise Refused(f"Chưa xong bước “{step.label}”{where}. Làm xong bước đó trước.")


def must_be_done(by: Viewer, found: Collection[Recognition]) -> None:
    """Raises Refused, naming the stage and where to go, while what the commune switched on is not done."""
    kinds = rules_of(by.commune_id).kinds
    staged = [each for each in found if each.recipient_kind in STAGED]
    if kinds and any(each.submission_id is None for each in staged):
        names = ", ".join(rules_of(by.commune_id).label(kind) for kind in kinds)
        raise Refused(
            f"Xã, phường dùng các bước trước quyết định: {names}. Đưa hồ sơ vào một danh sách trình, rồi mở "
            "Công nhận, Các bước trước quyết định và làm đủ các bước."
        )
    for submission_id in sorted({each.submission_id for each in staged if each.submission_id}):
        submission = db.session.get_one(Submission, submission_id)
        step = next_of(steps_of(by, submission))
        if step is not None:
            raise Refused(
                f"Danh sách “{submission.name}” chưa xong bước “{step.label}”{_where(step)}. Mở Công nhận, "
                "Các bước trước quyết định, chọn danh sách này và làm tiếp."
            )


def undone(by: Viewer, cases: Collection[Case]) -> str:
    """Why a decision on these would be refused for its stages, in a sentence; empty where it would not."""
    try:
        must_be_done(by, [case.recognition for case in cases if case.recognition])
    except Refused as error:
        return error.message
    return ""


def _where(step: Step) -> str:
    """ " (Thôn Hai, Buôn Ea Mẫu)": where a stage by hamlets is still to be done."""
    left = [each.hamlet.label for each in step.hamlets if not each.done]
    more = f" và {len(left) - 3} nơi nữa" if len(left) > 3 else ""
    return f" ({', '.join(left[:3])}{more})" if left else ""


def _papers(submission: Submission) -> dict[StageKind, tuple[StageDone, str]]:
    rows = db.session.scalars(select(StageDone).where(StageDone.submission_id == submission.id)).all()
    names = accounts.names_of([row.done_by for row in rows])
    return {row.kind: (row, names.get(row.done_by, "")) for row in rows}


def _hamlet_steps(
    viewer: Viewer, submission: Submission, kind: StageKind, cases: Sequence[Case]
) -> list[HamletStep]:
    meets = kind is StageKind.MEETING
    covered = voted_on(submission.id) if meets else shown_on(submission.id)
    listed: dict[str, set[str]] = {}
    for case in cases:
        if case.recognition and case.recipient.hamlet_id:
            listed.setdefault(case.recipient.hamlet_id, set()).add(case.recognition.id)
    table = HamletMeeting if meets else Posting
    held = db.session.scalars(select(table.hamlet_id).where(table.submission_id == submission.id))
    hamlets = db.session.scalars(
        select(Hamlet)
        .where(Hamlet.id.in_({*listed, *held}), in_scope(viewer, Hamlet.id))
        .order_by(Hamlet.sort_key)
    ).all()
    make = _meeting_step if meets else _posting_step
    return [make(submission, hamlet, listed.get(hamlet.id, set()), covered) for hamlet in hamlets]


def _meeting_step(
    submission: Submission, hamlet: Hamlet, listed: set[str], voted: frozenset[str]
) -> HamletStep:
    meetings = meetings_in(submission.id, hamlet.id)
    waiting = len(listed - voted)
    done = not waiting and all(each.closed_at for each in meetings)
    last = meetings[-1] if meetings else None
    return HamletStep(hamlet, len(listed), waiting, done, bool(meetings), meeting=last)


def _posting_step(
    submission: Submission, hamlet: Hamlet, listed: set[str], shown: frozenset[str]
) -> HamletStep:
    postings = postings_in(submission.id, hamlet.id)
    waiting = len(listed - shown)
    unsettled = len(open_opinions(submission.id, hamlet.id))
    done = not waiting and not unsettled and all(each.ended_on for each in postings)
    last = postings[-1] if postings else None
    return HamletStep(
        hamlet, len(listed), waiting, done, bool(postings), posting=last, open_opinions=unsettled
    )


def voted_on(submission_id: str) -> frozenset[str]:
    """The recognitions that a closed meeting decided on, wherever the family lives by now."""
    query = (
        select(MeetingVote.recognition_id)
        .join(HamletMeeting, HamletMeeting.id == MeetingVote.meeting_id)
        .where(HamletMeeting.submission_id == submission_id, HamletMeeting.closed_at.is_not(None))
    )
    return frozenset(db.session.scalars(query))


def shown_on(submission_id: str) -> frozenset[str]:
    """The recognitions that hung on a list that came down, wherever the family lives by now."""
    query = select(Posting.posted).where(
        Posting.submission_id == submission_id, Posting.ended_on.is_not(None)
    )
    return frozenset(each for posted in db.session.scalars(query) for each in posted)


def meetings_in(submission_id: str, hamlet_id: str) -> Sequence[HamletMeeting]:
    """A hamlet's meetings about a list, oldest first; more than one where families joined later."""
    return db.session.scalars(
        select(HamletMeeting)
        .where(HamletMeeting.submission_id == submission_id, HamletMeeting.hamlet_id == hamlet_id)
        .order_by(HamletMeeting.recorded_at, HamletMeeting.id)
    ).all()


def postings_in(submission_id: str, hamlet_id: str) -> Sequence[Posting]:
    return db.session.scalars(
        select(Posting)
        .where(Posting.submission_id == submission_id, Posting.hamlet_id == hamlet_id)
        .order_by(Posting.posted_at, Posting.id)
    ).all()


def open_opinions(submission_id: str, hamlet_id: str) -> Sequence[Opinion]:
    return db.session.scalars(
        select(Opinion).where(
            Opinion.submission_id == submission_id, Opinion.hamlet_id == hamlet_id, Opinion.settled.is_(None)
        )
    ).all()
