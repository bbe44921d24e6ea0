"""Whose certificate signs for the commune: a trusted authority's shop customer does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.models.base import db, now
from webapp.models.signature import (
    SignedVersion,
    SignerState,
    SigningCertificate,
    SigningFile,
    SigningState,
)
from webapp.models.user import Role
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.trust_roots import rule_of

OWN = "Chứng thư này do chính tài khoản này đưa vào. Cần {who} xác nhận."
OTHER_OFFICES = "người quản trị, hoặc người ký quyết định khác,"
ANYBODY_ELSE = "người quản trị, người ký quyết định hoặc cán bộ khác"
ADMINS_ONLY = "Cần người quản trị hoặc người ký quyết định xác nhận."


def listed(viewer: Viewer) -> Sequence[SigningCertificate]:
    """Those that wait for an answer first, then by name."""
    found = db.session.scalars(
        select(SigningCertificate)
        .where(SigningCertificate.commune_id == viewer.commune_id)
        .order_by(SigningCertificate.name, SigningCertificate.noted_at)
    ).all()
    return sorted(found, key=lambda each: each.state is not SignerState.PENDING)


def states(commune_id: str | None, fingerprints: Iterable[str]) -> dict[str, SignerState]:
    """What the commune says of these certificates; one that it never saw is left out."""
    rows = db.session.execute(
        select(SigningCertificate.fingerprint, SigningCertificate.state).where(
            SigningCertificate.commune_id == commune_id,
            SigningCertificate.fingerprint.in_(set(fingerprints)),
        )
    )
    return {row[0]: row[1] for row in rows}


def revoked(commune_id: str | None, fingerprints: Iterable[str]) -> dict[str, datetime]:
    """From when on these certificates are revoked, as far as an authority said so."""
    rows = db.session.execute(
        select(SigningCertificate.fingerprint, SigningCertificate.revoked_on).where(
            SigningCertificate.commune_id == commune_id,
            SigningCertificate.fingerprint.in_(set(fingerprints)),
        )
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def mark_revoked(*, by: Viewer, told: Sequence[dict[str, Any]]) -> None:
    """Keep what an authority said of certificates that the commune knows: fingerprint, revoked_on (ISO)."""
    days = {each["fingerprint"]: each["revoked_on"] for each in told}
    for signer in db.session.scalars(
        select(SigningCertificate).where(
            SigningCertificate.commune_id == by.commune_id, SigningCertificate.fingerprint.in_(days)
        )
    ).all():
        if signer.revoked_on is None:
            signer.revoked_on = datetime.fromisoformat(days[signer.fingerprint])
            _record(by, "signer.revoked", signer)
    db.session.flush()


def add(*, by: Viewer, told: dict[str, Any]) -> SigningCertificate:
    """Somebody's certificate, before the first file that it signs. Raises Refused at `key` if it is known."""
    if told["fingerprint"] in states(by.commune_id, [told["fingerprint"]]):
        raise Refused(f"Chứng thư của “{told['name']}” đã có trong danh sách.", "key")
    note(by=by, told=[told])
    return db.session.scalars(
        select(SigningCertificate).where(
            SigningCertificate.commune_id == by.commune_id,
            SigningCertificate.fingerprint == told["fingerprint"],
        )
    ).one()


def why_not_confirm(viewer: Viewer, signer: SigningCertificate) -> str | None:
    """None where this account may confirm this certificate.

    An admin may confirm any, the approver those of others. Where the commune wants four eyes, officers may
    too, and nobody those that he brought himself.
    """
    four_eyes = rule_of(viewer.commune_id).four_eyes
    if not may_refuse(viewer):
        return ADMINS_ONLY
    own = signer.noted_by == viewer.user_id
    if own and (four_eyes or viewer.role is not Role.ADMIN):
        return OWN.format(who=ANYBODY_ELSE if four_eyes else OTHER_OFFICES)
    return None


def may_refuse(viewer: Viewer) -> bool:
    """Officers only where the commune wants four eyes."""
    return viewer.role is not Role.OFFICER or rule_of(viewer.commune_id).four_eyes


def note(*, by: Viewer, told: Sequence[dict[str, Any]], brought_by: str = "") -> None:
    """Certificates as a child tells them wait for the commune's answer, unless it knows them.

    `brought_by` is the account that brought them, if it isn't this one.
    """
    by_print = {each["fingerprint"]: each for each in told}
    known = states(by.commune_id, by_print)
    for fingerprint, each in by_print.items():
        if fingerprint not in known:
            signer = SigningCertificate(
                commune_id=by.commune_id, fingerprint=fingerprint, name=each["name"],
                organisation=each["organisation"], issuer=each["issuer"], noted_by=brought_by or by.user_id,
                valid_from=datetime.fromisoformat(each["valid_from"]),
                valid_until=datetime.fromisoformat(each["valid_until"]),
            )  # fmt: skip
            db.session.add(signer)
            db.session.flush()
            _record(by, "signer.note", signer)


