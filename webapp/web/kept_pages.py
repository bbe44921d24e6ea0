"""Public pages that are the same for everyone: rendered once, kept compressed, the nonce put in last."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from struct import pack

from flask import Response, g, request

from webapp.web.headers import csp_nonce

HOLE = "nonce-goes-here"
FRESH = "private, max-age=300"
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
LAST_BLOCK = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page around its nonces, as they are and deflated."""

    parts: tuple[bytes, ...]
    deflated: tuple[bytes, ...]

    @classmethod
    def of(cls, html: str) -> Page:
        parts = tuple(part.encode() for part in html.split(HOLE))
        return cls(parts, tuple(map(_deflate, parts)))

    def plain(self, nonce: bytes) -> bytes:
        return nonce.join(self.parts)

    def gzipped(self, nonce: bytes) -> bytes:
        """One gzip member: the kept deflate blocks the nonce between them in stored blocks (RFC 1951)."""
        body = self.plain(nonce)
        stored = b"\x00" + pack("<HH", len(nonce), len(nonce) ^ 0xFFFF) + nonce
        trailer = pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
        return b"".join((GZIP_HEAD, stored.join(self.deflated), LAST_BLOCK, trailer))


def rendered(render: Callable[[], str]) -> Page:
    """Render inside this request, with a hole where each nonce will stand."""
    g.csp_nonce = HOLE
    try:
        return Page.of(render())
    finally:
        g.pop("csp_nonce")


def answer(page: Page, status: int = 200) -> Response:
    """The page with this answer's nonce, compressed where that is taken; a browser keeps it five minutes."""
    nonce = csp_nonce().encode()
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(
        page.gzipped(nonce) if zipped else page.plain(nonce), status, content_type="text/html; charset=utf-8"
    )
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    response.headers["Cache-Control"] = FRESH
    return response


def _deflate(part: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(part) + compressor.flush(zlib.Z_FULL_FLUSH)
