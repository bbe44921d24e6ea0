"""Phones that send at the same moment share one transaction, so that one sync to disk serves them all.

The first thread that finds nobody writing leads: it takes the write lock, then all deliveries that have
gathered by then, writes them and wakes their threads; whoever came meanwhile is led by the first among them.
Nobody waits for company: a lone delivery is written at once. An acknowledgement follows only after its own
commit.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Event, Lock

from webapp.models.base import db
from webapp.services import deliveries as inbox
from webapp.services.deliveries import Delivery
from webapp.web.transaction import transaction

MOST_EVENTS = 2000


@dataclass(eq=False)
class _Waiting:
    """A delivery whose thread sleeps until `woken`: it is over then, or its turn to lead has come."""

    delivery: Delivery
    woken: Event = field(default_factory=Event)
    over: bool = False
    error: BaseException | None = None

    def settle(self, error: BaseException | None) -> None:
        self.error, self.over = error, True
        self.woken.set()


_gathered: deque[_Waiting] = deque()
_guard = Lock()
_led = False


def deliver(delivery: Delivery) -> None:
    """Write a delivery, alone or with others; then it has its answers. Raises what the database raised."""
    mine = _Waiting(delivery)
    db.session.rollback()  # whoever waits holds no connection and no old snapshot
    if not _may_lead(mine):
        mine.woken.wait()
    if not mine.over:
        try:
            _write()
        finally:
            _hand_on()
    if mine.error is not None:
        raise mine.error


def _may_lead(mine: _Waiting) -> bool:
    global _led
    with _guard:
        _gathered.append(mine)
        leads, _led = not _led, True
    return leads


def _hand_on() -> None:
    """The next to lead is whoever has waited longest; without anybody the next to come leads."""
    global _led
    with _guard:
        _led = bool(_gathered)
        if _gathered:
            _gathered[0].woken.set()


def _write() -> None:
    """All that gathered at once; when that fails, each by itself, so that a bad one fails alone."""
    taken: list[_Waiting] = []
    error = _try(taken)
    if error is None or len(taken) == 1:
        for each in taken:
            each.settle(error)
    elif not taken:  # the write lock was not to be had, by anybody
        for each in _take():
            each.settle(error)
    else:
        for each in taken:
            each.settle(_try([each]))


def _try(taken: list[_Waiting]) -> BaseException | None:
    """Write what was taken; nothing yet: what has gathered when the write lock is held."""
    try:
        with transaction() as session:
            session.connection()
            taken[:] = taken or _take()
            inbox.receive([each.delivery for each in taken])
    except BaseException as error:  # whoever waits must be told, whatever it was
        return error
    return None


def _take() -> list[_Waiting]:
    """The deliveries that came first, as many as one transaction should hold."""
    taken: list[_Waiting] = []
    count = 0
    with _guard:
        while _gathered and (not taken or count + len(_gathered[0].delivery.raws) <= MOST_EVENTS):
            taken.append(_gathered.popleft())
            count += len(taken[-1].delivery.raws)
    return taken
