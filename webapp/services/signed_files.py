"""Files to be signed and signed files. A signature is only ever put behind; what was made stays in front."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import undefer

from webapp.models.base import db, now
from webapp.models.commune import Commune
from webapp.models.signature import (
    Revocation,
    SignedVersion,
    SigningFile,
    SigningKind,
    SigningState,
    SigningWay,
)
from webapp.rules.vietnamese import fold
from webapp.services import audit, signers
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused

MOST_BYTES = 20 * 1024 * 1024
A_PAGE = 50


@dataclass(frozen=True)
class Made:
    """A PDF as this site made it, or as a clerk brought it, before any signature.

    `source` names the paper of this site that it is, with a hash of what it says (`web.signing_papers`).
    """

    kind: SigningKind
    title: str
    content: bytes
    pages: int
    certificate_ids: tuple[str, ...] = ()
    source: str = ""


def add(*, by: Viewer, made: Sequence[Made]) -> list[SigningFile]:
    """Put files on the list of what waits for a signature; those that stand there already are left out.

    The commune's row is held meanwhile: two clerks who press at once make one file.
    """
    db.session.execute(select(Commune.id).where(Commune.id == by.commune_id).with_for_update())
    hashes = {hashlib.sha256(each.content).hexdigest(): each for each in made}
    known = set(
        db.session.scalars(
            select(SigningFile.made_sha256).where(
                SigningFile.commune_id == by.commune_id, SigningFile.made_sha256.in_(hashes)
            )
        )
    )
    files = [_file(by, digest, each) for digest, each in hashes.items() if digest not in known]
    _drop_older(by, [each.source for each in files if each.source])
    db.session.add_all(files)
    db.session.flush()
    for file in files:
        audit.record(
            by=by, action="signing.add", noun="signing_file", noun_id=file.id, changes={"sha256": file.sha256}
        )
    return files


def _drop_older(by: Viewer, sources: Sequence[str]) -> None:
    """A paper that was made anew takes the place of the one that nobody has signed yet."""
    query = _of(by).where(SigningFile.state == SigningState.WAITING)
    for file in db.session.scalars(query.where(_from(sources))).all():
        remove(by=by, file_ids=[file.id])


def _file(by: Viewer, digest: str, made: Made) -> SigningFile:
    size, alone = len(made.content), made.kind is SigningKind.CERTIFICATE
    if size > MOST_BYTES:
        raise Refused(f"“{made.title}” quá lớn: tối đa {MOST_BYTES // 1024 // 1024} MB một tệp.", "file")
    return SigningFile(
        commune_id=by.commune_id, kind=made.kind, state=SigningState.WAITING, title=made.title,
        source=made.source,
        file_name=_stable_name(made.title, digest), certificate_ids=list(made.certificate_ids),
        certificate_id=made.certificate_ids[0] if alone else None,
        pages=made.pages, content=made.content, size=size, sha256=digest, made_size=size,
        made_sha256=digest, added_by=by.user_id,
    )  # fmt: skip


def _stable_name(title: str, digest: str) -> str:
    """ASCII, the same each time, so that the office's program and its folders can't muddle it."""
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(title)).split())
    return f"{plain[:60].strip('-') or 'tep'}-{digest[:8]}.pdf"


def remove(*, by: Viewer, file_ids: Collection[str]) -> int:
    """Take files that nobody signed off the list. Raises Refused when one of them is signed."""
    files = chosen(by, file_ids)
    if any(file.state is not SigningState.WAITING for file in files):
        raise Refused("Tệp đã ký số thì không bỏ được.")
    for file in files:
        audit.record(
            by=by, action="signing.remove", noun="signing_file", noun_id=file.id,
            changes={"title": file.title},
        )  # fmt: skip
        db.session.delete(file)
    return len(files)


def take_signatures(
    *, by: Viewer, file_id: str, content: bytes, signed_size: int, way: SigningWay,
    signatures: Sequence[dict[str, Any]],
) -> SigningFile:  # fmt: skip
    """Keep a file with more signatures than it had: the new ones as `pdf_checking.check` tells them.

    Behind the first `signed_size` bytes stand the answers of authorities, if any. It is held until the
    commune has confirmed each of the signers.

    Raises Conflict when the file has changed meanwhile, so that no signature is ever lost.
    """
    query = _of(by).where(SigningFile.id == file_id).options(undefer(SigningFile.content)).with_for_update()
    file = db.session.scalar(query)
    if file is None:
        raise NotFound
    if not content.startswith(file.content) or len(content) <= file.size:
        raise Conflict("Tệp vừa có chữ ký khác. Tải bản mới nhất về rồi ký lại.")
    moment, digest = now(), hashlib.sha256(content).hexdigest()
    file.content, file.size, file.sha256 = content, len(content), digest
    file.signed_at = moment
    for each in signatures:
        version = _version(by, file, way, each)
        if signed_size < len(content):
            version.signed_size = signed_size
            version.signed_sha256 = hashlib.sha256(content[:signed_size]).hexdigest()
        db.session.add(version)
    signers.note(by=by, told=signatures)
    db.session.flush()
    signers.settle(file)
    audit.record(
        by=by, action="signing.sign", noun="signing_file", noun_id=file.id,
        changes={"sha256": digest, "way": way.value, "serials": [each["serial"] for each in signatures]},
    )  # fmt: skip
    return file


def _version(by: Viewer, file: SigningFile, way: SigningWay, signature: dict[str, Any]) -> SignedVersion:
    at = signature["at"]
    return SignedVersion(
        commune_id=file.commune_id, file_id=file.id, way=way, size=file.size, sha256=file.sha256,
        signer=signature["name"], organisation=signature["organisation"], issuer=signature["issuer"],
        serial=signature["serial"], fingerprint=signature["fingerprint"],
        signed_at=datetime.fromisoformat(at) if at else None,
        reason=signature.get("reason", ""), timestamped=signature["timestamped"],
        trusted=signature["trusted"], received_by=by.user_id, revocation=Revocation(signature["revocation"]),
    )  # fmt: skip


def listed(viewer: Viewer, state: SigningState, page: int = 1) -> Sequence[SigningFile]:
    """A page of files: those that wait in the order they came, the signed ones newest first."""
    order = SigningFile.added_at if state is SigningState.WAITING else SigningFile.signed_at.desc()
    query = _of(viewer).where(SigningFile.state == state).order_by(order, SigningFile.id)
    return db.session.scalars(query.limit(A_PAGE).offset((page - 1) * A_PAGE)).all()


def counts(viewer: Viewer) -> dict[SigningState, int]:
    rows = db.session.execute(
        select(SigningFile.state, func.count())
        .where(SigningFile.commune_id == viewer.commune_id)
        .group_by(SigningFile.state)
    )
    found: dict[SigningState, int] = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in SigningState}


def get(viewer: Viewer, file_id: str, *, whole: bool = False) -> SigningFile:
    query = _of(viewer).where(SigningFile.id == file_id)
    file = db.session.scalar(query.options(undefer(SigningFile.content)) if whole else query)
    if file is None:
        raise NotFound
    return file


def chosen(viewer: Viewer, file_ids: Collection[str] | None) -> Sequence[SigningFile]:
    """These files of the commune, or all that wait; without their bytes. Raises NotFound for any other id."""
    wanted = SigningFile.state == SigningState.WAITING
    if file_ids is not None:
        wanted = SigningFile.id.in_(file_ids)
    query = _of(viewer).where(wanted).order_by(SigningFile.added_at, SigningFile.id)
    files = db.session.scalars(query).all()
    if file_ids is not None and len(files) < len(set(file_ids)):
        raise NotFound
    return files


def versions(viewer: Viewer, file_ids: Collection[str]) -> dict[str, list[SignedVersion]]:
    """The signatures of each file, oldest first."""
    rows = db.session.scalars(
        select(SignedVersion)
        .where(SignedVersion.commune_id == viewer.commune_id, SignedVersion.file_id.in_(file_ids))
        .order_by(SignedVersion.received_at, SignedVersion.id)
    )
    found: dict[str, list[SignedVersion]] = {}
    for row in rows:
        found.setdefault(row.file_id, []).append(row)
    return found


def with_certificates(viewer: Viewer) -> set[str]:
    """Ids of certificates that stand on the list by themselves."""
    query = select(SigningFile.certificate_id).where(SigningFile.commune_id == viewer.commune_id)
    return {each for each in db.session.scalars(query) if each}


def of_certificate(viewer: Viewer, certificate_id: str) -> SigningFile | None:
    """The file of one certificate by itself, signed or waiting."""
    return db.session.scalar(_of(viewer).where(SigningFile.certificate_id == certificate_id))


def of_sources(viewer: Viewer, sources: Collection[str]) -> dict[str, SigningFile]:
    """The newest file of each of these papers of the site, by name; a signed one before one that waits."""
    query = _of(viewer).where(_from(sources)).order_by(SigningFile.added_at, SigningFile.id)
    files = db.session.scalars(query).all()
    found = {paper_in(file): file for file in files if file.state is SigningState.WAITING}
    return found | {paper_in(file): file for file in files if file.state is not SigningState.WAITING}


def waiting_of(viewer: Viewer, source: str) -> SigningFile | None:
    """The file of a paper of the site that waits for its signature."""
    query = _of(viewer).where(_from([source]), SigningFile.state == SigningState.WAITING)
    return db.session.scalars(query.order_by(SigningFile.added_at.desc())).first()


def paper_in(file: SigningFile) -> str:
    """The name of the paper of this site that a file is."""
    return file.source.partition("#")[0]


def _from(sources: Collection[str]) -> ColumnElement[bool]:
    names = {each.partition("#")[0] for each in sources}
    return or_(false(), *(SigningFile.source.startswith(f"{each}#", autoescape=True) for each in names))


def _of(viewer: Viewer) -> Select[SigningFile]:
    return select(SigningFile).where(SigningFile.commune_id == viewer.commune_id)
