from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class SigningKind(StrEnum):
    """What a file to be signed is: one certificate, several joined, or a paper that was uploaded."""

    CERTIFICATE = "certificate"
    JOINED = "joined"
    PAPER = "paper"


class SigningState(StrEnum):
    """A signed file is held until the commune has confirmed everybody who signed it."""

    WAITING = "waiting"
    HELD = "held"
    SIGNED = "signed"


class SigningWay(StrEnum):
    """At the desk with a PKCS#12, or with the office's own program."""

    DESK = "desk"
    EXCHANGE = "exchange"


class SignerState(StrEnum):
    """Whether a certificate signs for the commune. What it signed before it ended stays good."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class Revocation(StrEnum):
    """What the authority said when it was asked whether a certificate was taken back. A revoked one's file
    is not kept, so that answer stands at no signature."""

    UNASKED = "unasked"
    GOOD = "good"
    UNKNOWN = "unknown"


class SigningFile(Base):
    """A PDF that waits for its signature or has it.

    `content` is the newest: signatures are only ever put behind, so its first `made_size` bytes are what
    was made here, and `made_sha256` is theirs. `certificate_ids` are the certificates in it;
    `certificate_id` is set where it is one alone. `source` names the paper of this site that it is
    (`web.signing_papers`) and ends with "#" and a hash of what it says, empty for what is no such paper.
    """

    __tablename__ = "signing_file"
    __table_args__ = (
        UniqueConstraint("commune_id", "made_sha256"),
        Index(None, "commune_id", "state", "added_at"),
        Index(None, "made_sha256"),
        Index(None, "commune_id", "certificate_id"),
        Index(None, "commune_id", "source"),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    kind: Mapped[SigningKind]
    state: Mapped[SigningState] = mapped_column(default=SigningState.WAITING)
    source: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str]
    file_name: Mapped[str]
    certificate_id: Mapped[str | None] = mapped_column(Id)
    certificate_ids: Mapped[list[Any]] = mapped_column(default=list)
    pages: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    made_size: Mapped[int]
    made_sha256: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(Id)
    added_at: Mapped[datetime] = mapped_column(default=now)
    signed_at: Mapped[datetime | None]


class SignedVersion(Base):
    """One signature on a file of ours: who signed by the certificate, how it came here, the bytes' hash.

    `trusted` is None where the commune had named no roots; `size` and `sha256` are the file's with it;
    `fingerprint` is the certificate's, empty where it was received before signers were confirmed; `reason` is
    what the signature itself gives as such.
    Where answers about its revocation were put behind it, `signed_size` and `signed_sha256` are the bytes
    as they came from the signer.
    """

    __tablename__ = "signed_version"
    __table_args__ = (
        Index(None, "commune_id", "file_id", "received_at"),
        Index(None, "sha256"),
    )

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("signing_file.id"))
    way: Mapped[SigningWay]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    signer: Mapped[str]
    organisation: Mapped[str]
    issuer: Mapped[str]
    serial: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    timestamped: Mapped[bool]
    trusted: Mapped[bool | None]
    revocation: Mapped[Revocation] = mapped_column(default=Revocation.UNASKED)
    signed_size: Mapped[int | None]
    signed_sha256: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime] = mapped_column(default=now)
    received_by: Mapped[str] = mapped_column(Id)


class SigningCertificate(Base):
    """The certificate of a person or an office that signed for the commune, or wants to.

    `fingerprint` is the SHA-256 of its DER; `noted_by` brought it or the first file, `decided_by` answered.
    `revoked_on` is the moment that its authority told when it was asked.
    """

    __tablename__ = "signing_certificate"
    __table_args__ = (UniqueConstraint("commune_id", "fingerprint"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    organisation: Mapped[str]
    issuer: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    revoked_on: Mapped[datetime | None]
    state: Mapped[SignerState] = mapped_column(default=SignerState.PENDING)
    noted_by: Mapped[str] = mapped_column(Id)
    noted_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None]


class TrustRoot(Base):
    """The certificate of an authority that a commune accepts signatures under; `content` is DER."""

    __tablename__ = "trust_root"
    __table_args__ = (UniqueConstraint("commune_id", "sha256"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    name: Mapped[str]
    valid_until: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_by: Mapped[str] = mapped_column(Id)
    added_at: Mapped[datetime] = mapped_column(default=now)


class SigningRule(Base):
    """How a commune signs: whether officers may use a key at the desk beside the approver, the address of
    its time stamp authority (empty: none), the reason that is offered, whether authorities are asked about
    revoked certificates, and whether a signer is confirmed by another than who brought the certificate."""

    __tablename__ = "signing_rule"

    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    officers_sign: Mapped[bool] = mapped_column(default=False)
    time_stamps: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    check_revocation: Mapped[bool] = mapped_column(default=False)
    four_eyes: Mapped[bool] = mapped_column(default=False)
