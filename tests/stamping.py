"""A time stamp authority's server on 127.0.0.1, over TLS with a certificate of the tests' own authority."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests import keys

HERE = "127.0.0.1"


def server_files(folder: Path) -> tuple[Path, Path]:
    """The server's certificate with its key, and the authority's certificate that a client needs."""
    moment, key, issuer = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1()), keys.root()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tsa")])
    certificate = (
        x509.CertificateBuilder(
            issuer.certificate.subject, name, key.public_key(), x509.random_serial_number(),
            moment - timedelta(days=1), moment + timedelta(days=1),
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), False)
        .sign(issuer.key, hashes.SHA256())
    )  # fmt: skip
    own, authority = folder / "tsa.pem", folder / "goc.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    own.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    authority.write_bytes(issuer.pem)
    return own, authority


@contextmanager
def stamping(own: Path) -> Iterator[str]:
    """The server's address: stamps at /tsa, a page of another kind at /trang, nothing else."""
    stamper = cache(keys.time_stamper)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answers = {
                "/tsa": lambda: stamper().request_tsa_response(tsp.TimeStampReq.load(body)).dump(),
                "/trang": lambda: b"<html>",
            }
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(answers.get(self.path, bytes)())

        def log_message(self, *_said: object) -> None:
            return

    server = ThreadingHTTPServer((HERE, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://{HERE}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
