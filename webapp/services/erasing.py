"""A family that took its consent back may have its sheet erased: for good, by an officer, with a reason.

Events keep their ids and say nothing more, so the log stays free of order and a phone that sends one again
brings nothing back. What stays: the family's line in the commune's list, its answers about its data, what was
decided (certificates, their papers), and the audit trail, which nobody can change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import undefer

from webapp.models.base import db, now
from webapp.models.event import Event, EventOp, FieldHead, LiveDone, QuarantinedEvent
from webapp.models.household import Household, Person
from webapp.models.job import ImportBatch
from webapp.models.plan import VisitPlan
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState
from webapp.models.teaching import TeachingSession
from webapp.rules.recognition import HouseholdFacts
from webapp.rules.vietnamese import clean_text, fold
from webapp.services import audit, consents, households, lineage, progress, recognition
from webapp.services.access import Viewer
from webapp.services.changes import making
from webapp.services.changes.affected import Honour, honours
from webapp.services.errors import Refused
from webapp.services.lineage import Family
from webapp.services.progress import named, of_households

WORDS = "XÓA PHIẾU"
FROM_THE_DOOR = (
    EventOp.DONE, EventOp.UNDO, EventOp.VISIT, EventOp.EDIT, EventOp.NOTE, EventOp.PERSON, EventOp.HOUSEHOLD,
)  # fmt: skip
STILL_AGREES = "Gia đình vẫn đồng ý cho ghi phiếu. Ghi ý kiến mới của gia đình trước, rồi mới xóa."
WITHDRAWN = "Gia đình rút ý kiến, phiếu đã xóa"


@dataclass(frozen=True)
class Erasable:
    """What an erasure would take: numbers of what is kept now. `given` are certificates that stay valid."""

    household: Household
    people: int
    ticks: int
    visits: int
    notes: int
    edits: int
    proposals: int
    given: tuple[Honour, ...]
    refusal: str | None


def preview(viewer: Viewer, household_id: str) -> Erasable:
    """Raises NotFound out of scope."""
    home = households.get(viewer, household_id)
    counted = Counter(event.op for event in door_events(home, lineage.around({home.id})))
    people = select(func.count()).where(Person.household_id == home.id, Person.name.is_not(None))
    theirs = honours(home)
    return Erasable(
        home, db.session.scalar(people) or 0, counted[EventOp.DONE] + counted[EventOp.UNDO],
        counted[EventOp.VISIT], counted[EventOp.NOTE], counted[EventOp.EDIT],
        sum(not each.given for each in theirs), tuple(each for each in theirs if each.given), _refusal(home),
    )  # fmt: skip


def erase(*, by: Viewer, household_id: str, reason: str, words: str) -> Household:
    """Erase it; nothing brings it back. `words` are WORDS, typed by whoever means it.

    Raises NotFound out of scope, Refused at `reason` or `words`, or where the family still agrees.
    """
    if not clean_text(reason):
        raise Refused("Ghi gia đình yêu cầu thế nào: ai nói, ngày nào, bằng giấy hay lời nói.", "reason")
    if fold(words) != fold(WORDS):
        raise Refused(f"Gõ đúng hai chữ {WORDS} để xác nhận.", "words")
    [home] = making.locked(by, household_id)
    if refusal := _refusal(home):
        raise Refused(refusal)
    family = lineage.around({home.id})
    erased = door_events(home, family)
    empty(erased)
    homes = entries(home, family)
    _forget_rows(by, homes)
    _forget_people(homes)
    forget_sessions(home, homes)
    _forget_imports(home, homes)
    end_proposals(by, home)
    home.erased_at = now()
    db.session.flush()
    progress.refresh({home.id})
    audit.record(
        by=by, action="household.erase", noun="household", noun_id=home.id,
        changes={"reason": clean_text(reason), "events": len(erased)},
    )  # fmt: skip
    return home


def empty(events: Iterable[Event]) -> None:
    """They keep their ids and hashes, and say nothing more."""
    for event in events:
        event.op, event.item, event.person_id, event.cancels = EventOp.ERASED, None, None, None
        event.data, event.marks = {}, []


def _refusal(home: Household) -> str | None:
    return None if consents.declining({home.id}) else STILL_AGREES


def entries(home: Household, family: Family) -> dict[str, str]:
    """The household and the entries that were merged into it, each with its commune."""
    before = {each: commune for each, commune in family.communes.items() if family.home(each) == home.id}
    return {home.id: home.commune_id} | before


def door_events(home: Household, family: Family) -> list[Event]:
    """What was recorded at the door and counts for this household; of those who moved out nothing."""
    homes = {home.id: home.commune_id} | family.communes
    rows = db.session.scalars(
        select(Event).where(of_households(Event), Event.op.in_(FROM_THE_DOOR)), named(homes)
    )
    return [event for event in rows if family.home(event.household_id, _person(event)) == home.id]


def _person(event: Event) -> str | None:
    return str(event.data["id"]) if event.op is EventOp.PERSON else event.person_id


def _forget_rows(by: Viewer, homes: Mapping[str, str]) -> None:
    """What stands beside the log: projections, plans, what waited, and the households' own notes."""
    for model in (LiveDone, FieldHead):
        db.session.execute(delete(model).where(of_households(model)), named(homes))
    db.session.execute(delete(VisitPlan).where(VisitPlan.household_id.in_(homes)))
    waiting = select(QuarantinedEvent).where(QuarantinedEvent.household_id.in_(homes))
    for twin in db.session.scalars(waiting):
        twin.payload = {}
        if twin.settled_at is None:
            twin.settled_at, twin.settled_by = now(), by.user_id
    for home in db.session.scalars(select(Household).where(Household.id.in_(homes))):
        home.phone = home.note = home.size = home.from_event = home.awaiting = None
        home.no_smartphone = home.needs_help = False
        home.standing_helper_id = home.standing_helper = home.helped_since = None


