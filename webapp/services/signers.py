"""Whose certificate signs for the commune: a trusted authority's shop customer does not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.models.base import db, now
from webapp.models.certificate import Certificate
from webapp.models.signature import (
    SignedVersion,
    SignerState,
    SigningCertificate,
    SigningFile,
    SigningState,
)
from webapp.models.user import Role
from webapp.rules.vietnamese import APOSTROPHES, clean_text
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused

AT_ONCE = 500
OWN = "Chứng thư này do chính tài khoản này đưa vào. Nhờ người quản trị hoặc người khác xác nhận."


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


def note(*, by: Viewer, told: Sequence[dict[str, Any]]) -> None:
    """Certificates as a child tells them wait for the commune's answer, unless it knows them."""
    by_print = {each["fingerprint"]: each for each in told}
    known = states(by.commune_id, by_print)
    for fingerprint, each in by_print.items():
        if fingerprint not in known:
            signer = SigningCertificate(
                commune_id=by.commune_id, fingerprint=fingerprint, name=each["name"],
                organisation=each["organisation"], issuer=each["issuer"], noted_by=by.user_id,
                valid_from=datetime.fromisoformat(each["valid_from"]),
                valid_until=datetime.fromisoformat(each["valid_until"]),
            )  # fmt: skip
            db.session.add(signer)
            db.session.flush()
            _record(by, "signer.note", signer)


def confirm(*, by: Viewer, signer_id: str) -> SigningCertificate:
    """It signs for the commune from now on; files that waited for it alone are signed.

    Raises Refused when the viewer brought it and is no admin.
    """
    signer = _locked(by, signer_id)
    if signer.noted_by == by.user_id and by.role is not Role.ADMIN:
        raise Refused(OWN)
    _answer(by, signer, SignerState.CONFIRMED)
    for file in _held_by(by, signer):
        settle(file)
    return signer


def refuse(*, by: Viewer, signer_id: str) -> SigningCertificate:
    """Its signatures, and those put behind them, are taken off the files that are held.

    One that signed for the commune only stops: what it signed before stays good.
    """
    signer = _locked(by, signer_id)
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


def printed(viewer: Viewer, files: Sequence[SigningFile]) -> dict[str, list[str]]:
    """By file id, who stands as signer on the certificates in it; nothing for papers that were uploaded."""
    wanted = {each for file in files for each in file.certificate_ids}
    names: dict[str, str] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), AT_ONCE):
        query = select(Certificate).where(
            Certificate.commune_id == viewer.commune_id, Certificate.id.in_(ids[start : start + AT_ONCE])
        )
        names |= {paper.id: paper.frozen["signer"] for paper in db.session.scalars(query)}
    return {file.id: _once(names[each] for each in file.certificate_ids if each in names) for file in files}


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def is_another(name: str, printed_names: Collection[str]) -> bool:
    """Whether a certificate's name differs from a printed signer, whatever its case and spaces."""
    return any(_spelled(each) != _spelled(name) for each in printed_names)


def _spelled(name: str) -> str:
    """Tones stay: Hùng and Hưng are two people."""
    return clean_text(name.translate(APOSTROPHES)).casefold()


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
