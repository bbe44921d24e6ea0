"""An authority's server on 127.0.0.1 that answers about revoked certificates, by OCSP and with a CRL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests import keys


@dataclass
class Responder:
    """`revoked` since a moment, by the certificate's serial; `silent` parts ("ocsp", "crl") answer 503;
    `asked` are the paths that were opened."""

    address: str = ""
    revoked: dict[int, datetime] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    known: list[x509.Certificate] = field(default_factory=list)

    def signer(self, name: str = keys.SIGNER) -> bytes:
        """A .p12 whose certificate names this server."""
        content = keys.p12(name, asks=self.address)
        self.known.append(keys.certificate_of(content))
        return content

    def revoke(self, content: bytes, days_ago: int) -> None:
        serial = keys.certificate_of(content).serial_number
        self.revoked[serial] = datetime.now(UTC) - timedelta(days=days_ago)

    def answer(self, path: str, body: bytes) -> bytes | None:
        self.asked.append(path)
        what = path.strip("/")
        if what in self.silent:
            return None
        return self._ocsp(body) if what == "ocsp" else self._crl() if what == "crl" else None

    def _ocsp(self, body: bytes) -> bytes:
        serial = ocsp.load_der_ocsp_request(body).serial_number
        certificate = next(each for each in self.known if each.serial_number == serial)
        since = self.revoked.get(serial)
        moment, root = datetime.now(UTC), keys.root()
        status = ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD
        reason = x509.ReasonFlags.key_compromise if since else None
        return (
            ocsp.OCSPResponseBuilder()
            .add_response(
                certificate, root.certificate, hashes.SHA1(), status, moment, moment + timedelta(hours=1),  # noqa: S303
                since, reason,
            )
            .responder_id(ocsp.OCSPResponderEncoding.NAME, root.certificate)
            .sign(root.key, hashes.SHA256())
            .public_bytes(Encoding.DER)
        )  # fmt: skip

    def _crl(self) -> bytes:
        moment, root = datetime.now(UTC), keys.root()
        built = x509.CertificateRevocationListBuilder(
            root.certificate.subject, moment, moment + timedelta(days=1)
        )
        for serial, since in self.revoked.items():
            built = built.add_revoked_certificate(x509.RevokedCertificateBuilder(serial, since).build())
        return built.sign(root.key, hashes.SHA256()).public_bytes(Encoding.DER)


@contextmanager
def responding() -> Iterator[Responder]:
    responder = Responder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(responder.answer(self.path, b""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._send(responder.answer(self.path, body))

        def _send(self, content: bytes | None) -> None:
            self.send_response(503 if content is None else 200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_said: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    responder.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield responder
    finally:
        server.shutdown()
        server.server_close()
