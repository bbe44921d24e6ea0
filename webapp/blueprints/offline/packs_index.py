"""The list of packs that a phone reads to know what there is, what it weighs, and what has changed."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from webapp.blueprints.offline.shell import KIND as SHELL
from webapp.models.commune import Commune
from webapp.web.assets import content
from webapp.web.packs import NotPublic, Pack, pack_of, plans_for


def index_of(commune: Commune | None) -> dict[str, Any]:
    """`packs` with the bytes of each over the line, `bytes` of all of them and of the files they share."""
    packs = [pack for plan in plans_for(commune) if (pack := _made(plan, commune))]
    files = dict.fromkeys(asset for pack in packs for asset in pack.assets)
    shown = [_entry(pack) for pack in packs]
    return {
        "version": hashlib.sha256("".join(pack.version for pack in packs).encode()).hexdigest()[:12],
        "bytes": sum(each["bytes"] for each in shown) + sum(map(_weight, files)),
        "packs": shown,
    }


def _made(plan: Any, commune: Commune | None) -> Pack | None:
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
