"""Every route x every role x {own, other hamlet, other commune, nowhere}, from one table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.browsing import HTTPS, csrf_of, get, sign_in
from tests.conftest import emptied
from tests.guards.access_table import PUBLIC, TABLE, Access, Reach
from tests.guards.world import Corner, World, make_world
from webapp.models.base import METADATA, db
from webapp.models.user import Role
from webapp.services.access import PERMISSIONS, Permission
from webapp.web.access import PUBLIC as PUBLIC_MARK
from webapp.web.access import access_of

NOT_DOMAIN = {"login_session", "throttle"}
SENT = {
    "reason": "Thử", "choice": "them", "item": "kn-quet-qr",
    "number": "9/QĐ-UBND", "signed_on": "2026-11-20", "signer": "Lê Thị Mẫu", "signature_lines": "CHỦ TỊCH",
}  # fmt: skip
HAMLET_ROLES = {Role.MEMBER, Role.LEADER}
SCOPES = (HAMLET_ROLES, {Role.PROVINCE}, set(Role) - HAMLET_ROLES - {Role.PROVINCE})


@dataclass(frozen=True)
class Call:
    """One way to call one route."""

    rule: Rule
    method: str

    @property
    def access(self) -> Access:
        return TABLE[self.rule.endpoint]

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


@dataclass(frozen=True)
class Site:
    """An application on one database, and what lies in it."""

    app: Flask
    world: World


@pytest.fixture(scope="module")
def sqlite_world(sqlite_app: Flask) -> World:
    """Made once: every test here shows that it changed no row."""
    return _made(sqlite_app)


@pytest.fixture(scope="module")
def postgres_world(postgres_app: Flask) -> World:
    return _made(postgres_app)


def _made(app: Flask) -> World:
    """A world whose accounts are read and belong to no session: each test has a session of its own."""
    for _ in emptied(app):
        world = make_world()
        for account in world.accounts.values():
            db.session.refresh(account)
            db.session.expunge(account)
    return world


@pytest.fixture
def on_sqlite(sqlite_app: Flask, sqlite_world: World) -> Iterator[Site]:
    yield from _opened(sqlite_app, sqlite_world)


@pytest.fixture
def on_postgres(postgres_app: Flask, postgres_world: World) -> Iterator[Site]:
    yield from _opened(postgres_app, postgres_world)


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


def _opened(app: Flask, world: World) -> Iterator[Site]:
    with app.app_context():
        yield Site(app, world)
        db.session.remove()


def rules_of(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def calls_of(app: Flask) -> Iterator[Call]:
    for rule in rules_of(app):
        for method in sorted((rule.methods or set()) & {"GET", "POST"} if rule.endpoint in TABLE else ()):
            yield Call(rule, method)


def address(app: Flask, call: Call, corner: Corner) -> str:
    given = {**corner, **call.access.values}
    arguments = {name: given[name] for name in call.rule.arguments}
    with app.test_request_context(base_url=HTTPS):
        path = url_for(call.rule.endpoint, **arguments)
    ids = "&".join(f"{name}={corner[value]}" for name, value in call.access.form.items())
    return f"{path}?{ids}" if call.access.in_query and call.method == "GET" else path


def make_call(app: Flask, client: FlaskClient, call: Call, corner: Corner, token: str) -> TestResponse:
    path = address(app, call, corner)
    if call.method == "GET":
        return get(client, path)
    body = {name: corner[value] for name, value in call.access.form.items()}
    body |= {"csrf_token": token, "user_id": corner["user_id"], **SENT}
    return client.post(path, data=body, base_url=HTTPS)


def digest() -> str:
    """All rows of the domain in one hash: sessions and throttles have their own short transactions."""
    summary = hashlib.sha256()
    for table in METADATA.sorted_tables:
        if table.name not in NOT_DOMAIN:
            rows = db.session.execute(select(table)).all()
            summary.update("\n".join(sorted(map(str, rows))).encode())
    db.session.rollback()
    return summary.hexdigest()


def browser_of(site: Site, role: Role) -> tuple[FlaskClient, str]:
    client = site.app.test_client()
    sign_in(client, site.world.accounts[role])
    return client, csrf_of(get(client, "/dang-xuat"))


def test_every_route_stands_in_the_table_and_nothing_else_does(sqlite_app: Flask) -> None:
    assert {rule.endpoint for rule in rules_of(sqlite_app)} == TABLE.keys()


def test_every_view_is_marked_as_the_table_says(sqlite_app: Flask) -> None:
    wrong = {}
    for rule in rules_of(sqlite_app):
        with sqlite_app.app_context():
            mark, wanted = access_of(rule.endpoint), TABLE[rule.endpoint].roles
        marked = PUBLIC if mark == PUBLIC_MARK else {role for role in Role if mark in PERMISSIONS[role]}
        if mark is None or marked != wanted or (mark != PUBLIC_MARK and mark not in set(Permission)):
            wrong[rule.endpoint] = (mark, sorted(marked), sorted(wanted))
    assert wrong == {}


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_its_own_routes_and_corners_only(on_sqlite: Site, role: Role) -> None:
    assert wrong_answers(on_sqlite, role, calls_of(on_sqlite.app)) == []


@pytest.mark.parametrize("scope", SCOPES, ids=lambda roles: "-".join(sorted(roles)))
def test_postgresql_keeps_each_scope_to_its_corner_too(on_postgres: Site, scope: set[Role]) -> None:
    """What a query is limited to is the same for roles of one scope: one of them asks for each route."""
    calls = list(calls_of(on_postgres.app))
    for role in Role:
        mine = [call for call in calls if role == _first(call.access.roles & scope)]
        if mine:
            assert wrong_answers(on_postgres, role, mine) == []


@pytest.mark.full
@pytest.mark.parametrize("role", Role)
def test_every_role_is_tried_with_every_corner_of_every_route(site: Site, role: Role) -> None:
    calls = list(calls_of(site.app))
    assert wrong_answers(site, role, calls) == []
    client, token = browser_of(site, role)
    refused = [call for call in calls if call.access.roles != PUBLIC and role not in call.access.roles]
    answers = {
        (str(call), make_call(site.app, client, call, corner, token).status_code)
        for call in refused
        for corner in (site.world.sibling, site.world.abroad)
    }
    assert [each for each in sorted(answers) if each[1] != 403] == []


def _first(roles: Set[Role]) -> Role | None:
    return next((role for role in Role if role in roles), None)


def wrong_answers(site: Site, role: Role, calls: Iterable[Call]) -> list[str]:
    """Make these calls with every corner that there is something to ask of; no answer may change a row."""
    client, token = browser_of(site, role)
    before = digest()
    wrong = []
    for call in calls:
        if call.access.roles == PUBLIC:
            continue
        for corner, wanted in _wanted(call, site.world, role):
            answer = make_call(site.app, client, call, corner, token).status_code
            if answer != wanted:
                wrong.append(f"{role} {call}: {answer}, not {wanted}")
    return wrong if digest() == before else [*wrong, f"{role} changed a row"]


def _wanted(call: Call, world: World, role: Role) -> Iterator[tuple[Corner, int]]:
    """The corners to try, and the answer each must get; what the role may do is not tried by POST.

    A role that may not is told so before it is looked up what the address names: there or not is the same.
    """
    access = call.access
    if role not in access.roles:
        yield from ((corner, 403) for corner in (world.own, world.nowhere))
        return
    if call.method == "GET" and call.rule.endpoint != "teams.index":
        yield world.own, access.own
    names_ids = call.rule.arguments or (access.form and (call.method == "POST" or access.in_query))
    if access.reach is not Reach.NONE and names_ids:
        yield world.abroad, 404
        yield world.nowhere, 404
        if access.reach is Reach.HAMLET and role in HAMLET_ROLES:
            yield world.sibling, 404


def test_a_stranger_is_sent_to_sign_in(on_sqlite: Site) -> None:
    app, client = on_sqlite.app, on_sqlite.app.test_client()
    token = csrf_of(get(client, "/dang-nhap"))
    before = digest()
    wrong = []
    for call in calls_of(app):
        if call.access.roles != PUBLIC:
            answer = make_call(app, client, call, on_sqlite.world.own, token)
            if answer.status_code != 303 or not answer.location.startswith("/dang-nhap"):
                wrong.append(f"{call}: {answer.status_code} {answer.location}")
    assert wrong == []
    assert digest() == before


@pytest.mark.parametrize("role", [None, Role.OFFICER], ids=str)
def test_no_get_of_a_public_page_changes_a_row(site: Site, role: Role | None) -> None:
    """Pages of a role are got, and the rows compared, where its reach is tried."""
    app, world = site.app, site.world
    client = app.test_client() if role is None else browser_of(site, role)[0]
    before = digest()
    failed = []
    for call in calls_of(app):
        if call.method == "GET" and (call.access.roles == PUBLIC or call.rule.endpoint == "teams.index"):
            for corner in (world.own, world.nowhere):
                answer = get(client, address(app, call, corner))
                if answer.status_code >= 500:
                    failed.append(f"{call}: {answer.status_code}")
    assert failed == []
    assert digest() == before
