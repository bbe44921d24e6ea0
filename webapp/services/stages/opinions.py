"""What people say about a posted list, and how each word was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.models.base import db, now
from webapp.models.recognition import Recognition
from webapp.models.stage import Opinion
from webapp.models.submission import Submission
from webapp.services import audit, communes, progress, recognition, submissions
from webapp.services.access import Viewer, in_scope
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.stages import steps


@dataclass(frozen=True)
class Said:
    """An opinion as it was heard; no `said_by`: not to be named; no `recognition_id`: about the list."""

    content: str
    said_on: date
    said_by: str = ""
    recognition_id: str | None = None


def listed(viewer: Viewer, submission: Submission, hamlet_id: str | None = None) -> Sequence[Opinion]:
    """Within the viewer's hamlets, oldest first."""
    query = select(Opinion).where(
        Opinion.commune_id == viewer.commune_id,
        Opinion.submission_id == submission.id,
        in_scope(viewer, Opinion.hamlet_id),
    )
    if hamlet_id is not None:
        query = query.where(Opinion.hamlet_id == hamlet_id)
    return db.session.scalars(query.order_by(Opinion.recorded_at, Opinion.id)).all()


def get(viewer: Viewer, opinion_id: str) -> Opinion:
    return steps.own(viewer, Opinion, opinion_id)


def record(*, by: Viewer, submission_id: str, hamlet_id: str, said: Said) -> Opinion:
    """Keep what was said. Raises Refused at `content` or `said_on`."""
    submission = submissions.get(by, submission_id, lock=True)
    hamlet = communes.hamlet(by, hamlet_id)
    submissions.must_be_undecided(submission)
    if not said.content:
        raise Refused("Ghi nội dung ý kiến.", "content")
    if said.said_on > progress.today():
        raise Refused("Ngày có ý kiến chưa tới.", "said_on")
    if said.recognition_id and said.recognition_id not in _in(by, submission, hamlet.id):
        raise NotFound
    opinion = Opinion(
        commune_id=submission.commune_id, submission_id=submission.id, hamlet_id=hamlet.id,
        recognition_id=said.recognition_id, said_on=said.said_on, said_by=said.said_by or None,
        content=said.content, recorded_by=by.user_id,
    )  # fmt: skip
    db.session.add(opinion)
    db.session.flush()
    audit.record(
        by=by, action="opinion.record", noun="opinion", noun_id=opinion.id,
        changes={"recognition": said.recognition_id},
    )  # fmt: skip
    return opinion


def settle(*, by: Viewer, opinion_id: str, settled: str, take_out: bool = False) -> Opinion:
    """Write how it was settled; `take_out` takes the family off the list for that reason."""
    opinion = get(by, opinion_id)
    submission = submissions.get(by, opinion.submission_id, lock=True)
    submissions.must_be_undecided(submission)
    if opinion.settled is not None:
        raise Conflict("Ý kiến này đã được giải quyết. Tải lại trang để xem.")
    if not settled:
        raise Refused("Ghi cách giải quyết, ví dụ: Đã gặp gia đình, kiểm tra lại đúng tiêu chí.", "settled")
    if take_out and opinion.recognition_id is None:
        raise Refused("Ý kiến này không nói về một hộ cụ thể nên không đưa hộ nào ra được.", "take_out")
    if take_out and opinion.recognition_id in _in(by, submission, opinion.hamlet_id):
        submissions.take_out(
            by, submission.id, [opinion.recognition_id], f"Theo ý kiến khi niêm yết: {settled}"
        )
    opinion.settled, opinion.settled_by, opinion.settled_at = settled, by.user_id, now()
    opinion.taken_out = take_out
    db.session.flush()
    audit.record(
        by=by, action="opinion.settle", noun="opinion", noun_id=opinion.id, changes={"taken_out": take_out}
    )
    return opinion


def _in(viewer: Viewer, submission: Submission, hamlet_id: str) -> set[str]:
    cases = steps.cases_in(viewer, submission.id, hamlet_id)
    return {case.recognition.id for case in cases if case.recognition}


def families_of(viewer: Viewer, said: Sequence[Opinion]) -> dict[str, str]:
    """The name of the family that an opinion is about, by recognition id; also who left the list since."""
    ids = {each.recognition_id for each in said if each.recognition_id}
    cases = recognition.cases_where(viewer, Recognition.id.in_(ids))
    return {case.recognition.id: case.recipient.name for case in cases if case.recognition}
