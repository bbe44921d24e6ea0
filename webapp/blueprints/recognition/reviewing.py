"""The review desk: the queue on the left, what a proposal stands on at the right, three keys to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.recognition.blueprint import bp, seen
from webapp.blueprints.recognition.forms import NEW_LIST, ReturnForm
from webapp.models.recognition import Recognition
from webapp.rules.events import is_uuid
from webapp.services import criteria, evidence, proposal_reviews, submissions, titles
from webapp.services.access import Permission, Viewer
from webapp.services.errors import Conflict, Refused
from webapp.services.recognition import Case
from webapp.web.access import current_viewer, requires
from webapp.web.fragments import render
from webapp.web.refusals import telling_refusals
from webapp.web.transaction import transaction

A_PAGE = 50


@dataclass(frozen=True)
class Queue:
    """A part of the queue around one case; `place` counts from 1, 0 where the case is not in it."""

    cases: list[Case]
    total: int
    place: int
    first: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class OtherTitle:
    """Another title whose proposals wait too."""

    id: str
    name: str
    count: int


@bp.get("/xet/")
@requires(Permission.READ_RECOGNITIONS)
def review() -> ResponseReturnValue:
    """The first case of the title asked for, else of one that has any; or that there is none."""
    viewer = current_viewer()
    waiting = _queue(viewer, _title_to_review(viewer))
    first = waiting[0].recognition if waiting else None
    return _page(first.id if first else None, waiting)


@bp.get("/xet/<uuid:recognition_id>")
@requires(Permission.READ_RECOGNITIONS)
def review_case(recognition_id: UUID) -> ResponseReturnValue:
    return _page(str(recognition_id), _queue_of(current_viewer(), str(recognition_id)))


@bp.post("/xet/<uuid:recognition_id>/du-dieu-kien")
@requires(Permission.REVIEW_PROPOSALS)
def find_fit(recognition_id: UUID) -> ResponseReturnValue:
    """The case joins the chosen list; the next one follows."""
    viewer, case = current_viewer(), str(recognition_id)
    about, after = proposal_reviews.case_of(viewer, case), _next(viewer, case)
    try:
        with transaction():
            target = target_list(viewer, about.recognition.title_id if about.recognition else "")
            submissions.put(viewer, target, [case], request.form.get("again", ""), seen())
    except (Conflict, Refused) as error:
        flash(error.message, "error")
        return redirect(_address(case), 303)
    into = submissions.get(viewer, target)
    flash(f"{about.recipient.name}: đủ điều kiện, đã vào danh sách {into.name}.")
    return redirect(_address(after, vao=into.id), 303)


@bp.post("/xet/<uuid:recognition_id>/tra-lai")
@requires(Permission.REVIEW_PROPOSALS)
def return_case(recognition_id: UUID) -> ResponseReturnValue:
    """Back to the leader with a reason; the next one follows."""
    viewer, case, form = current_viewer(), str(recognition_id), ReturnForm()
    name, after = _name(viewer, case), _next(viewer, case)
    if form.validate_on_submit():
        try:
            with form.catching_refusals(), transaction():
                proposal_reviews.send_back(by=viewer, recognition_ids=[case], reason=form.said, seen=seen())
        except Conflict as error:
            flash(error.message, "error")
            return redirect(_address(case), 303)
        if not form.errors:
            flash(f"{name}: đã trả lại.")
            return redirect(_address(after), 303)
    return _page(case, _queue_of(viewer, case), form)


@bp.post("/xet/<uuid:recognition_id>/xac-nhan")
@requires(Permission.REVIEW_PROPOSALS)
def confirm_kin(recognition_id: UUID) -> ResponseReturnValue:
    viewer, case = current_viewer(), str(recognition_id)
    with telling_refusals(Conflict, Refused):
        with transaction():
            proposal_reviews.confirm_kin(
                by=viewer, recognition_ids=[case], note=request.form.get("note", "")[:300], seen=seen()
            )
        flash("Đã xác nhận. Hồ sơ vào danh sách trình được.")
    return redirect(_address(case), 303)


def target_list(viewer: Viewer, title_id: str) -> str:
    """The id of the list that a form chose, a new one where it asks for that. Call it in a transaction."""
    asked = request.form.get("submission_id", NEW_LIST)
    if is_uuid(asked):
        return asked.lower()
    name = request.form.get("name") or submissions.next_name(viewer, title_id)
    return submissions.open_list(viewer, name, title_id=title_id).id


def _others(viewer: Viewer, title_id: str) -> list[OtherTitle]:
    """Where else proposals wait, while no list is looked at."""
    if _listed(viewer):
        return []
    counts = submissions.waiting_counts(viewer)
    every = titles.every(viewer)
    return [
        OtherTitle(each.id, each.name, counts[each.id])
        for each in every
        if each.id in counts and each.id != title_id
    ]


def _page(case: str | None, waiting: list[Case], form: ReturnForm | None = None) -> Response:
    viewer = current_viewer()
    shown = evidence.of(viewer, case) if case else None
    queue = _around(case, waiting)
    context: dict[str, Any] = {
        "queue": queue,
        **_marks(viewer, [each.recognition for each in queue.cases if each.recognition]),
        "submission": _listed(viewer),
        "shown": shown,
        "title": titles.get(viewer, shown.recognition.title_id) if shown else None,
        "others": _others(viewer, shown.recognition.title_id) if shown else [],
        "form": form or ReturnForm(formdata=None),
        "lists": submissions.open_lists(viewer, shown.recognition.title_id) if shown else [],
        "next_name": submissions.next_name(viewer, shown.recognition.title_id) if shown else "",
        "into": request.args.get("vao", ""),
        "new_list": NEW_LIST,
        "here": _address(case, vao=request.args.get("vao")),
    }
    status = form.status if form else 200
    response = render("recognition/review.html", "recognition/_review.html", status=status, **context)
    if status == 200:
        response.headers["HX-Push-Url"] = context["here"]
    return response


def _marks(viewer: Viewer, found: list[Recognition]) -> dict[str, Any]:
    """What the queue says beside a name: out of a list, proposed again."""
    returned = proposal_reviews.last_returns(viewer, [each.id for each in found])
    return {"out": proposal_reviews.left_lists(found), "returned": returned}


def _queue(viewer: Viewer, title_id: str) -> list[Case]:
    """What waits for a title, or the cases of the list that the address names."""
    listed = _listed(viewer)
    return submissions.cases_of(viewer, listed.id) if listed else submissions.waiting(viewer, title_id)


def _queue_of(viewer: Viewer, case: str) -> list[Case]:
    """The queue that a case stands in; NotFound out of scope."""
    found = proposal_reviews.case_of(viewer, case).recognition
    return _queue(viewer, found.title_id if found else "")


def _title_to_review(viewer: Viewer) -> str:
    """The title that the address names; else the default one, or another where only that has work."""
    asked = request.args.get("danh-hieu", "")
    if is_uuid(asked):
        return titles.get(viewer, asked.lower()).id
    default, counts = criteria.default_title(viewer.commune_id).id, submissions.waiting_counts(viewer)
    return default if default in counts else next(iter(counts), default)


def _listed(viewer: Viewer) -> Any:
    asked = request.args.get("danh-sach", "")
    return submissions.get(viewer, asked.lower()) if is_uuid(asked) else None


def _around(case: str | None, waiting: list[Case]) -> Queue:
    ids = [each.recognition.id for each in waiting if each.recognition]
    place = ids.index(case) + 1 if case in ids else 0
    first = (max(place, 1) - 1) // A_PAGE * A_PAGE
    return Queue(
        cases=waiting[first : first + A_PAGE], total=len(ids), place=place, first=first,
        before=ids[place - 2] if place > 1 else None, after=ids[place] if place < len(ids) else None,
    )  # fmt: skip


def _next(viewer: Viewer, case: str) -> str | None:
    """The case after this one; at the end the one before; None where it is the last of all."""
    around = _around(case, _queue_of(viewer, case))
    return around.after or around.before


def _address(case: str | None, **more: str | None) -> str:
    kept = {"danh-sach": request.args.get("danh-sach"), **more}
    values = {name: value for name, value in kept.items() if value}
    return url_for(".review_case", recognition_id=case, **values) if case else url_for(".review", **values)


def _name(viewer: Viewer, case: str) -> str:
    return proposal_reviews.case_of(viewer, case).recipient.name
