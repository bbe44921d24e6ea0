"""A family's newest answer about its data goes along when its household changes, with its proof."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select

from webapp.models.base import db, new_id, now
from webapp.models.consent import Consent, ConsentAnswer, ConsentPurpose, moment_said
from webapp.models.household import Household
from webapp.services import consents
from webapp.services.access import Viewer


def newest(household: Household) -> ConsentAnswer | None:
    """The last answer of a family."""
    return next((answer for answer, _name in consents.answers(household)), None)


def carry(
    by: Viewer, old: Household, new: Household, purposes: Collection[ConsentPurpose]
) -> dict[str, list[str]]:
    """The newest answer of either counts for `new`, of the purposes that go along.

    Returns the ids of what was written, for `give_back`.
    """
    said, there = newest(old), newest(new)
    if said is None or (there is not None and there.said >= said.said):
        return {}
    agreed = {ConsentPurpose(each) for each in said.agreed} & set(purposes)
    copy = _copy(said, new, agreed)
    theirs, ours = consents.given(old), consents.given(new)
    given = [_granted(theirs[each], new) for each in sorted(agreed - ours.keys()) if each in theirs]
    withdrawn = [row for purpose, row in ours.items() if purpose not in agreed]
    for row in withdrawn:
        row.withdrawn_at, row.withdrawn_to = now(), by.user_id
    db.session.flush()
    if ConsentPurpose.PHONE not in agreed and new.phone:
        consents.forget_phone(by, new)
    return {
        "answers": [copy.id], "given": [row.id for row in given], "withdrawn": [row.id for row in withdrawn],
    }  # fmt: skip


def carry_refusal(by: Viewer, old: Household, new: Household) -> None:
    """Only a family that lets no checklist be kept brings its answer along."""
    if consents.declining({old.id}):
        carry(by, old, new, ())


def give_back(home: Household, written: dict[str, list[str]], since: datetime) -> None:
    """Undo `carry`, unless the family has answered again since."""
    if not written or db.session.scalar(select(_answered_after(home, since))):
        return
    db.session.execute(delete(ConsentAnswer).where(ConsentAnswer.id.in_(written["answers"])))
    db.session.execute(delete(Consent).where(Consent.id.in_(written["given"])))
    for row in db.session.scalars(select(Consent).where(Consent.id.in_(written["withdrawn"]))):
        row.withdrawn_at = row.withdrawn_to = None
    db.session.flush()


def _answered_after(home: Household, since: datetime) -> Any:
    return exists().where(
        ConsentAnswer.commune_id == home.commune_id,
        ConsentAnswer.household_id == home.id,
        moment_said > since,
    )


def _copy(said: ConsentAnswer, new: Household, agreed: Collection[ConsentPurpose]) -> ConsentAnswer:
    copy = ConsentAnswer(
        id=new_id(), commune_id=new.commune_id, household_id=new.id,
        agreed=sorted(each.value for each in agreed), version=said.version, way=said.way,
        said_by=said.said_by, answered_at=said.answered_at, said_at=said.said_at,
        arrived_at=said.arrived_at, recorded_by=said.recorded_by,
    )  # fmt: skip
    db.session.add(copy)
    return copy


def _granted(row: Consent, new: Household) -> Consent:
    copy = Consent(
        id=new_id(), commune_id=new.commune_id, household_id=new.id, purpose=row.purpose, version=row.version,
        given_at=row.given_at, given_to=row.given_to,
    )  # fmt: skip
    db.session.add(copy)
    return copy
