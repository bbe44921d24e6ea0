"""A certificate's end and its number's, on both databases."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.certificates import issued, printed
from tests.factories import make_place, make_user, viewer
from webapp.models.base import db, writing
from webapp.models.certificate import Certificate, HandingMark, HandingStep
from webapp.models.user import Role
from webapp.services import certificate_life, certificates, handing_out
from webapp.services.certificate_life import Correction
from webapp.services.errors import Refused


def test_every_end_keeps_its_number_and_the_counter_goes_on(app: Flask) -> None:
    place = make_place()
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    one, two, three = issued(place, "Nhà Một", "Nhà Hai", "Nhà Ba")
    words = Correction("", "Nhà Một Đúng", one.frozen["address"])
    printed(chi, two)
    with writing():
        handing_out.tick(by=chi, certificate_ids=[two.id], step=HandingStep.HANDED_OUT)
        handing_out.tick(by=chi, certificate_ids=[two.id, three.id], step=HandingStep.SIGNED)
        handing_out.tick(by=chi, certificate_ids=[three.id], step=HandingStep.SIGNED)
        new = certificate_life.replace(
            by=chi, certificate_id=one.id, correction=words, reason="Sai chữ", loopback=False
        )
        certificate_life.revoke(by=chi, certificate_id=three.id, reason="Nhầm", kind="Ghi sai")
    with pytest.raises(Refused, match="đã trao: dùng “Thu hồi”"), writing():
        certificate_life.void(by=chi, certificate_ids=[two.id], reason="Rách")
    with writing():
        handing_out.untick(by=chi, certificate_ids=[two.id], step=HandingStep.HANDED_OUT)
        certificate_life.void(by=chi, certificate_ids=[two.id], reason="Rách")
        certificate_life.issue_again(by=chi, certificate_id=three.id, reason="Đã xét lại")
    with writing():
        certificates.issue(by=chi, loopback=False)
    found = db.session.query(Certificate).order_by(Certificate.serial).all()
    assert [(paper.serial, paper.edition, paper.status.value) for paper in found] == [
        (1, 1, "replaced"), (2, 1, "voided"), (3, 1, "revoked"), (4, 2, "issued"), (5, 2, "issued"),
        (6, 2, "issued"),
    ]  # fmt: skip
    assert new.frozen["recipient"] == "Nhà Một Đúng"
    assert {mark.step for mark in db.session.query(HandingMark)} == {HandingStep.SIGNED}


def test_a_site_that_only_this_machine_reaches_replaces_nothing(
    one_app: Flask,
) -> None:
    place = make_place()
    [paper] = issued(place, "Nhà Một")
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    words = Correction("", "Nhà Khác", paper.frozen["address"])
    with pytest.raises(Refused, match="BASE_URL"), writing():
        certificate_life.replace(
            by=chi, certificate_id=paper.id, correction=words, reason="Sai chữ", loopback=True
        )
    assert db.session.query(Certificate).count() == 1
