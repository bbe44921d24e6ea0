"""Phones that send at the same moment share one transaction, so that one sync to disk serves them all.

While one thread writes, the others' deliveries gather; the next thread takes them all. Nobody waits for
company: a lone delivery is written at once. An acknowledgement still follows only after its own commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from webapp.models.base import db
from webapp.services import deliveries as inbox
from webapp.services.deliveries import Delivery
from webapp.web.transaction import transaction

MOST_EVENTS = 2000


@dataclass
class _Waiting:
    delivery: Delivery
    over: bool = False
    error: Exception | None = None

    def settle(self, error: Exception | None) -> None:
        self.error, self.over = error, True


_gathered: list[_Waiting] = []
_gathering = Lock()
_writing = Lock()


def deliver(delivery: Delivery) -> None:
    """Write a delivery, alone or with others; then it has its answers. Raises what the database raised."""
    mine = _Waiting(delivery)
    db.session.rollback()  # whoever waits holds no connection and no old snapshot
    with _gathering:
        _gathered.append(mine)
    with _writing:
        while not mine.over:
            _write(_take())
    if mine.error is not None:
        raise mine.error


def _take() -> list[_Waiting]:
    """The deliveries that came first, as many as one transaction should hold."""
    taken: list[_Waiting] = []
    count = 0
    with _gathering:
        while _gathered and (not taken or count + len(_gathered[0].delivery.raws) <= MOST_EVENTS):
            taken.append(_gathered.pop(0))
            count += len(taken[-1].delivery.raws)
    return taken


def _write(taken: list[_Waiting]) -> None:
    """All in one transaction; when that fails, each by itself, so that a bad one fails alone."""
    error = _try([each.delivery for each in taken])
    if error is None or len(taken) == 1:
        for each in taken:
            each.settle(error)
        return
    for each in taken:
        each.settle(_try([each.delivery]))


def _try(deliveries: list[Delivery]) -> Exception | None:
    try:
        with transaction():
            inbox.receive(deliveries)
    except Exception as error:
        return error
    return None
