"""Every form of every page, sent as its page offers it with a few answers spoilt, is never answered 500."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from lxml.html import FormElement, fromstring

from tests.browsing import HTTPS, get, sign_in
from tests.guards.pages import visits
from tests.guards.test_hostile import JUNK
from tests.guards.world import World, make_world
from webapp.models.user import Role

FILES = (b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(50), bytes(2000))
LEAVES = ("/dang-xuat", "/tai-khoan/mat-khau")


@dataclass(frozen=True)
class Filled:
    """A form as a browser would send it: `files` are the names of its places for files."""

    method: str
    path: str
    values: dict[str, list[str]]
    files: list[str]


def forms_of(page: str, path: str) -> Iterator[Filled]:
    for form in fromstring(page).forms:
        assert isinstance(form, FormElement)
        values: dict[str, list[str]] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        for button in form.xpath(".//button[@name]")[:1]:
            values.setdefault(button.get("name"), [button.get("value", "")])
        files = form.xpath('.//input[@type="file"]/@name')
        to = urlsplit(urljoin(HTTPS + path, form.action or path))
        yield Filled(form.method, f"{to.path}?{to.query}".rstrip("?"), values, files)


def spoilt(form: Filled, chance: random.Random) -> dict[str, list[object]]:
    """One to three answers become junk, are left out, or are given twice; the token stays."""
    sent: dict[str, list[object]] = {name: list(values) for name, values in form.values.items()}
    names = sorted(sent.keys() - {"csrf_token"})
    for name in chance.sample(names, min(len(names), chance.randint(0, 3))):
        junk = chance.choice(JUNK)
        sent[name] = chance.choice([[junk], [], [*sent[name], junk], [*sent[name], *sent[name]]])
    for name in form.files:
        sent[name] = [
            (io.BytesIO(chance.choice(FILES)), chance.choice(["a.pdf", "ảnh.PNG", "", "../x.xlsx"]))
        ]
    return sent


def send_forms(app: Flask, world: World, role: Role, count: int, seed: int) -> list[str]:
    """Send about `count` forms of this role's pages; returns those that were answered 500 or more."""
    chance = random.Random(seed)
    client = app.test_client()
    sign_in(client, world.accounts[role])
    paths = sorted({visit.path for visit in visits(app, world) if visit.role is role})
    failed, sent = [], 0
    while sent < count:
        path = chance.choice(paths)
        page = get(client, path)
        forms = [form for form in forms_of(page.text, page.request.path) if not form.path.startswith(LEAVES)]
        for form in chance.sample(forms, min(3, len(forms))):
            body = spoilt(form, chance)
            to = {"query_string": body} if form.method == "GET" else {"data": body}
            answer = client.open(form.path, method=form.method, base_url=HTTPS, **to)
            if answer.status_code >= 500:
                failed.append(f"{path}: {form.method} {form.path} {body}"[:600])
        sent += 1 + len(forms)
    return failed


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
def test_a_form_with_spoilt_answers_is_never_answered_500(one_app: Flask, role: Role) -> None:
    assert send_forms(one_app, make_world(), role, 100, seed=len(role)) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("role", Role)
def test_thousands_of_forms_with_spoilt_answers_are_never_answered_500(
    app: Flask, role: Role, seed: int
) -> None:
    assert send_forms(app, make_world(), role, 1500, seed) == []
