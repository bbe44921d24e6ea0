"""Who proposed whom; a proposal that a relative may have made is marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.household import Person
from webapp.models.recognition import Kin, RecipientKind, Recognition
from webapp.models.user import User
from webapp.rules.kin import same_person, same_surname
from webapp.services import recipients
from webapp.services.access import Viewer
from webapp.services.recipients import Recipient

NAMED_KINDS = (RecipientKind.HOUSEHOLD, RecipientKind.PERSON)


def mark(*, by: Viewer, proposed: Sequence[Recognition], declared: Collection[str]) -> None:
    """Write who proposed and why they may be close; `declared` are recipients whom they call their own.

    What they declared once holds when they propose again; what a reviewer found then counts no more.
    """
    proposer = db.session.get(User, by.user_id)
    name = proposer.display_name if proposer else ""
    about = recipients.of_recognitions(proposed)
    families = _names_at_home({each.household_id for each in about.values() if each.household_id})
    for each in proposed:
        recipient, said_before = about[each.id], each.kin is Kin.DECLARED and each.proposed_by == by.user_id
        each.proposed_by, each.kin_confirmed_by = by.user_id, None
        each.fit_by = each.fit_at = each.submission_id = None
        at_home = [*families.get(recipient.household_id or "", ()), recipient.name]
        own = recipient.id in declared or said_before
        each.kin = Kin.DECLARED if own else _kin(by, name, recipient, at_home)


def _kin(by: Viewer, name: str, recipient: Recipient, at_home: Sequence[str]) -> Kin | None:
    """Only a seat in the hamlet's own team makes neighbours; an officer's scope is the whole commune."""
    if recipient.kind not in NAMED_KINDS:
        return None
    if same_person(name, at_home):
        return Kin.SAME_HOUSEHOLD
    neighbours = by.hamlet_ids is not None and recipient.hamlet_id in by.hamlet_ids
    return Kin.SAME_SURNAME if neighbours and same_surname(name, recipient.name) else None


def _names_at_home(household_ids: Collection[str]) -> dict[str, list[str]]:
    """The names of those who live there, by household id."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Person.household_id, Person.name).where(
            Person.household_id.in_(household_ids), Person.removed_at.is_(None), Person.name.is_not(None)
        )
    )
    for household_id, name in rows:
        found[household_id].append(name or "")
    return found
