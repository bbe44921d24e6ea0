"""What anyone may learn of a certificate: by its QR's token, or by its number and check code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.recognition import RecipientKind, Recognition
from webapp.rules.certificates import read_check_code, read_number
from webapp.services import consents, progress

SHORTEST_TOKEN, LONGEST_TOKEN = 16, 64
NAMED_ANYWAY = frozenset({RecipientKind.TEAM, RecipientKind.HAMLET})


class Standing(StrEnum):
    """What a certificate is worth today."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    VOIDED = "voided"


@dataclass(frozen=True)
class Checked:
    """A certificate as its public page shows it; `newer` is the one that stands in its place."""

    paper: Certificate
    standing: Standing
    newer: Certificate | None


def standing_of(paper: Certificate, today: date) -> Standing:
    if paper.status is not CertificateStatus.ISSUED:
        return Standing(paper.status.value)
    over = paper.valid_until is not None and paper.valid_until < today
    return Standing.EXPIRED if over else Standing.VALID


def by_token(token: str) -> Certificate | None:
    """The certificate behind a QR, or None; the same for an unknown and a malformed token."""
    if not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN or not token.isascii():
        return None
    return db.session.scalar(select(Certificate).where(Certificate.token == token))


def by_number(number: str, code: str) -> Certificate | None:
    """The certificate with this printed number and check code, however they were typed."""
    wanted, read = read_number(number), read_check_code(code)
    if not wanted or read is None or len(wanted) > 60:
        return None
    rows = db.session.scalars(select(Certificate).where(Certificate.check_code == read))
    return next((row for row in rows if read_number(row.number) == wanted), None)


def check(token: str) -> Checked | None:
    """What the public page of a token shows; None where there is none."""
    paper = by_token(token)
    if paper is None:
        return None
    standing = standing_of(paper, progress.today())
    ended = standing not in (Standing.VALID, Standing.EXPIRED)
    return Checked(paper, standing, newest_of(paper) if ended else None)


def newest_of(paper: Certificate) -> Certificate | None:
    """The certificate that was given in this one's place, when it still stands itself."""
    newer = db.session.scalar(
        select(Certificate)
        .where(Certificate.recognition_id == paper.recognition_id, Certificate.edition > paper.edition)
        .order_by(Certificate.edition.desc())
        .limit(1)
    )
    return newer if newer and newer.status is CertificateStatus.ISSUED else None


def may_be_pictured(paper: Certificate) -> bool:
    """Whether the recipient's name may travel in a picture: valid, and the family lets its name be public."""
    if standing_of(paper, progress.today()) is not Standing.VALID:
        return False
    recognition = db.session.get_one(Recognition, paper.recognition_id)
    if recognition.recipient_kind in NAMED_ANYWAY:
        return True
    if recognition.recipient_kind is not RecipientKind.HOUSEHOLD:
        return False
    household = db.session.get(Household, recognition.recipient_id)
    return household is not None and ConsentPurpose.PUBLIC_NAME in consents.given(household)
