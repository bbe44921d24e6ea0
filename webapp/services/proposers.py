"""Who proposed whom; a proposal that a relative may have made is marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.household import Household, Person
from webapp.models.recognition import Kin, RecipientKind, Recognition
from webapp.models.user import User
from webapp.rules.kin import may_be_relatives, same_person, surname
from webapp.services import recipients
from webapp.services.access import Viewer
from webapp.services.recipients import Recipient

Surnames = dict[str, Counter[str]]
NAMED_KINDS = (RecipientKind.HOUSEHOLD, RecipientKind.PERSON)


def mark(*, by: Viewer, proposed: Sequence[Recognition], declared: Collection[str]) -> None:
    """Write who proposed and why they may be close; `declared` are recipients whom they call their own.

    What they declared once holds when they propose again; what a reviewer found then counts no more.
    """
    proposer = db.session.get(User, by.user_id)
    name = proposer.display_name if proposer else ""
    about = recipients.of_recognitions(proposed)
    families = _names_at_home({each.household_id for each in about.values() if each.household_id})
    surnames = _surnames_in(by.hamlet_ids or ())
    for each in proposed:
        recipient, said_before = about[each.id], each.kin is Kin.DECLARED and each.proposed_by == by.user_id
        each.proposed_by, each.kin_confirmed_by = by.user_id, None
        each.fit_by = each.fit_at = each.submission_id = None
        at_home = [*families.get(recipient.household_id or "", ()), recipient.name]
        own = recipient.id in declared or said_before
        each.kin = Kin.DECLARED if own else _kin(name, recipient, at_home, surnames)


def _kin(name: str, recipient: Recipient, at_home: Sequence[str], surnames: Surnames) -> Kin | None:
    """Only a seat in the hamlet's own team makes neighbours; an officer's scope is the whole commune."""
    if recipient.kind not in NAMED_KINDS:
        return None
    if same_person(name, at_home):
        return Kin.SAME_HOUSEHOLD
    around = surnames.get(recipient.hamlet_id or "")
    if around is None:
        return None
    related = may_be_relatives(name, recipient.name, around[surname(recipient.name)])
    return Kin.SAME_SURNAME if related else None


def _surnames_in(hamlet_ids: Collection[str]) -> Surnames:
    """How many households bear each surname, by hamlet; a hamlet without any has no entry."""
    found: Surnames = defaultdict(Counter)
    rows = db.session.execute(
        select(Household.hamlet_id, Household.head).where(
            Household.hamlet_id.in_(hamlet_ids),
            Household.merged_into.is_(None),
            Household.archived_at.is_(None),
        )
    )
    for hamlet_id, head in rows:
        found[hamlet_id][surname(head)] += 1
    return found


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
