"""The paper sheet for a round of doors: the households of a list with boxes to tick by pen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flask import current_app
from flask_login import current_user

from webapp.models.commune import Hamlet
from webapp.models.event import LiveDone
from webapp.models.household import Household, Person
from webapp.services import communes, consents, households, lesson_shelf
from webapp.services.access import Viewer
from webapp.services.progress import today
from webapp.web.pdf.sheets import HouseholdSheet, SheetHousehold, SheetPerson, render_household_sheet


def printable(rows: Sequence[households.Row]) -> list[households.Row]:
    """Without the families that let no checklist be kept: nothing of them goes on paper."""
    declining = consents.declining({row.household.id for row in rows})
    return [row for row in rows if row.household.id not in declining]


def pdf_of(viewer: Viewer, rows: Sequence[households.Row]) -> bytes:
    """The sheet of these households, which share a commune. Raises NothingToPrint when there are none."""
    slugs = communes.settings_of(viewer.commune_id or "").checklist
    items = lesson_shelf.named(slugs)
    places = {item.slug: place for place, item in enumerate(items)}
    homes = [row.household for row in rows]
    people, ticks = households.people_of(homes), households.ticks_of(homes)
    hamlets = list(dict.fromkeys(row.hamlet.label for row in rows))
    sheet = HouseholdSheet(
        commune=communes.get(viewer.commune_id).name,
        hamlet=", ".join(hamlets[:3]) + (" ..." if len(hamlets) > 3 else ""),
        items=tuple(item.title for item in items),
        households=tuple(_home(row.household, row.hamlet, people, ticks, places) for row in rows),
        printed_on=today(),
        member=current_user.display_name,
    )
    return render_household_sheet(sheet)


def _home(
    home: Household,
    hamlet: Hamlet,
    people: dict[str, list[Person]],
    ticks: dict[str, list[LiveDone]],
    places: dict[str, int],
) -> SheetHousehold:
    done: dict[str | None, set[int]] = defaultdict(set)
    for tick in ticks.get(home.id, []):
        if tick.item in places:
            done[tick.person_id].add(places[tick.item])
    named = [person for person in people.get(home.id, []) if person.name]
    return SheetHousehold(
        head=home.head,
        address=hamlet.label + (f", {home.address}" if home.address else ""),
        url=f"{current_app.config['SETTINGS'].base_url}/ho/{home.id}/",
        persons=tuple(SheetPerson(person.name or "", frozenset(done[person.id])) for person in named),
        done=frozenset(done[None]),
    )
