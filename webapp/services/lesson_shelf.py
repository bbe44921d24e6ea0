"""Which lessons a reader finds: those of the site, and those a commune wrote itself.

A lesson of the site needs no query. A commune's own costs one small one, which says the version that is
published now; the words of a version never change and are read once a process.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from webapp.lessons import Item, Lesson, catalog
from webapp.lessons.authored import Authored, commune_of, is_authored, read_authored
from webapp.lessons.catalog import item_of
from webapp.lessons.loader import place_in_list
from webapp.models.authored import AuthoredLesson, AuthoredVersion, HiddenLesson
from webapp.models.base import db
from webapp.models.commune import Commune

MOST_READ = 300
SHORT = re.compile(r"x[a-z0-9]{5}")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """Where a commune's lesson stands: `published` is the version that readers see now, if any."""

    id: str
    slug: str
    short: str
    published: int | None


_COLUMNS = (AuthoredLesson.id, AuthoredLesson.slug, AuthoredLesson.short, AuthoredLesson.published)
_STANDING = select(*_COLUMNS).where(AuthoredLesson.slug == bindparam("slug"))
_OF_COMMUNE = select(*_COLUMNS).where(
    AuthoredLesson.commune_id == bindparam("commune"), AuthoredLesson.published.is_not(None)
)
_CONTENT = select(AuthoredVersion.content).where(
    AuthoredVersion.lesson_id == bindparam("lesson"), AuthoredVersion.version == bindparam("version")
)
_LAST = select(func.max(AuthoredVersion.version)).where(AuthoredVersion.lesson_id == bindparam("lesson"))
_HIDDEN = select(HiddenLesson.slug).where(HiddenLesson.commune_id == bindparam("commune"))
_read: dict[tuple[str, int], Authored] = {}


def lessons_for(commune: Commune | None) -> list[Lesson]:
    """The lessons in a commune's list, in the order of the list; None is a visitor of no known commune.

    They are whole: `lesson.on(day)` cuts away what has ended by that day.
    """
    if commune is None:
        return list(catalog().lessons)
    hidden = hidden_in(commune.id)
    shown = [lesson for lesson in catalog().lessons if lesson.slug not in hidden]
    return sorted((*shown, *(own.lesson for own in published_of(commune.id))), key=place_in_list)


def hidden_in(commune_id: str) -> set[str]:
    """Addresses of the lessons of the site that a commune leaves out of its list."""
    return set(db.session.scalars(_HIDDEN, {"commune": commune_id}))


def published(slug: str) -> Authored | None:
    """The published lesson of a commune at this address, or None: also where its row is broken."""
    standing = standing_of(slug)
    if standing is None or standing.published is None:
        return None
    return _sound(standing, standing.published)


def was_taken_down(slug: str) -> bool:
    """Whether a commune published a lesson at this address and does no longer."""
    standing = standing_of(slug)
    if standing is None or standing.published is not None:
        return False
    return db.session.scalar(_LAST, {"lesson": standing.id}) is not None


def published_of(commune_id: str) -> list[Authored]:
    """Every published lesson of a commune that can be read, by address."""
    rows = [Standing(*row) for row in db.session.execute(_OF_COMMUNE, {"commune": commune_id})]
    found = (_sound(each, each.published or 0) for each in sorted(rows, key=lambda each: each.slug))
    return [each for each in found if each]


def broken_of(commune_id: str) -> dict[str, str]:
    """Published lessons that readers do not get because their row can't be read: why, by address."""
    rows = [Standing(*row) for row in db.session.execute(_OF_COMMUNE, {"commune": commune_id})]
    read = ((each.slug, version_of(each, each.published or 0)) for each in rows)
    return {
        slug: f"{found.problems[0].field}: {found.problems[0].rule}" if found else "không có bản này"
        for slug, found in read
        if found is None or found.problems
    }


def slug_of_short(short: str) -> str | None:
    """Where the short name of a lesson leads that a commune publishes, or published once."""
    if SHORT.fullmatch(short) is None:
        return None
    query = select(AuthoredLesson.slug).where(
        AuthoredLesson.short == short, AuthoredLesson.id.in_(select(AuthoredVersion.lesson_id))
    )
    return db.session.scalar(query)


def item(slug: str) -> Item | None:
    """A line of a checklist. A commune's lesson that is no longer published keeps its name."""
    known = catalog().item(slug)
    if known is not None or not is_authored(slug):
        return known
    standing = standing_of(slug)
    if standing is None:
        return None
    version = standing.published or db.session.scalar(_LAST, {"lesson": standing.id})
    own = _sound(standing, version) if version else None
    return item_of(own.lesson) if own else None


def items_of(commune_id: str) -> list[Item]:
    """Everything that a commune may put on its checklist: what it published itself stands first."""
    return [*(item_of(own.lesson) for own in published_of(commune_id)), *catalog().items]


def stands_in(slug: str, commune_id: str) -> bool:
    """Whether an item may be on that commune's checklist: a lesson is of the site or the commune's own."""
    return not is_authored(slug) or commune_of(slug) == commune_id


def named(slugs: Iterable[str]) -> list[Item]:
    """The items of these addresses that are known, in that order."""
    return [found for slug in slugs if (found := item(slug))]


class Titles(dict[str, str]):
    """The titles of all items; `get` also finds those of a commune's own lessons."""

    def __init__(self) -> None:
        super().__init__({each.slug: each.title for each in catalog().items})

    def get(self, slug: object, default: Any = None) -> Any:
        known = super().get(str(slug))
        if known is not None or not is_authored(str(slug)):
            return default if known is None else known
        found = item(str(slug))
        return found.title if found else default


def standing_of(slug: str) -> Standing | None:
    row = db.session.execute(_STANDING, {"slug": slug}).first() if is_authored(slug) else None
    return Standing(*row) if row else None


def version_of(standing: Standing, version: int) -> Authored | None:
    """A version as it was stored, sound or not; None if there is none of that number."""
    key = (standing.id, version)
    if key not in _read:
        row = db.session.execute(_CONTENT, {"lesson": standing.id, "version": version}).first()
        if row is None:
            return None
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[key] = read_authored(standing.slug, standing.short, version, row.content)
    return _read[key]


def _sound(standing: Standing, version: int) -> Authored | None:
    found = version_of(standing, version)
    if found is not None and found.problems:
        log.warning("lesson %s version %s is left out: %s", standing.slug, version, found.problems[0])
        return None
    return found
