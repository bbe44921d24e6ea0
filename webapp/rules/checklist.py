"""The checklist's state as a pure function of the set of kept events: no order, no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """A `done` or, with `cancels`, an `undo`; `person` None is the whole family."""

    id: str
    item: str | None
    person: str | None
    cancels: str | None = None


@dataclass(frozen=True)
class Edit:
    """One edit of one field; `after` is the edit whose value was seen, or None for the first value."""

    id: str
    after: str | None
    value: str | None


@dataclass(frozen=True)
class FieldState:
    """`head` is the edit that counts (None: the first value); `competing` wait for a leader's choice."""

    value: str | None
    head: str | None
    competing: tuple[str, ...] = ()


def live_dones(dones: Iterable[Tick], undos: Iterable[Tick], people: Collection[str]) -> list[Tick]:
    """The dones that no undo of the same item and person names, and whose person, if any, is in `people`."""
    undone = {(undo.cancels, undo.item, undo.person) for undo in undos}
    return [
        done
        for done in dones
        if (done.id, done.item, done.person) not in undone and (done.person is None or done.person in people)
    ]


def field_state(base: str | None, edits: Sequence[Edit], accepted: Mapping[str, str]) -> FieldState:
    """Follow the chain of edits from the first value.

    Two edits after the same one compete: neither counts until one of them is accepted. `accepted` maps an
    accepted edit to the id of the event that accepts it; of two accepted siblings the smaller such id wins.
    """
    children: dict[str | None, list[Edit]] = defaultdict(list)
    for edit in edits:
        children[edit.after].append(edit)
    value, head = base, None
    while following := children.pop(head, []):
        chosen = following[0] if len(following) == 1 else _accepted_one(following, accepted)
        if chosen is None:
            return FieldState(value, head, tuple(sorted(edit.id for edit in following)))
        value, head = chosen.value, chosen.id
    return FieldState(value, head)


def _accepted_one(siblings: Sequence[Edit], accepted: Mapping[str, str]) -> Edit | None:
    candidates = [edit for edit in siblings if edit.id in accepted]
    return min(candidates, key=lambda edit: accepted[edit.id], default=None)
