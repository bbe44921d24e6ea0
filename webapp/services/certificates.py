"""Certificates: numbered in the transaction that makes them, frozen, found by an unguessable token."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateCounter, CertificateStatus
from webapp.models.commune import Commune
from webapp.models.design import CertificateDesign
from webapp.models.recognition import (
    Recognition,
    RecognitionState,
    RecognitionStep,
)
from webapp.rules.certificates import (
    CHECK_CODE_BITS,
    CertificateFields,
    check_code,
    format_number,
    freeze,
    last_valid_day,
)
from webapp.rules.settings import CertificateWords
from webapp.services import audit, certificates_due, communes, designs, progress, recipients
from webapp.services.access import Viewer
from webapp.services.certificates_due import Due
from webapp.services.errors import NotFound, Refused

TOKEN_BYTES = 18
A_PART = 100
LOOPBACK_REFUSED = (
    "Chưa cấp giấy được: BASE_URL đang là địa chỉ của riêng máy này, mã QR sẽ không dẫn tới đâu. "
    "Đặt BASE_URL=https://… rồi cấp."
)


def waiting_count(viewer: Viewer) -> int:
    """How many decided recognitions have no certificate yet."""
    return db.session.scalar(select(func.count()).where(*certificates_due.decided(viewer.commune_id))) or 0


def issue(
    *, by: Viewer, loopback: bool, recognition_ids: Collection[str] | None = None, most: int = A_PART
) -> list[Certificate]:
    """Give numbers to at most `most` decided recognitions and freeze their certificates.

    One counter row per commune, year and title is incremented in this same transaction: no gap, no repeat.
    Call it again, each time in a transaction of its own, until it returns nothing. Raises Refused when the
    QR would lead nowhere (`loopback`, except in a demo commune), or one asked for is a commendation.
    """
    commune = communes.get(by.commune_id)
    if loopback and not commune.demo:
        raise Refused(LOOPBACK_REFUSED)
    certificates_due.refuse_commendations(commune.id, recognition_ids)
    waiting = certificates_due.next_part(commune.id, recognition_ids, most)
    words = certificates_due.words_of(waiting)
    serials, editions = _take_serials(waiting), _editions(waiting)
    years = communes.settings_of(commune.id).papers.years_valid
    looks = designs.at_issue(by, {each.recognition.title_id for each in waiting})
    made = [
        _make(by, commune, words[each.key], each, serials, looks[each.recognition.title_id])
        for each in waiting
    ]
    for paper in made:
        paper.edition = editions.get(paper.recognition_id, 0) + 1
        paper.valid_until = last_valid_day(paper.issued_on, years)
    db.session.add_all(made)
    db.session.flush()
    if made:
        audit.record(
            by=by, action="certificate.issue", noun="certificate", noun_id=made[0].id,
            changes={"numbers": [each.number for each in made]},
        )  # fmt: skip
    return made


def get(viewer: Viewer, certificate_id: str, *, lock: bool = False) -> Certificate:
    query = _of_commune(viewer).where(Certificate.id == certificate_id)
    certificate = db.session.scalar(query.with_for_update() if lock else query)
    if certificate is None:
        raise NotFound
    return certificate


def listed(viewer: Viewer, status: CertificateStatus | None = None) -> Sequence[Certificate]:
    """A commune's certificates, by year (newest first) and number."""
    query = _of_commune(viewer)
    if status is not None:
        query = query.where(Certificate.status == status)
    return db.session.scalars(query.order_by(Certificate.year.desc(), Certificate.serial)).all()


def printable(viewer: Viewer, certificate_ids: Collection[str] | None = None) -> Sequence[Certificate]:
    """The valid certificates to print (all, or these), sorted for handing out: hamlet, then given name."""
    return of_commune(viewer.commune_id, certificate_ids)


def of_commune(
    commune_id: str | None, certificate_ids: Collection[str] | None = None
) -> Sequence[Certificate]:
    """Like `printable`, for a job that prints in a commune's name."""
    query = select(Certificate).where(
        Certificate.commune_id == commune_id, Certificate.status == CertificateStatus.ISSUED
    )
    if certificate_ids is not None:
        query = query.where(Certificate.id.in_(certificate_ids))
    return db.session.scalars(
        query.order_by(Certificate.hamlet_sort, Certificate.name_sort, Certificate.serial)
    ).all()


def every(commune_id: str) -> list[tuple[Certificate, str]]:
    """All certificates of a commune with the id of whom each recognises, by year and number."""
    rows = db.session.execute(
        select(Certificate, Recognition.recipient_id)
        .join(Recognition, Recognition.id == Certificate.recognition_id)
        .where(Certificate.commune_id == commune_id)
        .order_by(Certificate.year, Certificate.serial)
    )
    return [(row[0], row[1]) for row in rows]


