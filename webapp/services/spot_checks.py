"""A random few of a list are asked about again by somebody who neither taught nor proposed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from webapp.models.base import db, new_id, now
from webapp.models.event import Event, EventOp, LiveDone
from webapp.models.recognition import Recognition, RecognitionState
from webapp.models.submission import CheckAnswer, SpotCheck, Submission
from webapp.models.user import Role, User
from webapp.rules import spot_checks as rule
from webapp.rules.vietnamese import clean_text, name_sort_key
from webapp.services import accounts, audit, progress, recipients
from webapp.services.access import Permission, Viewer, viewers_of
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recipients import Recipient

ASKING = (Role.MEMBER, Role.LEADER, Role.OFFICER)
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Shown:
    """A check with whom it is about and who is to ask; `asker` is empty while nobody is found.

    `writer` is who wrote the answer down, where that is not the asker.
    """

    check: SpotCheck
    submission: Submission
    recognition: Recognition
    recipient: Recipient
    asker: str
    writer: str = ""


@dataclass(frozen=True)
class Tally:
    """The checks of a list, and those of them that still need somebody to look."""

    all: Sequence[Shown]

    @property
    def open(self) -> list[Shown]:
        return [each for each in self.all if each.check.answer is None]

    @property
    def wrong(self) -> list[Shown]:
        return [each for each in self.all if each.check.answer is CheckAnswer.WRONG]


def draw(*, by: Viewer, submission: Submission) -> list[SpotCheck]:
    """Draw until the share of the list is reached; whoever was drawn once stays drawn.

    A case that comes back after it was found wrong is asked about again.
    """
    listed = _listed(submission)
    before = _checks(submission.id)
    _ask_again(by, listed, before)
    open_ids = listed.keys() - before.keys()
    count = rule.how_many(len(listed), submission.check_share) - len(listed.keys() & before.keys())
    chosen = rule.drawn(submission.seed, open_ids, max(0, count))
    made = _make(by, submission, [listed[each] for each in chosen], list(before.values()))
    db.session.add_all(made)
    db.session.flush()
    return made


def of_submission(viewer: Viewer, submission_id: str) -> list[Shown]:
    """The checks of a list whose cases are still in it, by hamlet and given name."""
    return _shown(_current(viewer).where(SpotCheck.submission_id == submission_id))


def tally(viewer: Viewer, submission_id: str) -> Tally:
    return Tally(of_submission(viewer, submission_id))


def of_recognition(viewer: Viewer, recognition_id: str) -> list[Shown]:
    """All that was ever asked again about one case, oldest first; also of lists that it left."""
    query = _joined(viewer).where(SpotCheck.recognition_id == recognition_id)
    return sorted(_shown(query), key=lambda each: each.check.drawn_at)


def mine(viewer: Viewer) -> list[Shown]:
    """What the viewer is to ask, while the lists wait for their decision."""
    return _shown(
        _current(viewer).where(
            SpotCheck.assigned_to == viewer.user_id, Recognition.state == RecognitionState.PROPOSED
        )
    )


def of_others(viewer: Viewer) -> list[Shown]:
    """What others still have to ask in the viewer's hamlets, while the lists wait for their decision."""
    return _shown(
        _current(viewer).where(
            SpotCheck.assigned_to.is_distinct_from(viewer.user_id),
            SpotCheck.answer.is_(None),
            Recognition.state == RecognitionState.PROPOSED,
        )
    )


def count_mine(viewer: Viewer) -> int:
    """How many families the viewer has still to ask."""
    query = select(func.count()).select_from(
        _current(viewer)
        .where(
            SpotCheck.assigned_to == viewer.user_id,
            SpotCheck.answer.is_(None),
            Recognition.state == RecognitionState.PROPOSED,
        )
        .with_only_columns(SpotCheck.id)
        .subquery()
    )
    return db.session.scalar(query) or 0


def askers(viewer: Viewer, recognition: Recognition) -> list[User]:
    """Who may ask: an account of the place who neither taught, recorded nor proposed; by given name."""
    recipient = recipients.of_recognitions([recognition])[recognition.id]
    allowed = _askers_of(viewer.commune_id or "", [(recognition, recipient)])[recognition.id]
    return sorted(allowed, key=lambda user: (name_sort_key(user.display_name), user.id))


def get(viewer: Viewer, check_id: str) -> Shown:
    found = _shown(_current(viewer).where(SpotCheck.id == check_id))
    if not found:
        raise NotFound
    return found[0]


def assign(*, by: Viewer, check_id: str, user_id: str) -> SpotCheck:
    """Let another person ask. Raises Refused for one who taught or proposed, or is not of the place."""
    shown = get(by, check_id)
    _must_be_open(shown)
    if user_id not in {each.id for each in askers(by, shown.recognition)}:
        raise Refused("Chọn người khác: người này đã dạy, đã ghi hoặc đã đề nghị hộ này.", "user_id")
    shown.check.assigned_to = user_id
    _note(by, "assign", shown.check, {"assigned_to": user_id})
    return shown.check


def answer(*, by: Viewer, check_id: str, found: CheckAnswer, note: str = "") -> SpotCheck:
    """What the family said, by the one who was to ask, or by a reviewer from that one's sheet of paper.

    A wrong one needs a note; Refused while nobody is named who asked.
    """
    shown = get(by, check_id)
    note = clean_text(note)
    if shown.check.assigned_to != by.user_id and not by.may(Permission.REVIEW_PROPOSALS):
        raise NotFound
    _must_be_open(shown)
    if shown.check.assigned_to is None:
        raise Refused("Chưa có người đi hỏi. Giao một người trước, rồi ghi kết quả của người đó.", "answer")
    if found is CheckAnswer.WRONG and not note:
        raise Refused("Ghi điều chưa đúng để người xét biết.", "note")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"Ghi chú dài quá {LONGEST_NOTE} ký tự.", "note")
    shown.check.answer, shown.check.note = found, note or None
    shown.check.answered_by, shown.check.answered_at = by.user_id, now()
    _note(by, "answer", shown.check, {"answer": found.value, "note": note})
    return shown.check


