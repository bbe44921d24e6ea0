"""Writing one change of a household: its event, its row, its audit row, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from webapp.models.base import db, new_id, now
from webapp.models.change import ChangeKind, ChangeState, HouseholdChange
from webapp.models.event import Event, EventOp
from webapp.models.household import Household
from webapp.rules.events import VIETNAM, payload_hash
from webapp.services import audit, events, lineage, projection, rehoming
from webapp.services.access import Viewer, visible_households
from webapp.services.errors import NotFound


def locked(by: Viewer, *household_ids: str) -> list[Household]:
    """These living households of the viewer's scope, locked in one order. Raises NotFound when one is not."""
    query = visible_households(by).where(Household.id.in_(household_ids)).order_by(Household.id)
    found = {
        home.id: home
        for home in db.session.scalars(query.with_for_update().execution_options(populate_existing=True))
    }
    if len(found) != len(set(household_ids)):
        raise NotFound
    return [found[each] for each in household_ids]


def make(
    *,
    by: Viewer,
    household: Household,
    kind: ChangeKind,
    data: dict[str, Any],
    into: Household | None = None,
    beside: dict[str, Any] | None = None,
) -> HouseholdChange:
    """Write a change that is done now."""
    change = HouseholdChange(
        id=new_id(), commune_id=household.commune_id, kind=kind, state=ChangeState.ASKED,
        household_id=household.id, data=data, beside=beside or {}, made_by=by.user_id,
    )  # fmt: skip
    db.session.add(change)
    return carry_out(by=by, change=change, household=household, into=into)


def carry_out(
    *, by: Viewer, change: HouseholdChange, household: Household, into: Household | None = None
) -> HouseholdChange:
    """Put a change into the log, and let everything follow."""
    linking = change.kind in lineage.LINKING
    change.data = {**change.data, "order": rehoming.next_orders([household.id])[household.id]}
    if into is not None:
        change.data, change.into_id = {**change.data, "into": into.id}, into.id
    change.state, change.made_at = ChangeState.DONE, now()
    household.changed = household.changed or linking
    if into is not None:
        into.changed = into.changed or linking
    db.session.flush()
    keep(by, change, EventOp(change.kind.value), change.id, change.data)
    audit.record(
        by=by, action=f"household.{change.kind.value}", noun="household", noun_id=household.id,
        changes={"change": change.id, "into": change.into_id, "beside": change.beside},
        commune_id=household.commune_id,
    )  # fmt: skip
    follow(change)
    return change


def follow(change: HouseholdChange) -> None:
    """Bring everything that rests on a change up to date, after it was made or taken back."""
    db.session.flush()
    if change.kind in lineage.LINKING:
        projection.restructure(lineage.around({change.household_id}))
    else:
        rehoming.stand({change.household_id})


def keep(
    by: Viewer, change: HouseholdChange, op: EventOp, event_id: str, data: dict[str, Any],
    cancels: str | None = None,
) -> None:  # fmt: skip
    """Insert the change's event, made at this moment at the desk."""
    db.session.add(desk_event(by, change.commune_id, change.household_id, op, event_id, data, cancels))
    db.session.flush()


def desk_event(
    by: Viewer, commune_id: str, household_id: str, op: EventOp, event_id: str, data: dict[str, Any],
    cancels: str | None = None,
) -> Event:  # fmt: skip
    """An event that only the site itself writes, of this moment. Nothing is written yet."""
    moment = now()
    raw = events.event_object(household_id, op, cancels=cancels, data=data) | {"id": event_id}
    return Event(
        id=event_id, commune_id=commune_id, household_id=household_id, op=op, helper_id=by.user_id,
        cancels=cancels, data=data, device_id=events.desk_device(by), seq=0, occurred_at=moment,
        sent_at=moment, received_at=moment, recorded_by=by.user_id, payload_hash=payload_hash(raw),
        dated_on=moment.astimezone(VIETNAM).date(), marks=[],
    )  # fmt: skip


def relocate(*, by: Viewer, hamlets: Sequence[tuple[str, str]], why: str) -> None:
    """Move many households of the commune at once, as an import or the end of a hamlet does.

    `hamlets` are pairs of household and new hamlet; those already there are left alone.
    """
    wanted = dict(hamlets)
    query = select(Household).where(Household.commune_id == by.commune_id, Household.id.in_(wanted))
    moving = [home for home in db.session.scalars(query) if home.hamlet_id != wanted[home.id]]
    orders = rehoming.next_orders([home.id for home in moving])
    made: list[HouseholdChange | Event] = []
    for home in moving:
        data = {
            "from": home.hamlet_id, "hamlet": wanted[home.id], "why": why,
            "order": orders[home.id],
        }  # fmt: skip
        change = HouseholdChange(
            id=new_id(), commune_id=home.commune_id, kind=ChangeKind.MOVE, state=ChangeState.DONE,
            household_id=home.id, data=data, beside={}, made_by=by.user_id, made_at=now(),
        )  # fmt: skip
        made += [change, desk_event(by, home.commune_id, home.id, EventOp.MOVE, change.id, data)]
    db.session.add_all(made)
    db.session.flush()
    rehoming.stand({home.id for home in moving})
