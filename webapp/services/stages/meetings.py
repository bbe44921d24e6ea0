"""A hamlet's meeting about its families of a list: who came, who agreed to whom, what it decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import delete, select

from webapp.models.base import db, now
from webapp.models.recognition import Recognition
from webapp.models.stage import Ballot, HamletMeeting, MeetingVote
from webapp.models.submission import Submission
from webapp.rules.dates import show_date
from webapp.rules.stages import StageKind, clock
from webapp.services import audit, communes, progress, recognition, submissions
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, Refused
from webapp.services.recognition import Case
from webapp.services.stages import days, steps
from webapp.services.stages.signed_names import as_signed, names_of

TWO_SIGN = "Ghi họ tên hai đại diện hộ gia đình cùng ký biên bản."


@dataclass(frozen=True)
class Held:
    """A meeting as its secretary wrote it down; times as "19:30" or empty."""

    held_on: date
    place: str
    chair: str
    secretary: str
    invited: int
    present: int
    ballot: Ballot = Ballot.HANDS
    began: str = ""
    ended: str = ""
    front_head: str = ""
    representatives: tuple[str, ...] = ()
    discussion: str = ""


@dataclass(frozen=True)
class Vote:
    """`passed` is the meeting's own word on a family, whatever the share; a refusal has a reason."""

    recognition_id: str
    agreed: int
    passed: bool = True
    reason: str = ""


def get(viewer: Viewer, meeting_id: str) -> HamletMeeting:
    return steps.own(viewer, HamletMeeting, meeting_id)


def current(viewer: Viewer, submission: Submission, hamlet_id: str) -> HamletMeeting | None:
    """The meeting to write in or read: the last one, unless families joined the list after it closed."""
    held = steps.meetings_in(submission.id, hamlet_id)
    if not held:
        return None
    return None if held[-1].closed_at and _waiting(viewer, submission, hamlet_id) else held[-1]


def votes_of(meeting: HamletMeeting) -> dict[str, MeetingVote]:
    """By recognition id."""
    rows = db.session.scalars(select(MeetingVote).where(MeetingVote.meeting_id == meeting.id))
    return {row.recognition_id: row for row in rows}


def cases_of(viewer: Viewer, meeting: HamletMeeting) -> list[Case]:
    """Those a closed meeting voted on, also who left the list since; those of an open one as they are now."""
    if meeting.closed_at is None:
        submission = submissions.get(viewer, meeting.submission_id)
        return to_vote_on(viewer, submission, meeting.hamlet_id)
    cases = recognition.cases_where(viewer, Recognition.id.in_(votes_of(meeting)))
    return as_signed(cases, meeting.names)


def to_vote_on(viewer: Viewer, submission: Submission, hamlet_id: str) -> list[Case]:
    """A hamlet's cases of the list that no closed meeting has voted on."""
    wanted = _waiting(viewer, submission, hamlet_id)
    cases = steps.cases_in(viewer, submission.id, hamlet_id)
    return [case for case in cases if case.recognition and case.recognition.id in wanted]


def record(
    *, by: Viewer, submission_id: str, hamlet_id: str, held: Held, votes: Sequence[Vote]
) -> HamletMeeting:
    """Write a meeting down, or write it anew while it is open.

    Raises Refused at the field, Conflict where the list is decided or every family was voted on.
    """
    submission = submissions.get(by, submission_id, lock=True)
    hamlet = communes.hamlet(by, hamlet_id)
    submissions.must_be_undecided(submission)
    steps.must_be_on(submission, StageKind.MEETING)
    asked = {case.recognition.id for case in to_vote_on(by, submission, hamlet.id) if case.recognition}
    meeting = _open_meeting(submission, hamlet.id)
    if not asked:
        raise Conflict("Các hộ của nơi này đã được họp xét. Tải lại trang để xem kết quả.")
    held = replace(held, began=clock(held.began) or held.began, ended=clock(held.ended) or held.ended)
    for fault in faults(held):
        raise fault
    _check_votes(held, votes, asked)
    days.must_precede_postings(held.held_on, submission, asked)
    if meeting is None:
        meeting = HamletMeeting(
            commune_id=submission.commune_id, submission_id=submission.id, hamlet_id=hamlet.id
        )
        db.session.add(meeting)
    for name, value in asdict(held).items():
        setattr(meeting, name, list(value) if name == "representatives" else value)
    meeting.recorded_by, meeting.recorded_at = by.user_id, now()
    steps.begin(submission)
    db.session.flush()
    _keep_votes(meeting, votes)
    _note(by, meeting, "record", {"present": held.present, "invited": held.invited, "families": len(votes)})
    return meeting