def _forget_people(homes: Mapping[str, str]) -> None:
    for person in db.session.scalars(select(Person).where(Person.household_id.in_(homes))):
        person.name = person.birth_year = person.address_form = person.relation = person.band = None
        person.removed_at = person.removed_at or now()


def forget_sessions(home: Household, homes: Mapping[str, str]) -> None:
    """Who was present at a session stays a number."""
    ids = {*homes}
    people = set(db.session.scalars(select(Person.id).where(Person.household_id.in_(homes))))
    for session in db.session.scalars(
        select(TeachingSession).where(TeachingSession.commune_id == home.commune_id)
    ):
        kept = [
            each
            for each in session.named
            if (each["person"] not in people if each["person"] else each["household"] not in ids)
        ]
        if len(kept) < len(session.named):
            session.headcount += len(session.named) - len(kept)
            session.named = kept


def _forget_imports(home: Household, homes: Mapping[str, str]) -> None:
    """The values that lists replaced, kept for taking an import back."""
    batches = select(ImportBatch).where(
        ImportBatch.commune_id == home.commune_id, ImportBatch.confirmed_at.is_not(None)
    )
    for batch in db.session.scalars(batches.options(undefer(ImportBatch.plan))):
        written = batch.plan.get("written", [])
        kept = [each for each in written if each["id"] not in homes]
        if len(kept) < len(written):
            batch.plan = {**batch.plan, "written": kept}


def end_proposals(by: Viewer, home: Household) -> None:
    """A proposal goes back and loses what it rested on; what was decided is a record of the commune."""
    rows = db.session.scalars(
        select(Recognition).where(
            Recognition.recipient_kind == RecipientKind.HOUSEHOLD,
            Recognition.recipient_id == home.id,
            Recognition.state.not_in(recognition.RECOGNISED),
        )
    )
    for row in rows:
        row.inputs = HouseholdFacts({}, {}, 0).as_json()
        if row.state is RecognitionState.PROPOSED:
            recognition.move(by, row, RecognitionState.RETURNED, WITHDRAWN)
