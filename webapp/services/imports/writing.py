"""Confirming an import: exactly what the preview showed is written, or nothing is.

`make_ready` does the work that needs no lock (ids, sort keys, events with their hashes); `confirm` then only
checks that nothing has changed since and writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from webapp.models.base import METADATA, db, new_id, now
from webapp.models.commune import Commune
from webapp.models.event import EventOp
from webapp.models.household import Household, Person
from webapp.models.job import ImportBatch
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services import audit, events, progress
from webapp.services.access import Viewer
from webapp.services.changes import making
from webapp.services.errors import Conflict
from webapp.services.imports import batches
from webapp.services.imports.known import fingerprint, in_parts, known_households, revisions
from webapp.services.imports.planning import LOGGED, LOGGED_OF_PEOPLE, heads_of

CHANGED = "Trong lúc chờ, có hộ trong danh sách này vừa được người khác sửa. Bản xem trước đã được làm lại."
OTHER_PREVIEW = "Bản xem trước này vừa được làm lại ở nơi khác. Xem lại rồi bấm Nhập."
NOTHING = "Không có gì để nhập: các hộ trong danh sách đã có đủ trong hệ thống."


class ListChanged(Conflict):
    """What the preview showed is not what would be written now; it has to be made again."""


@dataclass
class Ready:
    """All that a confirmation writes, as rows and checked events; `changed` is kept for taking it back."""

    batch_id: str
    fingerprint: str
    heads: set[str]
    plan: dict[str, Any]
    households: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    raws: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


def make_ready(viewer: Viewer, batch: ImportBatch, seen: str | None = None) -> Ready:
    """Prepare what the plan says. `seen` is the fingerprint of the preview that was confirmed.

    Raises ListChanged when that was another preview. Runs outside any write transaction.
    """
    if batch.confirmed_at:
        return Ready(batch.id, batch.fingerprint, set(), {})
    if seen is not None and seen != batch.fingerprint:
        raise ListChanged(OTHER_PREVIEW)
    plan = batch.plan
    if not plan["new"] and not plan["changed"]:
        raise Conflict(NOTHING)
    ready = Ready(batch.id, batch.fingerprint, heads_of(plan), plan)
    for each in plan["new"]:
        _add_household(ready, str(viewer.commune_id), each)
    counting, _waiting = revisions([each["id"] for each in plan["changed"]])
    for each in plan["changed"]:
        _add_change(ready, counting, each)
    ready.drafts = list(events.read_drafts(ready.raws))
    return ready


def confirm(*, by: Viewer, ready: Ready) -> ImportBatch:
    """Write it. A batch that is confirmed already stays as it is: a second press is no second import.

    Raises ListChanged when households that the plan rests on were changed meanwhile.
    """
    batch = batches.locked(by, ready.batch_id)
    if batch.confirmed_at:
        return batch
    _hold(by, [each["id"] for each in ready.changed])
    known = known_households(by, ready.heads)
    if batch.fingerprint != ready.fingerprint or batch.fingerprint != fingerprint(
        by, known, ready.heads, ready.plan
    ):
        raise ListChanged(CHANGED)
    _write_new(by, ready)
    _write_changes(by, ready)
    audit.record(by=by, action="import.confirm", noun="import", noun_id=batch.id, changes=batch.counts)
    batch.confirmed_at, batch.confirmed_by = now(), by.user_id
    batch.plan = _what_was_done(ready)
    batch.source = {}
    db.session.flush()
    return batch


def _hold(by: Viewer, households: Sequence[str]) -> None:
    """One import of a commune at a time; the households to be changed wait for no other writer."""
    commune = select(Commune.id).where(Commune.id == by.commune_id)
    db.session.execute(commune.with_for_update(key_share=True))
    for part in in_parts(sorted(households)):
        rows = select(Household.id).where(Household.id.in_(part)).order_by(Household.id)
        db.session.execute(rows.with_for_update())


# --- new households ---------------------------------------------------------------------------------------


def _add_household(ready: Ready, commune_id: str, new: dict[str, Any]) -> None:
    own = new_id()
    ready.households.append(
        {
            "id": own, "commune_id": commune_id, "hamlet_id": new["hamlet_id"], "head": new["head"],
            "head_fold": fold(new["head"]), "head_sort": name_sort_key(new["head"]),
            "address": new["address"], "phone": new["phone"], "size": new["size"], "note": new["note"],
            "address_form": new["address_form"],
        }
    )  # fmt: skip
    for position, (name, born, relation, form) in enumerate(new["people"]):
        ready.people.append(
            {
                "id": new_id(), "commune_id": commune_id, "household_id": own, "name": name,
                "birth_year": born, "relation": relation, "address_form": form, "position": position,
            }
        )  # fmt: skip


def _write_new(by: Viewer, ready: Ready) -> None:
    ids = [each["id"] for each in ready.households]
    if not ids:
        return
    db.session.execute(insert(Household), ready.households)
    db.session.execute(insert(Person), ready.people)
    audit.record_many(
        by=by, action="household.import", noun="household", noun_ids=ids, changes={"import": ready.batch_id}
    )
    for part in in_parts(ids):
        progress.refresh(set(part))


# --- changed households -----------------------------------------------------------------------------------


def _add_change(ready: Ready, counting: dict[Any, str | None], change: dict[str, Any]) -> None:
    done: dict[str, Any] = {"id": change["id"], "edits": [], "direct": [], "people": []}
    own = change["id"]
    for name, old, new in change["fields"]:
        if name in LOGGED:
            _edit(ready, done, counting, own, None, name, old, new)
        else:
            done["direct"].append([None, name, old, new])
    for person, _name, fields in change["people"]:
        for name, old, new in fields:
            if name in LOGGED_OF_PEOPLE:
                _edit(ready, done, counting, own, person, name, old, new)
            else:
                done["direct"].append([person, name, old, new])
    for name, born, relation, form in change["people_new"]:
        _join(ready, done, own, {"id": new_id(), "name": name, "birth_year": born}, relation, form)
    ready.changed.append(done)


def _edit(
    ready: Ready,
    done: dict[str, Any],
    counting: dict[Any, str | None],
    household: str,
    person: str | None,
    name: str,
    old: Any,
    new: Any,
) -> None:
    data = {"field": name, "value": str(new), "after": counting.get((household, person or household, name))}
    raw = events.event_object(household, EventOp.EDIT, person=person, data=data)
    ready.raws.append(raw)
    done["edits"].append([raw["id"], person, name, old])


def _join(
    ready: Ready,
    done: dict[str, Any],
    household: str,
    data: dict[str, Any],
    relation: str | None,
    form: str | None,
) -> None:
    """A person who joins a kept household; what the event can't carry is written beside it."""
    ready.raws.append(events.event_object(household, EventOp.PERSON, data=data))
    done["people"].append(data["id"])
    for name, value in (("relation", relation), ("address_form", form)):
        if value is not None:
            done["direct"].append([data["id"], name, None, value])