def close(*, by: Viewer, meeting_id: str) -> HamletMeeting:
    """Call the result final: whom the meeting did not put forward leaves the list, with its reason."""
    meeting = get(by, meeting_id)
    submission = submissions.get(by, meeting.submission_id, lock=True)
    submissions.must_be_undecided(submission)
    if meeting.closed_at is not None:
        raise Conflict("Kết quả họp này đã chốt. Tải lại trang để xem.")
    if len(meeting.representatives) < 2:
        raise Refused(TWO_SIGN, "representatives")
    votes = votes_of(meeting)
    listed = _waiting(by, submission, meeting.hamlet_id)
    if listed - set(votes):
        raise Conflict("Có hộ vừa thêm vào danh sách chưa ghi số đồng ý. Mở lại biểu, ghi rồi chốt.")
    meeting.names = names_of(recognition.cases_where(by, Recognition.id.in_(votes)))
    meeting.closed_at, meeting.closed_by = now(), by.user_id
    for vote in votes.values():
        if not vote.passed and vote.recognition_id in listed:
            submissions.take_out(by, submission.id, [vote.recognition_id], _why(meeting, vote))
    db.session.flush()
    _note(by, meeting, "close", {"left": sum(not vote.passed for vote in votes.values())})
    return meeting


def _waiting(viewer: Viewer, submission: Submission, hamlet_id: str) -> set[str]:
    cases = steps.cases_in(viewer, submission.id, hamlet_id)
    return {case.recognition.id for case in cases if case.recognition} - steps.voted_on(submission.id)


def _open_meeting(submission: Submission, hamlet_id: str) -> HamletMeeting | None:
    held = steps.meetings_in(submission.id, hamlet_id)
    return held[-1] if held and held[-1].closed_at is None else None


def faults(held: Held, *, closing: bool = False) -> list[Refused]:
    """All that has to be mended in a meeting, each at its field; `closing` asks for who signs too."""
    wrong: list[Refused] = []
    if held.held_on and held.held_on > progress.today():
        wrong.append(Refused("Ngày họp chưa tới.", "held_on"))
    wrong += _wrong_times(held)
    for name, words in (("place", "nơi họp"), ("chair", "người chủ trì"), ("secretary", "thư ký")):
        if not getattr(held, name):
            wrong.append(Refused(f"Ghi {words}.", name))
    wrong += _wrong_counts(held)
    if closing and len(held.representatives) < 2:
        wrong.append(Refused(TWO_SIGN, "representatives"))
    return wrong


def _wrong_times(held: Held) -> list[Refused]:
    wrong: list[Refused] = []
    began, ended = clock(held.began), clock(held.ended)
    for name, text, time in (("began", held.began, began), ("ended", held.ended, ended)):
        if text and time is None:
            wrong.append(Refused("Ghi giờ, ví dụ 19:30 hoặc 19h30.", name))
    if began and ended and ended < began:
        wrong.append(Refused(f"Kết thúc lúc {ended} trước lúc bắt đầu {began}. Xem lại giờ.", "ended"))
    return wrong


def _wrong_counts(held: Held) -> list[Refused]:
    """A count that a form could not read is its own matter."""
    wrong: list[Refused] = []
    if held.invited is not None and held.invited < 1:
        wrong.append(Refused("Ghi số hộ được mời họp.", "invited"))
    elif None not in (held.invited, held.present) and not 1 <= held.present <= held.invited:
        most = held.invited
        wrong.append(Refused(f"Số hộ có mặt phải từ 1 đến {most} (số hộ được mời).", "present"))
    return wrong


def _check_votes(held: Held, votes: Sequence[Vote], asked: set[str]) -> None:
    if {vote.recognition_id for vote in votes} != asked:
        raise Conflict("Danh sách vừa có thay đổi. Tải lại trang rồi ghi số đồng ý của từng hộ.")
    for vote in votes:
        if not 0 <= vote.agreed <= held.present:
            raise Refused(
                f"Số đồng ý phải từ 0 đến {held.present} (số hộ có mặt).", f"agreed-{vote.recognition_id}"
            )
        if not vote.passed and not vote.reason:
            raise Refused("Ghi lý do cuộc họp không đề nghị hộ này.", f"reason-{vote.recognition_id}")


def _keep_votes(meeting: HamletMeeting, votes: Sequence[Vote]) -> None:
    db.session.execute(delete(MeetingVote).where(MeetingVote.meeting_id == meeting.id))
    db.session.add_all(
        MeetingVote(
            meeting_id=meeting.id, recognition_id=vote.recognition_id, commune_id=meeting.commune_id,
            agreed=vote.agreed, passed=vote.passed, reason=None if vote.passed else vote.reason,
        )
        for vote in votes
    )  # fmt: skip
    db.session.flush()


def _why(meeting: HamletMeeting, vote: MeetingVote) -> str:
    day = show_date(meeting.held_on)
    return f"Cuộc họp ngày {day} không đề nghị ({vote.agreed}/{meeting.present} đồng ý): {vote.reason}"


def _note(by: Viewer, meeting: HamletMeeting, verb: str, changes: dict[str, object]) -> None:
    audit.record(by=by, action=f"meeting.{verb}", noun="meeting", noun_id=meeting.id, changes=changes)
