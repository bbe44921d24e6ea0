"""What an import would do, worked out and told before anything is written: the draft of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webapp.rules.household_list import (
    HouseholdChange,
    ListedHousehold,
    ListedPerson,
    PersonChange,
    plan_changes,
)
from webapp.rules.vietnamese import fold
from webapp.services import consents
from webapp.services.access import Viewer
from webapp.services.imports.known import Rev, fingerprint, known_households, revisions
from webapp.services.imports.left_out import LeftOut, rows_left_out
from webapp.services.imports.reading import ListPlace, Reading, read
from webapp.services.imports.source import Source

NO_PHONE = "Không lấy số điện thoại của hộ không đồng ý cho lưu số:"
NO_SHEET = "Không ghi người trong nhà và ghi chú của hộ không đồng ý cho ghi phiếu:"
OF_THE_LIST = frozenset({"head", "address", "address_form", "hamlet_id"})
# Fields that go through the log of events; the others are written beside it.
LOGGED = frozenset({"head", "address", "phone", "address_form"})
LOGGED_OF_PEOPLE = frozenset({"name", "birth_year", "address_form"})


@dataclass(frozen=True)
class Draft:
    """`plan` is plain JSON: {"new", "changed"} is what a confirmation writes, the rest is told.

    `counts`: rows_read, rows_used, rows_left_out, new, changed, same, gone (households), people_new.
    """

    source: Source
    plan: dict[str, Any]
    counts: dict[str, int]
    fingerprint: str


def draft(viewer: Viewer, place: ListPlace, source: Source) -> Draft:
    """Read a list and compare it with what is kept. Raises Refused for one that can't be used at all."""
    reading = read(place, source)
    known = known_households(viewer)
    changes = plan_changes(known, reading.parsed)
    _counting, waiting = revisions([each.known.id for each in changes.changed])
    left_out = rows_left_out(reading, changes.ambiguous)
    changed = [_changed(each, waiting) for each in changes.changed]
    withheld = _leave_out_withheld(changed)
    plan = {
        "new": [_new(each) for each in changes.new],
        "changed": [each for each in changed if each["fields"] or each["people_new"] or each["people"]],
        "gone": [[each.id, each.head, each.hamlet_id] for each in changes.gone if not source.partial],
        "people_gone": _people_gone(changes.changed),
        "waiting": _waiting(changes.changed, waiting),
        "left_out": left_out.as_json(),
        "told": _told(reading, withheld),
    }
    counts = _counts(plan, reading, left_out, len(changes.same) + len(changes.changed))
    return Draft(reading.source, plan, counts, fingerprint(viewer, known, heads_of(plan), plan))


def heads_of(plan: dict[str, Any]) -> set[str]:
    """The search keys of every head that the plan writes."""
    return {fold(each["head"]) for each in (*plan["new"], *plan["changed"])}


def _new(listed: ListedHousehold) -> dict[str, Any]:
    return {
        "sheet": listed.sheet,
        "row": listed.row,
        "head": listed.head,
        "hamlet_id": listed.hamlet_id,
        "address": listed.address,
        "phone": listed.phone,
        "size": listed.size,
        "note": listed.note,
        "address_form": listed.address_form,
        "people": [_person(each) for each in listed.persons],
    }


def _person(person: ListedPerson) -> list[Any]:
    return [person.name, person.birth_year, _capital(person.relation), person.address_form]


def _capital(text: str | None) -> str | None:
    """ "chủ hộ" -> "Chủ hộ"."""
    return text[:1].upper() + text[1:] if text else None


def _changed(change: HouseholdChange, waiting: set[Rev]) -> dict[str, Any]:
    """The head's birth year is a matter of the head as a person, so it isn't among the fields."""
    own = change.known.id
    return {
        "id": own,
        "sheet": change.listed.sheet,
        "row": change.listed.row,
        "head": change.known.head,
        "hamlet_id": change.known.hamlet_id,
        "fields": [
            [each.field, each.old, each.new]
            for each in change.fields
            if each.field != "birth_year" and (own, own, each.field) not in waiting
        ],
        "people_new": [_person(each) for each in change.persons.new],
        "people": [
            [each.known.id, each.known.name, fields]
            for each in change.persons.changed
            if (fields := _person_fields(own, each, waiting))
        ],
    }


def _person_fields(household: str, change: PersonChange, waiting: set[Rev]) -> list[list[Any]]:
    return [
        [name, getattr(change.known, name), _new_value(change.listed, name)]
        for name in change.fields
        if (household, change.known.id, name) not in waiting
    ]


def _new_value(person: ListedPerson, name: str) -> Any:
    return _capital(person.relation) if name == "relation" else getattr(person, name)


def _people_gone(changes: Sequence[HouseholdChange]) -> list[list[Any]]:
    return [
        [change.known.id, change.known.head, person.name]
        for change in changes
        for person in change.persons.gone
    ]


def _waiting(changes: Sequence[HouseholdChange], waiting: set[Rev]) -> list[list[Any]]:
    """Households with a field that the list changes and of which two edits wait for a leader already."""
    return [
        [change.known.id, change.known.head]
        for change in changes
        if any((change.known.id, change.known.id, each.field) in waiting for each in change.fields)
        or any(
            (change.known.id, each.known.id, name) in waiting
            for each in change.persons.changed
            for name in each.fields
        )
    ]


def _leave_out_withheld(changed: Sequence[dict[str, Any]]) -> list[str]:
    """Take out of these changes what families did not agree to be kept; returns it in sentences."""
    ids = {each["id"] for each in changed}
    no_phone, declining = consents.refusing_phone(ids), consents.declining(ids)
    without_phone, without_more = [], []
    for each in changed:
        kept = [line for line in each["fields"] if not (line[0] == "phone" and each["id"] in no_phone)]
        if len(kept) < len(each["fields"]):
            without_phone.append(each["head"])
        each["fields"] = kept
        if each["id"] in declining and _keep_to_the_list(each):
            without_more.append(each["head"])
    told = ((without_phone, NO_PHONE), (without_more, NO_SHEET))
    return [f"{words} {_some(heads)}" for heads, words in told if heads]


def _keep_to_the_list(change: dict[str, Any]) -> bool:
    """Of a family that lets no checklist be kept only its line of the commune's list; whether more went."""
    kept = [line for line in change["fields"] if line[0] in OF_THE_LIST]
    more = bool(change["people_new"] or change["people"]) or len(kept) < len(change["fields"])
    change["fields"], change["people_new"], change["people"] = kept, [], []
    return more


def _some(heads: Sequence[str]) -> str:
    return ", ".join(heads[:8]) + (f" và {len(heads) - 8} hộ khác." if len(heads) > 8 else ".")


def _told(reading: Reading, withheld: Sequence[str]) -> dict[str, Any]:
    source = reading.source
    return {
        "dropped": [[each.sheet, each.column, each.header, each.reason] for each in source.dropped],
        "removed": [[each.sheet, each.row, each.column, each.reason] for each in source.removed],
        "fonts": dict(source.fonts),
        "notes": [*reading.parsed.notes, *withheld],
    }


def _counts(plan: dict[str, Any], reading: Reading, left_out: LeftOut, matched: int) -> dict[str, int]:
    return {
        "rows_read": reading.parsed.rows_read,
        "rows_used": reading.parsed.rows_read - left_out.count,
        "rows_left_out": left_out.count,
        "new": len(plan["new"]),
        "changed": len(plan["changed"]),
        "same": matched - len(plan["changed"]),
        "gone": len(plan["gone"]),
        "people_new": sum(len(each["people_new"]) for each in plan["changed"]),
    }
