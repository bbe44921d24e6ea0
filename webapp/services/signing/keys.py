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

from webapp.services.signing.authorities import Authorities
from webapp.services.signing.revocation import REVOKED
from webapp.services.signing.trust import ders_in, is_issued_under, may_sign, person_of, told_of


class KeyRefused(Exception):
    """`code` names the reason, as in `services.signing.refusals`."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Key:
    """`signer` is pyHanko's own; `told` is what pages say of the certificate (`trust.told_of`); `trusted` is
    None where the commune named no roots."""

    signer: SimpleSigner
    told: dict[str, str]
    trusted: bool | None

    @property
    def name(self) -> str:
        return self.told["name"]

    def as_json(self) -> dict[str, Any]:
        return {**self.told, "trusted": self.trusted}

    @property
    def others(self) -> list[x509.Certificate]:
        return [each for each in self.signer.cert_registry if each != self.signer.signing_cert]


def open_key(content: bytes, password: str, roots: Sequence[bytes], at: datetime) -> Key:
    """The key in a .p12 or .pfx file.

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
    return Key(signer, told_of(certificate), trusted)


def require_unrevoked(key: Key, roots: Sequence[bytes], authorities: Authorities) -> None:
    """Raises KeyRefused revoked; when nobody answers, the key may sign and the file says so."""
    certificate = key.signer.signing_cert
    if not key.trusted or certificate is None:
        return
    verdict, _, _ = authorities.ask_about(certificate, key.others, roots)
    if verdict.state == REVOKED and verdict.day:
        raise KeyRefused("revoked", day=verdict.day.isoformat(), fingerprint=key.told["fingerprint"])


def read_signer(content: bytes, password: str, roots: Sequence[bytes], at: datetime) -> dict[str, Any]:
    """Whose certificate a .cer, .crt or .pem file holds, or a .p12; `trusted` as in Key.

    Raises KeyRefused: unreadable-certificate, an-authority, many-certificates, and those of `open_key`.
    """
    if _is_pkcs12(content):
        return open_key(content, password, roots, at).as_json()
    return _read_certificate(content, roots, at)


def _read_certificate(content: bytes, roots: Sequence[bytes], at: datetime) -> dict[str, Any]:
    try:
        found = [x509.Certificate.load(der, strict=True) for der in ders_in(content)]
        people = [each for each in found if not each.ca]
        told = [told_of(each) for each in people]
    except (ValueError, TypeError, KeyError):
        raise KeyRefused("unreadable-certificate") from None
    if len(people) != 1:
        raise KeyRefused(
            "many-certificates" if people else "an-authority" if found else "unreadable-certificate"
        )
    _require_usable(people[0], at)
    others = [each for each in found if each is not people[0]]
    trusted = (is_issued_under(people[0], others, roots, at) or None) if roots else None
    return {**told[0], "trusted": trusted}


def _is_pkcs12(content: bytes) -> bool:
    with suppress(KeyRefused):
        _require_pkcs12(content)
        return True
    return False


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
