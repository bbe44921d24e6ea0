"""The practices as packs: a phone that keeps a lesson keeps its practice too."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.practice_schema import Practice
from webapp.models.commune import Commune
from webapp.web.packs import Plan
from webapp.web.practices import practice_paths

KIND = "luyen-tap"


def plans(commune: Commune | None) -> Iterator[Plan]:
    """The same for every commune."""
    return map(_plan, practice_catalog().practices)


def find(slug: str) -> Plan | None:
    practice = practice_catalog().practice(slug)
    return _plan(practice) if practice else None


def _plan(practice: Practice) -> Plan:
    pages = tuple(practice_paths(practice.slug))
    return Plan(KIND, practice.slug, practice.title, pages=pages, stamp=str(practice.version))
