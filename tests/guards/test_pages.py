"""Every page of the site is sound HTML, says what it is, and carries no script or style of its own."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from flask import Flask

from tests.browsing import get, post, sign_in
from tests.conftest import emptied
from tests.guards.pages import visits
from tests.guards.vnu import html_errors
from tests.guards.world import make_world
from webapp.models.user import Role

DOCUMENT = '<!doctype html><html lang="vi"><head><title>Hộ</title></head><body>{}</body></html>'
EXAMPLES = {
    "htmx": DOCUMENT.format('<p hx-get="/ho/">Đào</p>'),
    "sound": DOCUMENT.format("<p>Đào</p>"),
    "script": DOCUMENT.format('<p hx-on:click="alert(1)">Đào</p>'),
    "twice": DOCUMENT.format('<p id="a">1</p><p id="a">2</p>'),
    "stray": DOCUMENT.format("<p>1</div>"),
}


@pytest.fixture(scope="module")
def html(sqlite_app: Flask) -> dict[str, str]:
    """The text of every page by "role path", seen once."""
    found: dict[str, str] = {}
    for app in emptied(sqlite_app):
        world = make_world()
        clients = {role: app.test_client() for role in [None, *Role]}
        for role in Role:
            sign_in(clients[role], world.accounts[role])
        for visit in visits(app, world):
            response = get(clients[visit.role], visit.path)
            if response.status_code == 303:  # a team's only page is another one: that one is visited too
                continue
            assert response.status_code == 200, f"{visit.role} {visit.path}: {response.status_code}"
            found[f"{visit.role} {visit.path}"] = response.text
        bad = {"number": "", "code": ""}
        found["422 /xac-minh/"] = post(clients[None], "/xac-minh/", bad).text
        found["404"] = get(clients[None], "/khong-co").text
        found["403"] = get(clients[Role.PROVINCE], "/ho/").text
    return found


@pytest.fixture(scope="module")
def errors(html: dict[str, str]) -> dict[str, list[str]]:
    """What the checker says of every page, and of those that show what it sees; its start is dear."""
    return html_errors(html | {f"example {name}": text for name, text in EXAMPLES.items()})


def test_the_html_checker_finds_no_error_on_any_page(
    html: dict[str, str], errors: dict[str, list[str]]
) -> None:
    assert len(html) > 60
    found = [f"{name}: {line}" for name in html for line in errors.get(name, [])]
    assert not found, "\n".join(found)


def test_the_checker_names_what_is_wrong_and_forgives_htmx_alone(errors: dict[str, list[str]]) -> None:
    assert {name for name in EXAMPLES if f"example {name}" in errors} == {"script", "twice", "stray"}
    assert "Duplicate ID “a”" in errors["example twice"][0]
    assert "Stray end tag “div”" in errors["example stray"][0]


def test_no_page_has_an_id_twice(html: dict[str, str]) -> None:
    twice = {}
    for name, text in html.items():
        counts = Counter(re.findall(r'\sid="([^"]*)"', text))
        if repeated := [each for each, count in counts.items() if count > 1]:
            twice[name] = repeated
    assert twice == {}


def test_every_page_has_its_own_title_and_one_heading(html: dict[str, str]) -> None:
    for name, text in html.items():
        title = re.search(r"<title>(.*?)</title>", text, re.S)
        assert title, name
        assert title[1].strip(), name
        assert text.count("<h1") == 1, name


def test_every_script_has_the_nonce_and_none_is_inline(html: dict[str, str]) -> None:
    for name, text in html.items():
        for attributes, inside in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S):
            assert 'nonce="' in attributes, name
            assert inside.strip() == "", name
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", text), name


def test_every_form_that_posts_carries_its_token(html: dict[str, str]) -> None:
    for name, text in html.items():
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.S | re.I):
            assert 'name="csrf_token"' in form, f"{name}: {form[:80]}"


def test_vietnamese_is_composed_everywhere(html: dict[str, str]) -> None:
    for name, text in html.items():
        assert not re.search("[\u0300-\u036f]", text), name