def of_recognitions(viewer: Viewer, recognition_ids: Collection[str]) -> dict[str, Certificate]:
    """The newest certificate of each recognition id."""
    rows = db.session.scalars(
        _of_commune(viewer)
        .where(Certificate.recognition_id.in_(recognition_ids))
        .order_by(Certificate.edition)
    )
    return {row.recognition_id: row for row in rows}


def _of_commune(viewer: Viewer) -> Select[Certificate]:
    return select(Certificate).where(Certificate.commune_id == viewer.commune_id)


def _take_serials(waiting: Sequence[Due]) -> dict[tuple[int, str], int]:
    """Advance the counters once per year and title; returns the first new serial of each."""
    counts: dict[tuple[int, str], int] = {}
    for each in waiting:
        counts[each.key] = counts.get(each.key, 0) + 1
    return {
        key: next_serial(waiting[0].recognition.commune_id, *key, count) - count + 1
        for key, count in sorted(counts.items())
    }


def _editions(waiting: Sequence[Due]) -> dict[str, int]:
    """The last edition of those that had a certificate before, which was taken back or spoilt."""
    rows = db.session.execute(
        select(Certificate.recognition_id, func.max(Certificate.edition))
        .where(Certificate.recognition_id.in_([each.recognition.id for each in waiting]))
        .group_by(Certificate.recognition_id)
    )
    return {row[0]: row[1] for row in rows}


def next_serial(commune_id: str, year: int, title_id: str, count: int = 1) -> int:
    """Take `count` numbers from the counter, in the transaction of their certificates; returns the last."""
    kind = postgresql if db.engines[None].dialect.name == "postgresql" else sqlite
    statement = kind.insert(CertificateCounter).values(
        commune_id=commune_id, year=year, title_id=title_id, last=count
    )
    counted = statement.on_conflict_do_update(
        index_elements=["commune_id", "year", "title_id"], set_={"last": CertificateCounter.last + count}
    ).returning(CertificateCounter.last)
    return int(db.session.execute(counted).scalar_one())


def number_of(words: CertificateWords, year: int, serial: int, commune_id: str) -> str:
    """A number as the paper carries it."""
    return format_number(words.number_format, serial=serial, year=year, commune=commune_id)


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_check_code() -> str:
    return check_code(secrets.randbits(CHECK_CODE_BITS))


def _make(
    by: Viewer, commune: Commune, words: CertificateWords, each: Due,
    serials: dict[tuple[int, str], int], look: CertificateDesign,
) -> Certificate:  # fmt: skip
    serial = serials[each.key]
    serials[each.key] += 1
    number = number_of(words, each.recognition.year, serial, commune.id)
    code, issued_on = new_check_code(), progress.today()
    each.recognition.state = RecognitionState.ISSUED
    db.session.add(
        RecognitionStep(
            commune_id=commune.id, recognition_id=each.recognition.id, state=RecognitionState.ISSUED,
            by_user=by.user_id,
        )
    )  # fmt: skip
    return Certificate(
        commune_id=commune.id, title_id=each.recognition.title_id, recognition_id=each.recognition.id,
        year=each.recognition.year, serial=serial, number=number, token=new_token(),
        check_code=code, status=CertificateStatus.ISSUED,
        frozen=_frozen(commune, words, each, number, code, issued_on).as_json() | _born(each, look),
        design_id=look.id,
        hamlet_id=each.recipient.hamlet_id, hamlet_sort=each.recipient.hamlet_sort,
        name_sort=each.recipient.name_sort, issued_on=issued_on, issued_by=by.user_id,
    )  # fmt: skip


def _born(each: Due, look: CertificateDesign) -> dict[str, int]:
    """The year of birth is kept only where the paper prints it."""
    return {"born": each.recipient.born} if look.design.get("born") and each.recipient.born else {}


def _frozen(
    commune: Commune, words: CertificateWords, each: Due, number: str, code: str, issued_on: date
) -> CertificateFields:
    place, province = (communes.in_a_sentence(name) for name in (commune.name, commune.province_name))
    return freeze(
        heading=words.heading,
        authority=words.authority.replace("{commune}", place),
        verb=words.verb,
        prefix=recipients.prefix_of(each.recipient, words.family_prefix),
        recipient=each.recipient.name,
        address=", ".join(filter(None, (each.recipient.place, place, province))),
        achieves=words.achieves,
        honour=words.honour,
        year=each.recognition.year,
        decision_number=each.decision.number,
        decision_on=each.decision.signed_on,
        number=number,
        check_code=code,
        place=words.place or commune.name.split(" ", 1)[-1],
        issued_on=issued_on,
        signature_lines=tuple(each.decision.signature_lines) or words.signature_lines,
        signer=each.decision.signer,
    )
