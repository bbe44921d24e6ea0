"""The key of a PKCS#12 file, and whether its certificate may sign today."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import pkcs12, x509
from pyhanko.sign.signers import SimpleSigner

from webapp.services.signing.trust import is_issued_under, may_sign, person_of


class KeyRefused(Exception):
    """`code` names the reason, as in `services.signing.refusals`."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Key:
    """`signer` is pyHanko's own; the rest is what the page says of the certificate."""

    signer: SimpleSigner
    name: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    trusted: bool | None

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name, "organisation": self.organisation, "issuer": self.issuer,
            "serial": self.serial, "valid_until": self.valid_until.isoformat(), "trusted": self.trusted,
            "fingerprint": self.fingerprint, "valid_from": self.valid_from.isoformat(),
        }  # fmt: skip


def open_key(content: bytes, password: str, roots: Sequence[bytes], at: datetime) -> Key:
    """The key in a .p12 or .pfx file. `trusted` is None where the commune named no roots.

    Raises KeyRefused: not-p12, wrong-password, no-key, not-yet, expired, not-for-signing, foreign.
    """
    _require_pkcs12(content)
    signer = _signer(content, password)
    certificate = signer.signing_cert
    if certificate is None:
        raise KeyRefused("no-key")
    _require_usable(certificate, at)
    others = [each for each in signer.cert_registry if each != certificate]
    trusted = is_issued_under(certificate, others, roots, at) if roots else None
    if trusted is False:
        raise KeyRefused("foreign", issuer=person_of(certificate.issuer)[0])
    name, organisation = person_of(certificate.subject)
    return Key(
        signer=signer,
        name=name,
        organisation=organisation,
        issuer=person_of(certificate.issuer)[0],
        serial=f"{certificate.serial_number:X}",
        fingerprint=certificate.sha256.hex(),
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        trusted=trusted,
    )


def _require_pkcs12(content: bytes) -> None:
    try:
        pfx = pkcs12.Pfx.load(content, strict=True)
        known = pfx["version"].native == "v3" and pfx["auth_safe"]["content_type"].native == "data"
    except (ValueError, TypeError, KeyError):
        known = False
    if not known:
        raise KeyRefused("not-p12")


def _signer(content: bytes, password: str) -> SimpleSigner:
    """Passwords are tried as typed and composed: Unikey and a Mac write the same letters differently."""
    for typed in dict.fromkeys((password, unicodedata.normalize("NFC", password))):
        with suppress(ValueError):
            signer: SimpleSigner = SimpleSigner.load_pkcs12_data(content, [], typed.encode())
            return signer
    raise KeyRefused("no-key" if _opens(content, password) else "wrong-password")


def _opens(content: bytes, password: str) -> bool:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    try:
        load_pkcs12(content, password.encode())
    except (ValueError, TypeError):
        return False
    return True


def _require_usable(certificate: x509.Certificate, at: datetime) -> None:
    if at.astimezone(UTC) < certificate.not_valid_before:
        raise KeyRefused("not-yet", day=certificate.not_valid_before.isoformat())
    if at.astimezone(UTC) > certificate.not_valid_after:
        raise KeyRefused("expired", day=certificate.not_valid_after.isoformat())
    if not may_sign(certificate):
        raise KeyRefused("not-for-signing")
