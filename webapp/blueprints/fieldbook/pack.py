"""The notebook's page and modules as a pack of their own: only phones that opened it keep it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from webapp.models.commune import Commune
from webapp.web.assets import static_url
from webapp.web.packs import Plan

KIND, SLUG = "so-tay", "vo"


def plans(_commune: Commune | None) -> Iterator[Plan]:
    """In nobody's list: visitors who take everything along have no use for it."""
    return iter(())


def find(slug: str) -> Plan | None:
    if slug != SLUG:
        return None
    stamp = static_url("js/fieldbook/main.js") + static_url("css/fieldbook.css")
    return Plan(KIND, SLUG, "Sổ tay của tổ viên", (url_for("fieldbook.show"),), stamp=stamp)
