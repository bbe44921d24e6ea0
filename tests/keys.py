"""A certification authority of the tests: a root, people's keys as PKCS#12, a time stamp authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

KEY_PASSWORD = "mở-khóa-ký-số"
AUTHORITY = "Tổ chức chứng thực thử"
SIGNER = "Lường Văn Chiến"
BUSINESS = "ỦY BAN NHÂN DÂN XÃ LIÊN MINH"


@dataclass(frozen=True)
class Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def root(name: str = AUTHORITY) -> Authority:
    return _root(name)


@cache
def _root(name: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    own = _name(name)
    built = _builder(own, own, key, -3650, 3650).add_extension(x509.BasicConstraints(True, None), True)
    built = built.add_extension(_usage(key_cert_sign=True, crl_sign=True), True)
    return Authority(built.sign(key, hashes.SHA256()), key)


@cache
def p12(
    name: str = SIGNER, *, authority: str = AUTHORITY, starts: int = -30, ends: int = 365,
    usage: str = "digital_signature", server: bool = False, password: str = KEY_PASSWORD, asks: str = "",
) -> bytes:  # fmt: skip
    """A key with its certificate and its authority's, locked by `password`; days are counted from now.

    `asks` is where the authority answers about revocation: `asks`/ocsp and `asks`/crl.
    """
    issuer = root(authority)
    key = ec.generate_private_key(ec.SECP256R1())
    built = _builder(_name(name, BUSINESS), issuer.certificate.subject, key, starts, ends)
    built = built.add_extension(_usage(**{usage: True}), True)
    if server:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    if asks:
        built = _asking(built, asks)
    certificate = built.sign(issuer.key, hashes.SHA256())
    lock = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"khoa", key, certificate, [issuer.certificate], lock)


def certificate_of(content: bytes, password: str = KEY_PASSWORD) -> x509.Certificate:
    """The signer's certificate in a PKCS#12, as an office gets it by itself."""
    _, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode())
    assert certificate is not None
    return certificate


def _asking(built: x509.CertificateBuilder, address: str) -> x509.CertificateBuilder:
    ocsp, crl = (x509.UniformResourceIdentifier(f"{address}/{each}") for each in ("ocsp", "crl"))
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, ocsp)
    point = x509.DistributionPoint([crl], None, None, None)
    return built.add_extension(x509.AuthorityInformationAccess([access]), False).add_extension(
        x509.CRLDistributionPoints([point]), False
    )


@cache
def time_stamper() -> DummyTimeStamper:
    """A time stamp authority under the usual root, that answers without a network."""
    issuer = root()
    key = rsa.generate_private_key(65537, 2048)  # the dummy signs with RSA only
    built = _builder(_name("Dịch vụ dấu thời gian thử"), issuer.certificate.subject, key, -30, 3650)
    built = built.add_extension(_usage(digital_signature=True), True)
    built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    certificate = built.sign(issuer.key, hashes.SHA256())
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(secret),
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Any, starts: int, ends: int
) -> x509.CertificateBuilder:
    moment = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number(),
        moment + timedelta(days=starts), moment + timedelta(days=ends),
    ).add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)  # fmt: skip


def _name(name: str, organisation: str = "") -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.COMMON_NAME, name),
    ]
    return x509.Name([x509.NameAttribute(kind, words) for kind, words in parts if words])


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})