def confirm(*, by: Viewer, signer_id: str) -> SigningCertificate:
    """It signs for the commune from now on; files that waited for it alone are signed.

    Raises Refused as `why_not_confirm` says.
    """
    signer = _locked(by, signer_id)
    if why_not := why_not_confirm(by, signer):
        raise Refused(why_not)
    _answer(by, signer, SignerState.CONFIRMED)
    for file in _held_by(by, signer):
        settle(file)
    return signer


def refuse(*, by: Viewer, signer_id: str) -> SigningCertificate:
    """Its signatures, and those put behind them, are taken off the files that are held.

    One that signed for the commune only stops: what it signed before stays good.
    """
    signer = _locked(by, signer_id)
    if not may_refuse(by):
        raise Refused(ADMINS_ONLY)
    if signer.state is SignerState.CONFIRMED:
        _answer(by, signer, SignerState.ENDED)
        return signer
    _answer(by, signer, SignerState.REFUSED)
    for file in _held_by(by, signer):
        _cut_back(by, file, signer)
        settle(file)
    return signer


def settle(file: SigningFile) -> None:
    """A file waits, is held for somebody who signed, or is signed."""
    prints = _versions(file, SignedVersion.fingerprint)
    known = states(file.commune_id, prints)
    if not prints:
        file.state, file.signed_at = SigningState.WAITING, None
    elif all(known.get(each) is SignerState.CONFIRMED for each in prints):
        file.state = SigningState.SIGNED
    else:
        file.state = SigningState.HELD
    db.session.flush()


def held(viewer: Viewer) -> dict[str, list[SigningFile]]:
    """Files that wait for an answer, by the fingerprint of each certificate in them."""
    rows = db.session.execute(
        select(SignedVersion.fingerprint, SigningFile)
        .join(SigningFile, SigningFile.id == SignedVersion.file_id)
        .where(SigningFile.commune_id == viewer.commune_id, SigningFile.state == SigningState.HELD)
        .order_by(SigningFile.added_at, SigningFile.id)
    )
    found: dict[str, list[SigningFile]] = {}
    for fingerprint, file in rows:
        if file not in found.setdefault(fingerprint, []):
            found[fingerprint].append(file)
    return found


def _held_by(by: Viewer, signer: SigningCertificate) -> Sequence[SigningFile]:
    return db.session.scalars(
        select(SigningFile)
        .where(
            SigningFile.commune_id == by.commune_id,
            SigningFile.state == SigningState.HELD,
            SigningFile.id.in_(
                select(SignedVersion.file_id).where(SignedVersion.fingerprint == signer.fingerprint)
            ),
        )
        .options(undefer(SigningFile.content))
        .with_for_update()
    ).all()


def _cut_back(by: Viewer, file: SigningFile, signer: SigningCertificate) -> None:
    """Signatures are only ever put behind, so the file before one is its beginning."""
    rows = db.session.scalars(select(SignedVersion).where(SignedVersion.file_id == file.id)).all()
    cut = min(row.size for row in rows if row.fingerprint == signer.fingerprint)
    stays = [row for row in rows if row.size < cut]
    last = max(stays, key=lambda row: row.size, default=None)
    file.size, file.sha256 = (last.size, last.sha256) if last else (file.made_size, file.made_sha256)
    file.content = file.content[: file.size]
    for row in rows:
        if row not in stays:
            db.session.delete(row)
    db.session.flush()
    audit.record(
        by=by, action="signing.refuse", noun="signing_file", noun_id=file.id,
        changes={"sha256": file.sha256, "fingerprint": signer.fingerprint},
    )  # fmt: skip


def _versions(file: SigningFile, column: Any) -> Sequence[str]:
    return db.session.scalars(select(column).where(SignedVersion.file_id == file.id)).all()


def _locked(by: Viewer, signer_id: str) -> SigningCertificate:
    signer = db.session.scalar(
        select(SigningCertificate)
        .where(SigningCertificate.commune_id == by.commune_id, SigningCertificate.id == signer_id)
        .with_for_update()
    )
    if signer is None:
        raise NotFound
    return signer


def _answer(by: Viewer, signer: SigningCertificate, state: SignerState) -> None:
    if signer.state is state:
        raise Conflict("Chứng thư này vừa được trả lời. Tải lại trang để xem.")
    signer.state, signer.decided_by, signer.decided_at = state, by.user_id, now()
    db.session.flush()
    _record(by, f"signer.{state.value}", signer)


def _record(by: Viewer, action: str, signer: SigningCertificate) -> None:
    audit.record(
        by=by, action=action, noun="signing_certificate", noun_id=signer.id,
        changes={"name": signer.name, "fingerprint": signer.fingerprint},
    )  # fmt: skip
