"""Phones that send while another writes: each is answered for itself, whatever becomes of the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.factories import Place, make_household, make_place, make_user, viewer
from tests.phones import done, new_uuid
from webapp.models import base
from webapp.models.base import now, writing
from webapp.models.user import Role
from webapp.services import events, phones
from webapp.services.deliveries import Delivery
from webapp.web import together

VNEID = "kn-vneid-muc-2"


def hand_in(place: Place, name: str, sent_at: datetime | None = None) -> Delivery:
    """A tick of a new member's phone, checked and ready to be written."""
    member = make_user(Role.MEMBER, name, place.commune, place.hamlet)
    home, device = make_household(place.hamlet, f"Nhà {name}"), new_uuid()
    with writing():
        token = phones.enrol(by=viewer(member), device_id=device, label="Điện thoại")
    raws = [done(home.id, VNEID)]
    return Delivery(token, True, None, device, sent_at or now(), now(), events.read_drafts(raws), raws)


def deliver_all(app: Flask, deliveries: Sequence[Delivery], meanwhile: Callable[[], object]) -> list[str]:
    """Each from a thread of its own while this one holds the write lock; what each came to, in order."""
    ends = [""] * len(deliveries)

    def deliver(number: int) -> None:
        with app.app_context():
            try:
                together.deliver(deliveries[number])
                ends[number] = deliveries[number].answers[0].status.value
            except Exception as error:
                ends[number] = type(error).__name__

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(len(deliveries))]
    with writing() as session:
        session.connection()
        for thread in threads:
            thread.start()
        meanwhile()
    for thread in threads:
        thread.join(timeout=20)
    return ends


def a_moment() -> None:
    threading.Event().wait(0.2)


def test_phones_that_gathered_behind_a_writer_are_all_answered(app: Flask) -> None:
    place = make_place()
    deliveries = [hand_in(place, f"to-vien-{number}") for number in range(6)]
    assert deliver_all(app, deliveries, a_moment) == ["applied"] * 6
    assert deliver_all(app, deliveries, a_moment) == ["duplicate"] * 6


def test_a_delivery_that_breaks_fails_alone(app: Flask) -> None:
    place, no_zone = make_place(), now().replace(tzinfo=None)
    deliveries = [hand_in(place, "alice"), hand_in(place, "bob", no_zone), hand_in(place, "charlie")]
    assert deliver_all(app, deliveries, a_moment) == ["applied", "TypeError", "applied"]


def test_when_the_database_stays_locked_all_are_told_and_the_next_is_served(
    one_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place()
    deliveries = [hand_in(place, f"to-vien-{number}") for number in range(3)]
    monkeypatch.setattr(base, "LOCK_SECONDS", 0.1)
    locked = deliver_all(one_app, deliveries, lambda: threading.Event().wait(1.5))
    assert locked == [OperationalError.__name__] * 3
    assert deliver_all(one_app, deliveries[:1], lambda: None) == ["applied"]
