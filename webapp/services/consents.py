"""What a family agreed to, each purpose by itself, with the version of the notice and the moment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from webapp.models.base import db, now
from webapp.models.consent import Consent, ConsentPurpose
from webapp.models.household import Household
from webapp.services import audit
from webapp.services.access import Viewer

NOTICE_VERSION = 1


def given(household: Household) -> dict[ConsentPurpose, Consent]:
    """The consents in force, by purpose."""
    rows: Sequence[Consent] = db.session.scalars(
        select(Consent).where(
            Consent.commune_id == household.commune_id,
            Consent.household_id == household.id,
            Consent.withdrawn_at.is_(None),
        )
    ).all()
    return {row.purpose: row for row in rows}


def change(*, by: Viewer, household: Household, agreed: frozenset[ConsentPurpose]) -> None:
    """Bring the consents to what the family says now: new ones are given, missing ones withdrawn."""
    before = given(household)
    for purpose in ConsentPurpose:
        if purpose in agreed and purpose not in before:
            db.session.add(
                Consent(
                    commune_id=household.commune_id, household_id=household.id, purpose=purpose,
                    version=NOTICE_VERSION, given_to=by.user_id,
                )
            )  # fmt: skip
        elif purpose in before and purpose not in agreed:
            before[purpose].withdrawn_at, before[purpose].withdrawn_to = now(), by.user_id
    db.session.flush()
    audit.record(
        by=by, action="consent.change", noun="household", noun_id=household.id,
        changes={"agreed": sorted(agreed), "version": NOTICE_VERSION},
    )  # fmt: skip
