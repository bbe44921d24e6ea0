"""A print batch of two certificates a sheet: what is counted in certificates and what in sheets of paper."""

from __future__ import annotations

from flask import Flask

from tests.browsing import get, post, sign_in
from tests.certificates import issued
from tests.factories import make_place, make_user
from webapp.models.base import writing
from webapp.models.commune import Commune
from webapp.models.user import Role


def test_three_certificates_on_two_sheets_are_told_as_both(one_app: Flask) -> None:
    place = make_place()
    with writing() as session:
        commune = session.get_one(Commune, place.commune.id)
        words = commune.settings["certificate"] | {"layout": "hai-to-a5"}
        commune.settings = commune.settings | {"certificate": words}
    issued(place, "Nhà Một", "Nhà Hai", "Nhà Ba")
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    here = post(client, "/giay/in", {"tat-ca": "1"}, "/giay/").headers["Location"]
    page = get(client, here).text
    assert "Đã tạo xong 3 giấy trên 2 tờ A4" in page
    assert 'data-label="Số giấy">3<' in page
    assert 'data-label="Số tờ A4">2<' in page
    post(client, f"{here}/da-in", {}, here)
    assert "in xong 3 giấy" in get(client, here).text
