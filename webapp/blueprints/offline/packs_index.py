"""The list of packs that a phone reads to know what there is, what it weighs, and what has changed."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for

from webapp.blueprints.offline.shell import KIND as SHELL
from webapp.models.commune import Commune
from webapp.services import voices
from webapp.web.assets import content
from webapp.web.packs import NotPublic, Pack, Plan, pack_of, plans_for
from webapp.web.visitor_commune import COMMUNE_COOKIE


def index_of(commune: Commune | None) -> dict[str, Any]:
    """`packs` with the bytes of each over the line, `bytes` of all of them and of the files they share;
    `voices`, apart from these, are lists of clips with the bytes of theirs."""
    packs = [pack for plan in plans_for(commune) if (pack := _made(plan, commune))]
    files = dict.fromkeys(asset for pack in packs for asset in pack.assets)
    shown = [_entry(pack) for pack in packs]
    found: dict[str, Any] = {
        "bytes": sum(each["bytes"] for each in shown) + sum(map(_weight, files)),
        "packs": shown,
        "voices": _voices(commune),
    }
    version = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:12]
    return {"version": version, **found}


def _voices(commune: Commune | None) -> list[dict[str, Any]]:
    """A recording that stands at several places of a lesson is one clip."""
    if commune is None or "voices.clips" not in current_app.view_functions:
        return []
    clips: dict[str, dict[str, int]] = {}
    for clip in voices.clips_of(commune.id):
        clips.setdefault(clip.lesson, {})[clip.id] = clip.size
    return [_voice_list(slug, commune.id, sizes) for slug, sizes in clips.items()]


def _voice_list(slug: str, commune_id: str, sizes: dict[str, int]) -> dict[str, Any]:
    return {
        "list": url_for("voices.clips", slug=slug, **{COMMUNE_COOKIE: commune_id}),
        "bytes": sum(sizes.values()),
        "version": hashlib.sha256("".join(sorted(sizes)).encode()).hexdigest()[:12],
    }


def _made(plan: Plan, commune: Commune | None) -> Pack | None:
    try:
        return pack_of(plan, commune)
    except NotPublic as problem:
        current_app.logger.error("no pack: %s", problem)
        return None


def _entry(pack: Pack) -> dict[str, Any]:
    plan = pack.plan
    return {
        "id": plan.id,
        "kind": plan.kind,
        "title": plan.title,
        "open": plan.pages[0],
        "version": pack.version,
        "bytes": len(pack.body),
        "shell": plan.kind == SHELL,
    }


@cache
def _weight(asset: str) -> int:
    """The bytes of a static file as it travels."""
    return len(gzip.compress(content(urlsplit(asset).path.removeprefix("/static/")), 9))
