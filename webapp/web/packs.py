"""Packs: all pages of one lesson or practice in one file, kept by a phone for where there is no signal.

A feature says what it offers with `register(kind, plans)`. A pack is made by asking the application itself
for the pages, as a visitor without cookies, so that a kept page is the page that everybody gets. The nonce of
each answer becomes NONCE: whoever serves the page from a pack puts a fresh one there.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, current_app
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from webapp.models.commune import Commune
from webapp.services.progress import today
from webapp.web.demo import is_demo
from webapp.web.visitor_commune import COMMUNE_COOKIE

NONCE = "@nonce@"
BEYOND = "999"
MOST_PACKS = 2000
NONCE_IN_POLICY = re.compile(r"'nonce-([^']+)'")
ASSET = re.compile(r'\s(?:href|src)="(/static/[^"]+)"')
KEPT_HEADERS = (
    "Content-Type",
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


class NotPublic(Exception):
    """A page that a plan names can't be kept: it is missing, personal, or unlike the others of its pack."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes into the pack `<kind>/<slug>`; `pages` are paths, some with a query, the first one opens it.

    Outside the kind that holds single pages, all lie under `/<kind>/<slug>/`. In a folder of `numbered`, a
    number without a page leads where the application sends a number beyond the last. `doors` are short
    addresses that lead into the pack. `household` are pages that say more when they are opened from a
    household. `along` are the packs to keep with this one. `stamp` is whatever the pages depend on beside the
    day; `by_commune`: they differ by the visitor's commune.
    """

    kind: str
    slug: str
    title: str
    pages: tuple[str, ...]
    numbered: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    household: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    stamp: str = ""
    by_commune: bool = False

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A made pack: `body` is its JSON, compressed; `version` a hash of its pages and of what they load."""

    plan: Plan
    version: str
    body: bytes = field(repr=False)
    assets: tuple[str, ...]


Plans = Callable[[Commune | None], Iterable[Plan]]
Find = Callable[[str], Plan | None]
Key = tuple[Plan, str, date, bool]

_offered: dict[str, list[tuple[Plans, Find]]] = {}


def register(kind: str, plans: Plans, find: Find) -> None:
    """Offer packs of a kind: `plans` are those in the list of a visitor of this commune, or of none;
    `find` knows them by their slug, and those that stand in no list."""
    _offered.setdefault(kind, []).append((plans, find))


def kinds() -> list[str]:
    return list(_offered)


def plans_for(commune: Commune | None) -> list[Plan]:
    """Every plan on offer, kind by kind."""
    return [plan for offers in _offered.values() for plans, _ in offers for plan in plans(commune)]


def find_plan(kind: str, slug: str) -> Plan | None:
    found = (find(slug) for _, find in _offered.get(kind, ()))
    return next((plan for plan in found if plan), None)


def pack_of(plan: Plan, commune: Commune | None) -> Pack:
    """The pack, made once a day and process. NotPublic if a page of the plan can't be kept."""
    shelf: _Shelf = current_app.extensions["packs"]
    place = commune.id if commune and plan.by_commune else ""
    return shelf.get((plan, place, today(), is_demo()))


def install(app: Flask) -> None:
    app.extensions["packs"] = _Shelf()


class _Shelf:
    """Made packs; one is made at a time, and when there are too many the oldest leave."""

    def __init__(self) -> None:
        self._packs: dict[Key, Pack] = {}
        self._making = threading.RLock()

    def get(self, key: Key) -> Pack:
        if key not in self._packs:
            with self._making:
                if key not in self._packs:
                    self._packs[key] = _make(key[0], key[1])
                    if len(self._packs) > MOST_PACKS:
                        self._packs.pop(next(iter(self._packs)))
        return self._packs[key]


def _make(plan: Plan, place: str) -> Pack:
    answers = {page: _ask(page, place) for page in plan.pages}
    pages = {_sorted_query(page): answer.page() for page, answer in answers.items()}
    assets = _assets(pages.values())
    content = {
        "id": plan.id,
        "title": plan.title,
        "open": plan.pages[0],
        "along": plan.along,
        "household": plan.household,
        "beyond": _targets({folder: f"{folder}{BEYOND}" for folder in plan.numbered}, place),
        "doors": _targets({door: door for door in plan.doors}, place),
        "assets": assets,
        "headers": _common_head(plan, answers),
        "pages": pages,
    }
    version = hashlib.sha256(_json(content)).hexdigest()[:12]
    body = gzip.compress(_json({"version": version, **content}), 9, mtime=0)
    return Pack(plan, version, body, tuple(assets))


def _common_head(plan: Plan, answers: dict[str, _Answer]) -> dict[str, str]:
    """The headers that all pages of a pack share. NotPublic where a page can't be kept with the others."""
    for page, answer in answers.items():
        if problem := answer.problem():
            raise NotPublic(f"{plan.id}: {page} {problem}")
    first, *others = (answer.head() for answer in answers.values())
    if any(other != first for other in others):
        raise NotPublic(f"{plan.id}: its pages have unlike headers")
    return first


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Headers
    text: str

    def problem(self) -> str:
        """Why this may not be kept on a phone, or nothing."""
        if self.status != 200:
            return f"is answered with {self.status}"
        if "Set-Cookie" in self.headers:
            return "sets a cookie"
        return "is personal" if "no-store" in self.headers.get("Cache-Control", "") else ""

    def nonce(self) -> str:
        found = NONCE_IN_POLICY.search(self.headers["Content-Security-Policy"])
        return found[1] if found else NONCE

    def page(self) -> str:
        return self.text.replace(self.nonce(), NONCE)

    def head(self) -> dict[str, str]:
        kept = {name: self.headers[name] for name in KEPT_HEADERS if name in self.headers}
        return {name: value.replace(self.nonce(), NONCE) for name, value in kept.items()}


def _ask(address: str, place: str) -> _Answer:
    """What a visitor without cookies, but for his commune's, is answered; no kept page is used or made."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    cookies = [("Cookie", f"{COMMUNE_COOKIE}={place}")] if place else []
    builder = EnvironBuilder(address, base_url=app.config["SETTINGS"].base_url, headers=cookies)
    with app.app_context():  # a `g` and a database session of its own
        answer = run_wsgi_app(partial(Flask.wsgi_app, app), builder.get_environ(), buffered=True)
    body, status, headers = answer
    return _Answer(int(status.split()[0]), headers, b"".join(body).decode())


def _targets(addresses: dict[str, str], place: str) -> dict[str, str]:
    """Where each address redirects to; those that don't are left out."""
    answers = {name: _ask(address, place) for name, address in addresses.items()}
    return {
        name: answer.headers["Location"] for name, answer in answers.items() if "Location" in answer.headers
    }


def _assets(pages: Iterable[str]) -> list[str]:
    found = (unescape(address) for page in pages for address in ASSET.findall(page))
    return list(dict.fromkeys(found))


def _sorted_query(address: str) -> str:
    """The address by which a worker looks a page up: its query in the order of the names."""
    parts = urlsplit(address)
    return parts.path + (f"?{urlencode(sorted(parse_qsl(parts.query)))}" if parts.query else "")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
