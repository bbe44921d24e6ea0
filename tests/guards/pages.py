"""Every page of the site with something on it: its address and whoever may open it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, url_for

from tests.browsing import HTTPS
from tests.guards.access_table import PUBLIC, TABLE, Access
from tests.guards.world import World
from webapp.models.user import Role

# Not pages: files, JSON, what only redirects, a slip that the corner's token does not open, a fragment.
NO_PAGE = re.compile(
    r"\.(?:pdf|png|jpg|docx|xlsx|json|mp3|js|webmanifest)$|^/(?:static/|suc-khoe$|dong-bo$|goi/$)"
    r"|/dang-nhap/phieu/|/so-giay$|/ban-da-ky$"
)


@dataclass(frozen=True)
class Visit:
    """One GET of one page; `role` is None for a visitor who is not signed in."""

    path: str
    role: Role | None


def visits(app: Flask, world: World) -> Iterator[Visit]:
    """Each page once for each look it has: at the desk, on the team's phone, to a visitor."""
    with app.test_request_context(base_url=HTTPS):
        for rule in app.url_map.iter_rules():
            access = TABLE.get(rule.endpoint)
            if access is None or "GET" not in (rule.methods or ()) or access.own != 200:
                continue
            values = {name: access.values.get(name, world.own.get(name, "")) for name in rule.arguments}
            path = url_for(rule.endpoint, **values)
            if not NO_PAGE.search(path):
                if access.in_query:
                    asked = (f"{name}={world.own[value]}" for name, value in access.form.items())
                    path += "?" + "&".join(asked)
                yield from (Visit(path, role) for role in _looks(access))


def _looks(access: Access) -> list[Role | None]:
    if access.roles == PUBLIC:
        return [None]
    one_of_each: list[Role | None] = []
    for roles in ({Role.MEMBER, Role.LEADER}, set(Role) - {Role.MEMBER, Role.LEADER}):
        allowed = [role for role in Role if role in roles & access.roles]
        one_of_each.extend(allowed[:2])
    return one_of_each
