"""What a certificate would say for somebody, without issuing it: no number, no code, nothing kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func

from webapp.models.base import db
from webapp.models.household import Household, Person
from webapp.models.recognition import RecipientKind, Title
from webapp.rules.certificates import CertificateFields, format_number, freeze
from webapp.rules.settings import CertificateWords
from webapp.services import communes, progress, recipients
from webapp.services.access import Viewer
from webapp.services.recipients import Recipient

LONGEST, FIRST = 15, 45
NAMES: dict[RecipientKind, Any] = {
    RecipientKind.HOUSEHOLD: Household.head, RecipientKind.PERSON: Person.name,
}  # fmt: skip
"""The kinds of which a commune has thousands."""
NO_SIGNER = "Họ và tên người ký"


def to_try(viewer: Viewer, title: Title) -> Sequence[Recipient]:
    """Whom to see the paper of: the longest names first, which fit worst, then others in their order."""
    rows = db.session.execute(
        recipients.proposable(viewer, title.recipient_kind)
        .order_by(*recipients.source(title.recipient_kind).order)
        .limit(LONGEST + FIRST)
    ).all()
    long = longest(viewer, title)
    chosen = {each.id for each in long}
    others = [each for each in recipients.read(title.recipient_kind, rows) if each.id not in chosen]
    return [*long, *others[:FIRST]]


def longest(viewer: Viewer, title: Title) -> Sequence[Recipient]:
    """Those with the longest names of all who may be proposed, the very longest first."""
    kind = title.recipient_kind
    query = recipients.proposable(viewer, kind)
    if kind in NAMES:
        query = query.order_by(func.length(NAMES[kind]).desc(), *recipients.source(kind).order).limit(LONGEST)
    found = recipients.read(kind, db.session.execute(query).all())
    return sorted(found, key=lambda each: -len(each.name))[:LONGEST]


def one(viewer: Viewer, title: Title, recipient_id: str) -> Recipient | None:
    """The recipient, None outside the viewer's scope."""
    source = recipients.source(title.recipient_kind)
    query = recipients.proposable(viewer, title.recipient_kind).where(source.key == recipient_id)
    found = recipients.read(title.recipient_kind, db.session.execute(query).all())
    return found[0] if found else None


def usual(found: Sequence[Recipient]) -> Recipient | None:
    """One with an ordinary name, out of what `to_try` gave."""
    return found[LONGEST] if len(found) > LONGEST else next(iter(found), None)


def fields_of(
    title: Title, words: CertificateWords, recipient: Recipient | None, *, born: int | None = None
) -> CertificateFields:
    """The words as they would be frozen; number 0 and a code of zeros belong to nobody."""
    commune, today = communes.get(title.commune_id), progress.today()
    place = communes.in_a_sentence(commune.name)
    where = (recipient.place if recipient else "", place, communes.in_a_sentence(commune.province_name))
    number = format_number(words.number_format, serial=0, year=today.year, commune=commune.id)
    return freeze(
        heading=words.heading,
        authority=words.authority.replace("{commune}", place),
        verb=words.verb,
        prefix=recipients.prefix_of(recipient, words.family_prefix) if recipient else words.family_prefix,
        recipient=recipient.name if recipient else "Nguyễn Văn Mẫu",
        address=", ".join(filter(None, where)),
        achieves=words.achieves,
        honour=words.honour,
        year=today.year,
        decision_number="000/QĐ-UBND",
        decision_on=today,
        number=number,
        check_code="00000000",
        place=words.place or commune.name.split(" ", 1)[-1],
        issued_on=today,
        signature_lines=words.signature_lines,
        signer=words.signer or NO_SIGNER,
        born=born,
    )
