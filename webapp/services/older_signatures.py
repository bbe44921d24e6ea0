"""Signatures from before signers were confirmed: their certificates are read from the files, once asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from webapp.models.base import db
from webapp.models.signature import SignedVersion, SigningFile
from webapp.services import signers
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.signing.processes import Busy, reading

AT_ONCE = 200


@dataclass(frozen=True)
class Older:
    """A certificate as old rows know it, and how many files it stands in."""

    signer: str
    organisation: str
    issuer: str
    serial: str
    files: int


def listed(viewer: Viewer) -> list[Older]:
    columns = (SignedVersion.signer, SignedVersion.organisation, SignedVersion.issuer, SignedVersion.serial)
    rows = db.session.execute(
        select(*columns, func.count(SignedVersion.file_id.distinct()))
        .where(SignedVersion.commune_id == viewer.commune_id, SignedVersion.fingerprint == "")
        .group_by(*columns)
        .order_by(SignedVersion.signer, SignedVersion.serial)
    )
    return [Older(*row) for row in rows]


Found = list[tuple[str, list[dict[str, Any]]]]
"""File ids with the certificates of their signatures, as a child tells them."""


def read(viewer: Viewer, issuer: str, serial: str) -> Found:
    """The certificates in at most AT_ONCE files, read in a child process; nothing is written.

    Raises NotFound where no old signature is of that certificate, Refused when the site is busy.
    """
    files = db.session.execute(
        select(SigningFile.id, SigningFile.content)
        .where(SigningFile.id.in_(select(SignedVersion.file_id).where(_of(viewer, issuer, serial))))
        .order_by(SigningFile.added_at, SigningFile.id)
        .limit(AT_ONCE)
    ).all()
    if not files:
        raise NotFound
    try:
        with reading() as reader:
            return [(file_id, reader.name_signers(content)) for file_id, content in files]
    except Busy:
        raise Refused("Máy chủ đang kiểm nhiều tệp. Thử lại sau 1 phút.") from None


def adopt(*, by: Viewer, found: Found) -> int:
    """The signers that were found wait for the commune's answer like any other; returns how many files had
    one."""
    count = 0
    for file_id, told in found:
        by_number = {(each["issuer"], each["serial"]): each for each in told}
        rows = [row for row in _rows(by, file_id) if (row.issuer, row.serial) in by_number]
        for row in rows:
            each = by_number[row.issuer, row.serial]
            row.fingerprint = each["fingerprint"]
            signers.note(by=by, told=[each], brought_by=row.received_by)
        db.session.flush()
        signers.settle(db.session.get_one(SigningFile, file_id))
        count += bool(rows)
    return count


def _rows(by: Viewer, file_id: str) -> Sequence[SignedVersion]:
    return db.session.scalars(
        select(SignedVersion)
        .where(
            SignedVersion.commune_id == by.commune_id,
            SignedVersion.file_id == file_id,
            SignedVersion.fingerprint == "",
        )
        .with_for_update()
    ).all()


def _of(viewer: Viewer, issuer: str, serial: str) -> ColumnElement[bool]:
    return and_(
        SignedVersion.commune_id == viewer.commune_id,
        SignedVersion.fingerprint == "",
        SignedVersion.issuer == issuer,
        SignedVersion.serial == serial,
    )
