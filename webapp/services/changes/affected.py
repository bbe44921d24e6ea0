"""What and who a change touches, for its preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.consent import ConsentAnswer
from webapp.models.event import LiveDone
from webapp.models.household import Household, Person
from webapp.models.recognition import Recognition, RecognitionState, Title
from webapp.models.user import User
from webapp.rules.priority import Flag
from webapp.services import carried_consents, households, lineage, priority, progress, standing_helpers

RECOGNISED = (RecognitionState.DECIDED, RecognitionState.ISSUED)


@dataclass(frozen=True)
class Honour:
    """A recognition on its way or given, with its paper's number."""

    recognition: Recognition
    title: str
    number: str | None

    @property
    def given(self) -> bool:
        return self.recognition.state in RECOGNISED


@dataclass(frozen=True)
class Affected:
    """One household as a preview shows it; `ticks` are live ones by person (None: the family)."""

    household: Household
    hamlet: str
    people: Sequence[Person]
    ticks: dict[str | None, int]
    items: int
    visits: int
    assigned_to: str | None
    honours: tuple[Honour, ...]
    waiting: int
    flags: tuple[Flag, ...]
    helper: str | None
    answer: ConsentAnswer | None

    @property
    def tick_count(self) -> int:
        return sum(self.ticks.values())

    @property
    def given(self) -> tuple[Honour, ...]:
        return tuple(each for each in self.honours if each.given)


def affected(household: Household) -> Affected:
    live = db.session.scalars(
        select(LiveDone).where(
            LiveDone.commune_id == household.commune_id, LiveDone.household_id == household.id
        )
    ).all()
    ticks: dict[str | None, int] = {}
    for row in live:
        ticks[row.person_id] = ticks.get(row.person_id, 0) + 1
    return Affected(
        household=household,
        hamlet=households.hamlet_of(household).label,
        people=households.people(household),
        ticks=ticks,
        items=len({row.item for row in live}),
        visits=_visits(household),
        assigned_to=_name(household.assigned_to),
        honours=honours(household),
        waiting=len(households.competing(household)),
        flags=priority.flags_of({household.id}).get(household.id, ()),
        helper=helper.name if (helper := standing_helpers.of(household)) else None,
        answer=carried_consents.newest(household),
    )


def honours(household: Household) -> tuple[Honour, ...]:
    rows = db.session.execute(
        select(Recognition, Title.name, Certificate.number)
        .join(Title, Title.id == Recognition.title_id)
        .outerjoin(
            Certificate,
            (Certificate.recognition_id == Recognition.id) & (Certificate.status == CertificateStatus.ISSUED),
        )
        .where(Recognition.recipient_id == household.id)
        .order_by(Recognition.year.desc(), Recognition.id)
    )
    return tuple(Honour(*row) for row in rows)


def _visits(household: Household) -> int:
    found = {household.id: household.commune_id}
    return progress.visits_of(found, lineage.around(found)).get(household.id, progress.NO_VISIT).met


def _name(user_id: str | None) -> str | None:
    return db.session.scalar(select(User.display_name).where(User.id == user_id)) if user_id else None
