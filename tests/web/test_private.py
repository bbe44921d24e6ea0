"""Personal data stays where it belongs: not in logs, not in addresses, not on public pages, not in caches."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user, viewer
from webapp.models.base import db, writing
from webapp.models.commune import Commune
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import certificates, checklist, decisions
from webapp.services.progress import today

NAMES = [f"H'Riêng Tư{number} Niê" for number in range(20)]
PHONES = [f"05400{number:05}" for number in range(20)]


@pytest.fixture
def homes(app: Flask, client: FlaskClient) -> list[Household]:
    place: Place = make_place()
    officer = make_user(Role.OFFICER, "chi", place.commune)
    sign_in(client, officer)
    return [
        make_household(place.hamlet, name, (name, 1970), phone=phone)
        for name, phone in zip(NAMES, PHONES, strict=True)
    ]


def told(text: str) -> list[str]:
    return [each for each in (*NAMES, *PHONES) if each in text or each.replace("'", "&#39;") in text]


def test_logs_and_addresses_name_nobody_also_when_something_fails(
    homes: list[Household], client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    addresses = []
    with caplog.at_level(logging.DEBUG):
        for home in homes:
            page = get(client, f"/ho/{home.id}/")
            form = {"head": f"{home.head} Hai", "address_form": "", "phone": home.phone}
            saved = post(client, f"/ho/{home.id}/sua", form)
            addresses += [page.request.path, saved.headers.get("Location", "")]
        broken = client.application.view_functions["households.show"]
        client.application.view_functions["households.show"] = _failing_like(broken, homes[0].head)
        try:
            assert get(client, f"/ho/{homes[0].id}/?tim={homes[0].head}").status_code == 500
        finally:
            client.application.view_functions["households.show"] = broken
    assert "account=" in caplog.text, "a failure is logged with its route and the account's id"
    assert told(caplog.text) == []
    assert told(" ".join(addresses)) == []


def _failing_like(view: object, name: str) -> object:
    def fail(**_arguments: object) -> None:
        raise ValueError(f"no such household: {name}")

    fail.__access__ = view.__access__  # type: ignore[attr-defined]
    return fail


def test_a_browser_keeps_no_personal_page(homes: list[Household], client: FlaskClient) -> None:
    for path in ("/ho/", f"/ho/{homes[0].id}/", "/cong-nhan/", "/giay/", "/tai-khoan/", "/to/", "/dong-bo"):
        assert "no-store" in get(client, path).headers["Cache-Control"], path


def test_lists_show_no_phone_number(homes: list[Household], client: FlaskClient) -> None:
    for path in ("/ho/?loc=tat-ca", "/cong-nhan/", "/dong-bo"):
        assert [each for each in told(get(client, path).text) if each.isdigit()] == []


def test_the_public_page_of_a_certificate_names_only_what_the_paper_says(
    homes: list[Household], client: FlaskClient
) -> None:
    officer = viewer(make_user(Role.OFFICER, "chi2", db.session.get(Commune, homes[0].commune_id)))
    with writing():
        for item in ("kn-vneid-muc-2", "kn-quet-qr"):
            checklist.record(by=officer, household_id=homes[0].id, item=item, person_ids=[])
        decisions.recognise_all(by=officer, number="7/QĐ-UBND", signed_on=today())
        [paper] = certificates.issue(by=officer, loopback=False)
    page = get(client, f"/xac-minh/{paper.token}").text
    assert told(page) == [NAMES[0]] or told(page) == [NAMES[0], NAMES[0]]
    assert "1970" not in page
