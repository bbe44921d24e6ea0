"""Phones that send at the same moment share one transaction, so that one sync to disk serves them all.

While one thread writes, the others' parcels gather; the next thread takes them all. Nobody waits for company:
a lone parcel is written at once. An acknowledgement still follows only after its own commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from webapp.models.base import db
from webapp.services import events
from webapp.services.events import Parcel
from webapp.web.transaction import transaction

MOST_EVENTS = 2000


@dataclass
class _Waiting:
    parcel: Parcel
    over: bool = False
    error: Exception | None = None

    def settle(self, error: Exception | None) -> None:
        self.error, self.over = error, True


_gathered: list[_Waiting] = []
_gathering = Lock()
_writing = Lock()


def deliver(parcel: Parcel) -> None:
    """Write a parcel, alone or with others; then it has its answers. Raises what the database raised."""
    mine = _Waiting(parcel)
    db.session.rollback()  # whoever waits holds no connection and no old snapshot
    with _gathering:
        _gathered.append(mine)
    with _writing:
        while not mine.over:
            _write(_take())
    if mine.error is not None:
        raise mine.error


def _take() -> list[_Waiting]:
    """The parcels that came first, as many as one transaction should hold."""
    taken: list[_Waiting] = []
    count = 0
    with _gathering:
        while _gathered and (not taken or count + len(_gathered[0].parcel.raws) <= MOST_EVENTS):
            taken.append(_gathered.pop(0))
            count += len(taken[-1].parcel.raws)
    return taken


def _write(taken: list[_Waiting]) -> None:
    """All in one transaction; when that fails, each by itself, so that a bad one fails alone."""
    error = _try([each.parcel for each in taken])
    if error is None or len(taken) == 1:
        for each in taken:
            each.settle(error)
        return
    for each in taken:
        each.settle(_try([each.parcel]))


def _try(parcels: list[Parcel]) -> Exception | None:
    try:
        with transaction():
            events.receive_all(parcels)
    except Exception as error:
        return error
    return None
