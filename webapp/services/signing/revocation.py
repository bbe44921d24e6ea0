"""Whether an authority took a certificate back: what it answered, and what that means for a signature."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError

UNASKED, GOOD, REVOKED, UNKNOWN = "unasked", "good", "revoked", "unknown"
MOST_STORED = 40  # answers that are read from a file; more than that is somebody's joke


@dataclass(frozen=True)
class Answers:
    """OCSP responses and CRLs as DER."""

    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    def __add__(self, other: Answers) -> Answers:
        return Answers(self.ocsps + other.ocsps, self.crls + other.crls)

    @property
    def size(self) -> int:
        return sum(len(each) for each in self.ocsps + self.crls)


@dataclass(frozen=True)
class Verdict:
    """`state` is one of the four words above; `day` the moment from which a revoked certificate is."""

    state: str
    day: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        return {"revocation": self.state, "revoked_on": self.day.isoformat() if self.day else None}


def chain_of(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], roots: Sequence[bytes]
) -> list[x509.Certificate]:
    """From a trusted root to the certificate, both included; empty where none leads there."""
    validator = CertificateValidator(certificate, validation_context=_context(others, roots, Answers(), None))
    with suppress(Exception):  # a stranger's certificate may break the search in any way
        return list(asyncio.run(validator.async_validate_path()).iter_certs(include_root=True))
    return []


def judge(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    roots: Sequence[bytes],
    answers: Answers,
    at: datetime | None,
) -> Verdict:
    """What the answers say of a certificate and its chain at a moment, or now."""
    if not can_be_asked_about(certificate):
        return Verdict(UNKNOWN)
    context = _context(others, roots, answers, at, mode="hard-fail")
    try:
        asyncio.run(CertificateValidator(certificate, validation_context=context).async_validate_path())
    except RevokedError as revoked:
        return Verdict(REVOKED, revoked.revocation_dt)
    except Exception:  # what a server answers may break the parser in any way
        return Verdict(UNKNOWN)
    return Verdict(GOOD)


def can_be_asked_about(certificate: x509.Certificate) -> bool:
    return bool(ocsp_addresses(certificate) or crl_addresses(certificate))


def ocsp_addresses(certificate: x509.Certificate) -> list[str]:
    return _web(certificate.ocsp_urls)


def crl_addresses(certificate: x509.Certificate) -> list[str]:
    return _web(point.url for point in certificate.crl_distribution_points)


def _web(addresses: Iterable[str | None]) -> list[str]:
    """No ldap, no file."""
    return [each for each in addresses if each and each.lower().startswith(("http://", "https://"))]


def stored(reader: PdfFileReader) -> Answers:
    """The answers that a file keeps for later years, in its document security store."""
    if "/DSS" not in reader.root:
        return Answers()
    store = reader.root["/DSS"]
    return Answers(
        tuple(_streams(store, "/OCSPs", DecodePurpose.OCSP_RESPONSE)),
        tuple(_streams(store, "/CRLs", DecodePurpose.CRL)),
    )


def _streams(store: Any, key: str, purpose: DecodePurpose) -> Iterable[bytes]:
    if key not in store:  # `get` of pyHanko's dictionaries follows no reference
        return
    for each in list(store[key])[:MOST_STORED]:
        yield each.get_object().read_data(purpose)


def _context(
    others: Iterable[x509.Certificate],
    roots: Sequence[bytes],
    answers: Answers,
    at: datetime | None,
    mode: str = "soft-fail",
) -> ValidationContext:
    """An answer given after a signature tells of its moment too: it names the day of each revocation."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in roots],
        other_certs=list(others),
        moment=at,
        allow_fetching=False,
        ocsps=[ocsp.OCSPResponse.load(each) for each in answers.ocsps],
        crls=[crl.CertificateList.load(each) for each in answers.crls],
        revocation_mode=mode,
        retroactive_revinfo=True,
    )
