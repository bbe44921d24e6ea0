"""One time stamp asked for now, so that an address is known to work before a paper waits for it."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from webapp.services.signing.time_stamps import AuthorityOverHttps
from webapp.services.signing.trust import person_of

UNANSWERED = {
    requests.exceptions.SSLError: "bad-certificate",
    requests.exceptions.HTTPError: "refuses",
    requests.exceptions.Timeout: "too-slow",
    requests.exceptions.ConnectionError: "no-server",
}


def ask_once(url: str) -> dict[str, Any]:
    """`asked` is the server's name with its address, `by` and `at` (ISO) are the stamp's; or an `error`:
    no-name, no-server, too-slow, bad-certificate, refuses, no-stamp."""
    asked, known = _asked(url)
    try:
        stamp = asyncio.run(AuthorityOverHttps(url).async_timestamp(_digest(), "sha256"))["content"]
        at = stamp["encap_content_info"]["content"].parsed["gen_time"].native
        by = person_of(extract_certificate_info(stamp).signer_cert.subject)[0]
    except TimestampRequestError as error:
        why = next((code for kind, code in UNANSWERED.items() if isinstance(error.__cause__, kind)), "")
        return {"asked": asked, "error": "no-name" if why == "no-server" and not known else why or "no-stamp"}
    except Exception:  # what a stranger's server sends may break a parser anywhere
        return {"asked": asked, "error": "no-stamp"}
    return {"asked": asked, "by": by, "at": at.isoformat()}


def _digest() -> bytes:
    return hashlib.sha256(secrets.token_bytes(32)).digest()


def _asked(url: str) -> tuple[str, bool]:
    """The server's name with the address behind it, and whether there is one."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", f", cổng {parts.port}" if parts.port else ""
    try:
        address = str(socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)[0][4][0])
    except OSError:
        return host + port, False
    return (host if address == host else f"{host} ({address})") + port, True
