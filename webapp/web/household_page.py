"""A household's page, whole or as the fragment that a tick swaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_login import current_user

from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.recognition import Recognition, RecognitionState
from webapp.rules.events import is_uuid
from webapp.services import (
    asking_again,
    certificates,
    checklist,
    consents,
    households,
    lost_records,
    priority,
    progress,
    proposal_reviews,
    recognition,
    refusals,
    standing_helpers,
)
from webapp.services.access import Permission, Viewer
from webapp.services.changes import listing
from webapp.services.errors import NotFound
from webapp.web.access import current_viewer
from webapp.web.fragments import render


def render_page(viewer: Viewer, household_id: str, people: Sequence[str], undo: str | None) -> Response:
    """The whole page, or only the sheet when htmx asks; `undo` is the item just ticked."""
    sheet = checklist.sheet(viewer, household_id)
    items = {line.item.slug: line.item.title for line in sheet.done}
    said = f"Đã ghi: {items[undo]}" if undo in items else None
    context = _context(viewer, sheet, people, said, undo if said else None)
    return render("households/show.html", "households/_sheet.html", **context)


def render_sheet(
    viewer: Viewer, household_id: str, people: Sequence[str], said: str, undo: str | None
) -> Response:
    sheet = checklist.sheet(viewer, household_id)
    response = make_response(
        render_template("households/_sheet.html", **_context(viewer, sheet, people, said, undo))
    )
    response.vary.add("HX-Request")
    return response


def _proposable(sheet: checklist.Sheet, found: Sequence[Recognition]) -> bool:
    """Whether it meets the criteria and is neither on its way nor recognised this year."""
    this_year = [each for each in found if each.year == progress.today().year]
    free = all(each.state is RecognitionState.RETURNED for each in this_year)
    return sheet.verdict.eligible and free and sheet.household.awaiting is None


def _context(
    viewer: Viewer, sheet: checklist.Sheet, people: Sequence[str], said: str | None, undo: str | None
) -> dict[str, Any]:
    agreed = consents.given(sheet.household)
    found = recognition.of_household(viewer, sheet.household.id)
    return {
        "sheet": sheet,
        "household": sheet.household,
        "chosen": set(people),
        "said": said,
        "undo": undo,
        "consents": agreed,
        "agreed": ConsentPurpose.CHECKLIST in agreed,
        "asked": not consents.unasked({sheet.household.id}),
        "ask_again": bool(asking_again.pending({sheet.household.id})),
        "lost": lost_records.of({sheet.household.id}).get(sheet.household.id),
        "flags": priority.flags_of({sheet.household.id}).get(sheet.household.id, ()),
        "helper": standing_helpers.of(sheet.household),
        "recognitions": found,
        "proposable": _proposable(sheet, found),
        "papers": certificates.of_recognitions(viewer, [each.id for each in found]),
        "returns": proposal_reviews.last_returns(viewer, [each.id for each in found]),
        "refusals": [
            each for each in refusals.of_recipient(viewer, sheet.household.id) if not each.withdrawn_at
        ],
        "competing": households.competing(sheet.household),
        "changes": _changes(viewer, sheet.household),
    }


def _changes(viewer: Viewer, household: Household) -> list[listing.ChangeLine]:
    """Those that can be taken back, for whoever may."""
    return listing.recent(viewer, household) if viewer.may(Permission.CHANGE_HOUSEHOLDS) else []


def install(app: Flask) -> None:
    app.before_request(_household_of_the_lesson)


def _household_of_the_lesson() -> None:
    """The last page of a lesson that was opened from a household offers to tick it there."""
    household_id = request.args.get("ho")
    if request.endpoint != "lessons.done" or not is_uuid(household_id) or not current_user.is_authenticated:
        return
    if not current_viewer().may(Permission.RECORD_CHECKLIST):
        return
    try:
        household = households.get(current_viewer(), str(household_id))
    except NotFound:
        return
    people = [{"id": each.id, "name": each.name} for each in households.people(household) if each.name]
    g.lesson_household = {"id": household.id, "label": household.head, "persons": people}
