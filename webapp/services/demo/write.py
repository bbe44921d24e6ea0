"""Writing invented families: households, the people in them, what they agreed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.consent import Consent, ConsentAnswer, ConsentPurpose, ConsentWay
from webapp.models.household import Household, Person
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services.consents import NOTICE_VERSION
from webapp.services.demo.diary import Visit
from webapp.services.demo.families import Family
from webapp.services.demo.script import demo_id

UNNAMED_LAST = 2000


@dataclass(frozen=True)
class Agreement:
    """What a family agreed to when it was first met; `took_back` its public name later."""

    visit: Visit
    purposes: frozenset[ConsentPurpose]
    took_back: bool


def agreements(rng: Random, visits: Sequence[Visit], named: frozenset[str]) -> dict[str, Agreement]:
    """By family, from its first visit that met somebody. `named` all agree to be named in public."""
    agreed: dict[str, Agreement] = {}
    for visit in visits:
        family_id = visit.family.id
        if family_id in agreed or not visit.met:
            continue
        purposes = {ConsentPurpose.CHECKLIST}
        if rng.random() < 0.62:
            purposes.add(ConsentPurpose.PHONE)
        if family_id in named or rng.random() < 0.3:
            purposes.add(ConsentPurpose.PUBLIC_NAME)
        took_back = family_id not in named and rng.random() < 0.04
        agreed[family_id] = Agreement(visit, frozenset(purposes), took_back)
    return agreed


def households(
    families: Sequence[Family],
    hamlets: Sequence[Hamlet],
    helpers: Mapping[str, str],
    agreed: Mapping[str, Agreement],
    since: datetime,
) -> dict[str, Household]:
    """The families with their people and consents, by id. `helpers` are the members they are assigned to."""
    rows = {
        each.id: _household(each, hamlets[each.place], helpers.get(each.id), agreed.get(each.id), since)
        for each in families
    }
    db.session.add_all(rows.values())
    db.session.flush()
    for family in families:
        commune_id = rows[family.id].commune_id
        db.session.add_all(_person(family, commune_id, at, since) for at in range(len(family.people)))
        if agreement := agreed.get(family.id):
            db.session.add_all(_consents(commune_id, agreement))
    db.session.flush()
    return rows


def _household(
    family: Family, hamlet: Hamlet, helper: str | None, agreement: Agreement | None, since: datetime
) -> Household:
    may_call = agreement is not None and ConsentPurpose.PHONE in agreement.purposes
    return Household(
        id=family.id, commune_id=hamlet.commune_id, hamlet_id=hamlet.id, head=family.head,
        head_fold=fold(family.head), head_sort=name_sort_key(family.head), address=family.address,
        address_form=family.address_form, size=len(family.people), note=family.note, assigned_to=helper,
        phone=family.phone if may_call else None, created_at=since,
    )  # fmt: skip


def _person(family: Family, commune_id: str, position: int, since: datetime) -> Person:
    one = family.people[position]
    return Person(
        id=one.id, commune_id=commune_id, household_id=family.id, name=one.name,
        birth_year=one.birth_year if one.name else None, relation=one.relation if one.name else None,
        band=one.band, position=position if one.name else UNNAMED_LAST, created_at=since,
    )  # fmt: skip


def _consents(commune_id: str, agreement: Agreement) -> list[Consent | ConsentAnswer]:
    given = [_consent(commune_id, agreement, purpose) for purpose in sorted(agreement.purposes)]
    return [*given, *_answers(commune_id, agreement)]


def _answers(commune_id: str, agreement: Agreement) -> list[ConsentAnswer]:
    """What the family said at the visit, and what it said when it took its name back."""
    visit, agreed = agreement.visit, sorted(agreement.purposes)
    said: list[tuple[datetime, list[ConsentPurpose]]] = [(visit.began_at, agreed)]
    if agreement.took_back and ConsentPurpose.PUBLIC_NAME in agreement.purposes:
        fewer: list[ConsentPurpose] = [
            purpose for purpose in agreed if purpose is not ConsentPurpose.PUBLIC_NAME
        ]
        said.append((visit.arrived_at + timedelta(hours=1), fewer))
    return [
        ConsentAnswer(
            id=demo_id(visit.family.id, "answer", number), commune_id=commune_id,
            household_id=visit.family.id, agreed=purposes, version=NOTICE_VERSION, way=ConsentWay.SCREEN,
            answered_at=at, recorded_by=visit.by,
        )
        for number, (at, purposes) in enumerate(said)
    ]  # fmt: skip


def _consent(commune_id: str, agreement: Agreement, purpose: ConsentPurpose) -> Consent:
    visit = agreement.visit
    ended = agreement.took_back and purpose is ConsentPurpose.PUBLIC_NAME
    return Consent(
        id=demo_id(visit.family.id, "consent", purpose), commune_id=commune_id,
        household_id=visit.family.id, purpose=purpose, version=NOTICE_VERSION,
        given_at=visit.began_at, given_to=visit.by,
        withdrawn_at=visit.arrived_at + timedelta(hours=1) if ended else None,
        withdrawn_to=visit.by if ended else None,
    )  # fmt: skip