def _write_changes(by: Viewer, ready: Ready) -> None:
    send(by, ready.raws, ready.drafts)
    write_directly(
        by,
        [
            (done["id"], person, name, new)
            for done in ready.changed
            for person, name, _old, new in done["direct"]
        ],
    )
    for done in ready.changed:
        direct = {name: [old, new] for person, name, old, new in done["direct"] if person is None}
        audit.record(
            by=by, action="household.import", noun="household", noun_id=done["id"],
            changes={"import": ready.batch_id, **direct},
        )  # fmt: skip


EVENTS_AT_ONCE = 400


def send(by: Viewer, raws: Sequence[dict[str, Any]], drafts: Sequence[Any]) -> None:
    """Events made ready before, through the one path of all events. Raises ListChanged unless all count."""
    moment = now()
    sending = events.Sending(by, events.desk_device(by), moment, moment)
    for start in range(0, len(raws), EVENTS_AT_ONCE):
        part = slice(start, start + EVENTS_AT_ONCE)
        answers = events.receive(sending, drafts[part], raws[part])
        if any(answer.status is not events.Status.APPLIED for answer in answers):
            raise ListChanged(CHANGED)


def write_directly(by: Viewer, values: Sequence[tuple[str, str | None, str, Any]]) -> None:
    """For what is no event's field: the size, the note of a household, a person's relation. A hamlet moves.

    Each value is (household, person or None, field, value).
    """
    hamlets = [
        (home, value) for home, person, name, value in values if person is None and name == "hamlet_id"
    ]
    making.relocate(by=by, hamlets=hamlets, why="import")
    by_field: defaultdict[tuple[bool, str], list[dict[str, Any]]] = defaultdict(list)
    for household, person, name, value in values:
        if person is None and name == "hamlet_id":
            continue
        row = {"of_commune": by.commune_id, "of_id": person or household, "to": value}
        by_field[person is None, name].append(row)
    for (of_household, name), rows in by_field.items():
        table = METADATA.tables["household" if of_household else "person"]
        statement = update(table).where(
            table.c.commune_id == bindparam("of_commune"), table.c.id == bindparam("of_id")
        )
        db.session.execute(statement.values({name: bindparam("to")}), rows)


def _what_was_done(ready: Ready) -> dict[str, Any]:
    """The plan of a written batch: enough to show the rows left out and to take the import back."""
    told = {name: ready.plan[name] for name in ("left_out", "told", "gone", "people_gone", "waiting")}
    return {"created": [each["id"] for each in ready.households], "written": ready.changed, **told}
