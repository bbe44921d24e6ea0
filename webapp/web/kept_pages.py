"""Public pages that are the same for everyone: answered once by the application, then kept, compressed.

A view says `return keep(render_template(...))`. The next visitor with the same look gets the kept answer
before Flask is asked, with a nonce of his own where the first answer's nonce stood. A page that depends on
the visitor's commune says `keep(..., by_commune=True)`: then it is kept for each commune's cookie, and for
nobody who is signed in. What may change from one minute to the next calls `keep_nothing()`.
"""

from __future__ import annotations

import re
import secrets
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, Response, g, request

from webapp.web.display import SIZE_COOKIE, THEME_COOKIE, THEMES, text_size, theme
from webapp.web.headers import csp_nonce
from webapp.web.visitor_commune import COMMUNE_COOKIE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MARK = "webapp.keep"
FRESH = "private, max-age=300"
SOON = "private, max-age=60"
MOST_PAGES = 1500
QUERY = re.compile(r"(?:chon=\d)?")
SIZE = re.compile(rf"(?:^|;)\s*{SIZE_COOKIE}=([123])(?=;|$)")
THEME = re.compile(rf"(?:^|;)\s*{THEME_COOKIE}=({'|'.join(THEMES)})(?=;|$)")
COMMUNE = re.compile(rf"(?:^|;)\s*{COMMUNE_COOKIE}=([0-9]{{5}})(?=;|$)")
SIGNED_IN = re.compile(r"(?:^|;)\s*__Host-gds=")
KEPT_SECONDS = 600
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
LAST_BLOCK = b"\x03\x00"


class Key(NamedTuple):
    """What a kept page differs by; `look` is text size and theme, `spell` the ten minutes it is kept for.

    `commune` is that of the visitor's cookie where the page depends on it, else empty.
    """

    path: str
    query: str
    look: tuple[str, str | None]
    scheme: str
    zipped: bool
    spell: int
    commune: str = ""


class Mark(NamedTuple):
    """What a view leaves behind when its answer may be kept: its nonce, and the look it was drawn with."""

    nonce: str
    look: tuple[str, str | None]
    by_commune: bool


def keep(html: str, *, by_commune: bool = False) -> Response:
    """An answer that is the same for everyone: kept here ten minutes at most, by a browser five."""
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    response.headers["Cache-Control"] = SOON if "keep_nothing" in g else FRESH
    if "keep_nothing" not in g:
        request.environ[MARK] = Mark(csp_nonce(), (text_size(), theme()), by_commune)
    return response


def keep_nothing() -> None:
    """What this request answers may change at any moment: it is not kept, and a browser's copy is short."""
    g.keep_nothing = True


def install(app: Flask) -> None:
    app.wsgi_app = KeptPages(app.wsgi_app)  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class Page:
    """Headers, and the parts of the body around its nonces: as they are, and as deflate blocks."""

    headers: list[tuple[str, str]]
    nonce: str
    parts: tuple[bytes, ...]
    blocks: tuple[bytes, ...]

    def answer(self, start_response: StartResponse) -> list[bytes]:
        nonce = secrets.token_urlsafe(16)
        body = nonce.encode().join(self.parts)
        if self.blocks:
            body = _gzipped(self.blocks, nonce.encode(), body)
        headers = [(name, value.replace(self.nonce, nonce)) for name, value in self.headers]
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]


class KeptPages:
    """WSGI middleware in front of the application. When there are too many pages the oldest leave first."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app
        self._pages: dict[Key, Page] = {}
        self._by_commune: set[str] = set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        page = self._pages.get(key) if key else None
        return page.answer(start_response) if page else self._ask(key, environ, start_response)

    def _ask(self, key: Key | None, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        said: list[Any] = []
        answer = self.app(environ, lambda *words: said.extend(words))  # type: ignore[arg-type]
        mark: Mark | None = environ.get(MARK)
        headers = said[1]
        if key is None or mark is None or mark.look != key.look or _sets_a_cookie(headers):
            start(*said)
            return answer
        page = _page(headers, mark.nonce, _whole(answer), zipped=key.zipped)
        if mark.by_commune and key.path not in self._by_commune:
            self._by_commune.add(key.path)
            key = self._key(environ)
        if key is not None:
            self._pages[key] = page
        if len(self._pages) > MOST_PAGES:
            self._pages.pop(next(iter(self._pages)), None)
        return page.answer(start)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """None for whatever is never kept. The commune of someone signed in only the database knows."""
        key, cookies = _key(environ), environ.get("HTTP_COOKIE", "")
        if key is None or key.path not in self._by_commune:
            return key
        chosen = COMMUNE.search(cookies)
        return None if SIGNED_IN.search(cookies) else key._replace(commune=chosen[1] if chosen else "")


def _key(environ: WSGIEnvironment) -> Key | None:
    """None for whatever is never kept."""
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or not QUERY.fullmatch(query):
        return None
    return Key(
        environ["PATH_INFO"],
        query,
        _look(environ.get("HTTP_COOKIE", "")),
        environ["wsgi.url_scheme"],
        "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""),
        int(time.time()) // KEPT_SECONDS,
    )


def _look(cookies: str) -> tuple[str, str | None]:
    size, chosen = SIZE.search(cookies), THEME.search(cookies)
    return size[1] if size else "1", THEMES[chosen[1]] if chosen else None


def _sets_a_cookie(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "set-cookie" for name, _ in headers)


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def _page(headers: list[tuple[str, str]], nonce: str, body: bytes, *, zipped: bool) -> Page:
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    parts = tuple(body.split(nonce.encode()))
    if not zipped:
        return Page(kept, nonce, parts, ())
    return Page([*kept, ("Content-Encoding", "gzip")], nonce, parts, tuple(map(_deflate, parts)))


def _deflate(part: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(part) + compressor.flush(zlib.Z_FULL_FLUSH)


def _gzipped(blocks: tuple[bytes, ...], nonce: bytes, body: bytes) -> bytes:
    """One gzip member of `body`: kept deflate blocks, the nonce in stored ones between (RFC 1951, 1952)."""
    stored = b"\x00" + pack("<HH", len(nonce), len(nonce) ^ 0xFFFF) + nonce
    trailer = pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return b"".join((GZIP_HEAD, stored.join(blocks), LAST_BLOCK, trailer))