def _must_be_open(shown: Shown) -> None:
    if shown.recognition.state is not RecognitionState.PROPOSED:
        raise Conflict("Hồ sơ này đã có quyết định hoặc đã trả lại, không cần hỏi lại nữa.")


def _listed(submission: Submission) -> dict[str, Recognition]:
    rows = db.session.scalars(
        select(Recognition).where(
            Recognition.commune_id == submission.commune_id, Recognition.submission_id == submission.id
        )
    )
    return {row.id: row for row in rows}


def _checks(submission_id: str) -> dict[str, SpotCheck]:
    rows = db.session.scalars(select(SpotCheck).where(SpotCheck.submission_id == submission_id))
    return {row.recognition_id: row for row in rows}


def _ask_again(by: Viewer, listed: dict[str, Recognition], before: dict[str, SpotCheck]) -> None:
    for each in before.values():
        case = listed.get(each.recognition_id)
        if case is None or each.answer is not CheckAnswer.WRONG or each.answered_at is None:
            continue
        if case.fit_at is not None and case.fit_at > each.answered_at:
            _note(by, "ask_again", each, {"answer": each.answer.value, "note": each.note})
            each.answer = each.note = each.answered_by = each.answered_at = None


def _make(
    by: Viewer, submission: Submission, chosen: Sequence[Recognition], before: Sequence[SpotCheck]
) -> list[SpotCheck]:
    load = Counter(each.assigned_to for each in before if each.assigned_to)
    about = recipients.of_recognitions(chosen)
    allowed = _askers_of(submission.commune_id, [(each, about[each.id]) for each in chosen])
    made: list[SpotCheck] = []
    for each in chosen:
        able = {user.id for user in allowed[each.id]}
        asker = rule.choose_asker(submission.seed, each.id, able, load)
        load[asker or ""] += 1
        made.append(
            SpotCheck(
                id=new_id(), commune_id=submission.commune_id, submission_id=submission.id,
                recognition_id=each.id, assigned_to=asker,
            )
        )  # fmt: skip
        _note(by, "draw", made[-1], {"recognition": each.id, "assigned_to": asker})
    return made


def _askers_of(commune_id: str, about: Sequence[tuple[Recognition, Recipient]]) -> dict[str, list[User]]:
    """Who may ask about each recognition, by its id; members and leaders, an officer where there is none."""
    users = db.session.scalars(
        select(User).where(User.commune_id == commune_id, User.active, User.role.in_(ASKING))
    ).all()
    seen = viewers_of(users, progress.today())
    taught = _taught({recipient.household_id for _, recipient in about if recipient.household_id})
    found: dict[str, list[User]] = {}
    for case, recipient in about:
        involved = {case.proposed_by, case.fit_by} | taught.get(recipient.household_id or "", set())
        able = [
            user for user in users if user.id not in involved and _reaches(seen[user.id], recipient.hamlet_id)
        ]
        found[case.id] = [user for user in able if user.role is not Role.OFFICER] or able
    return found


def _reaches(viewer: Viewer, hamlet_id: str | None) -> bool:
    return viewer.hamlet_ids is None or hamlet_id in viewer.hamlet_ids


def _taught(household_ids: Collection[str]) -> dict[str, set[str | None]]:
    """Who taught, met or recorded in each household, by its id."""
    found: dict[str, set[str | None]] = {}
    ticks = (
        select(LiveDone.household_id, LiveDone.helper_id, Event.recorded_by)
        .join(Event, Event.id == LiveDone.event_id)
        .where(LiveDone.household_id.in_(household_ids))
    )
    meetings = select(Event.household_id, Event.helper_id, Event.recorded_by).where(
        Event.household_id.in_(household_ids),
        Event.op == EventOp.VISIT,
        Event.data["result"].as_string() == "met",
    )
    for query in (ticks, meetings):
        for household_id, helper, recorder in db.session.execute(query.distinct()):
            found.setdefault(household_id, set()).update((helper, recorder))
    return found


def _joined(viewer: Viewer) -> Select[SpotCheck, Submission, Recognition]:
    return (
        select(SpotCheck, Submission, Recognition)
        .join(Submission, Submission.id == SpotCheck.submission_id)
        .join(Recognition, Recognition.id == SpotCheck.recognition_id)
        .where(SpotCheck.commune_id == viewer.commune_id, recipients.visible(viewer))
    )


def _current(viewer: Viewer) -> Select[SpotCheck, Submission, Recognition]:
    """Checks whose case is still in the list that it was drawn from."""
    return _joined(viewer).where(Recognition.submission_id == SpotCheck.submission_id)


def _shown(query: Select[SpotCheck, Submission, Recognition]) -> list[Shown]:
    rows = db.session.execute(query).all()
    about = recipients.of_recognitions([row[2] for row in rows])
    names = accounts.names_of(who for row in rows for who in (row[0].assigned_to, row[0].answered_by))
    shown = [
        Shown(
            check,
            submission,
            case,
            about[case.id],
            names.get(check.assigned_to or "", ""),
            names.get(check.answered_by or "", "") if check.answered_by != check.assigned_to else "",
        )
        for check, submission, case in rows
    ]
    return sorted(shown, key=lambda each: each.recipient.order)


def _note(by: Viewer, verb: str, check: SpotCheck, changes: dict[str, object]) -> None:
    audit.record(by=by, action=f"spot_check.{verb}", noun="spot_check", noun_id=check.id, changes=changes)
