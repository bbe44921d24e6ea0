"""The pages of a draft's parts: a form beside the lesson's own page at phone size, stored part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import FieldList

from webapp.blueprints.authoring import preview, rows
from webapp.blueprints.authoring.advice import advice_of, beside_fields
from webapp.blueprints.authoring.forms import AboutForm, DraftForm, FactsForm, Table, TeachForm
from webapp.blueprints.authoring.routes import bp
from webapp.blueprints.authoring.screen_forms import QuestionForm, StepForm
from webapp.lessons.authored import Authored, read_authored
from webapp.lessons.parts import KINDS
from webapp.services.access import Permission
from webapp.services.authoring import drafts
from webapp.services.authoring.drafts import Draft
from webapp.services.authoring.order import entries_of
from webapp.web.access import current_viewer, requires
from webapp.web.forms import Form
from webapp.web.fragments import render
from webapp.web.transaction import transaction

UNASKED = {"csrf_token", "revision"}


@dataclass(frozen=True)
class Part:
    """One page: its name among the draft's pages, its template, what comes after it, and its phone view.

    `whole` names the lists of which the checker may say something as a whole.
    """

    page: str
    template: str
    following: str
    phone: Callable[[Authored], Markup]
    whole: tuple[str, ...] = ()


@bp.route("/<uuid:lesson_id>/gioi-thieu", methods=["GET", "POST"])
@requires(Permission.WRITE_LESSONS)
def edit_about(lesson_id: UUID) -> ResponseReturnValue:
    draft = _draft(lesson_id)
    form = AboutForm.of(draft.row.draft, draft.row.revision, rows.sent())
    part = Part("gioi-thieu", "authoring/about.html", _url("step", lesson_id, n=1), preview.start)
    return _answer(draft, form, part, form.table())


@bp.route("/<uuid:lesson_id>/buoc/<int:n>", methods=["GET", "POST"])
@requires(Permission.WRITE_LESSONS)
def edit_step(lesson_id: UUID, n: int) -> ResponseReturnValue:
    draft = _draft(lesson_id)
    steps = entries_of(draft.row.draft, "step")
    form = StepForm.of(_entry(steps, n), draft.row.draft, draft.row.revision, rows.sent())
    last = n == len(steps)
    following = _url("question", lesson_id, n=1) if last else _url("step", lesson_id, n=n + 1)
    part = Part(f"buoc/{n}", "authoring/step.html", following, partial(preview.step, n=n))
    return _answer(draft, form, part, {"step": _with(steps, n, form.entry())}, n=n, of=len(steps))


@bp.route("/<uuid:lesson_id>/cau-hoi/<int:n>", methods=["GET", "POST"])
@requires(Permission.WRITE_LESSONS)
def edit_question(lesson_id: UUID, n: int) -> ResponseReturnValue:
    draft = _draft(lesson_id)
    checks = entries_of(draft.row.draft, "check")
    form = QuestionForm.of(_entry(checks, n), draft.row.draft, draft.row.revision, rows.sent())
    last = n == len(checks)
    following = _url("teaching", lesson_id) if last else _url("question", lesson_id, n=n + 1)
    chosen = request.form.get("chon", 0, int)
    part = Part(
        f"cau-hoi/{n}",
        "authoring/question.html",
        following,
        lambda read: preview.question(read, n, chosen),
        ("answers",),
    )
    typed = {"check": _with(checks, n, form.entry())}
    return _answer(draft, form, part, typed, n=n, of=len(checks), chosen=chosen)


@bp.route("/<uuid:lesson_id>/huong-dan", methods=["GET", "POST"])
@requires(Permission.WRITE_LESSONS)
def edit_teaching(lesson_id: UUID) -> ResponseReturnValue:
    draft = _draft(lesson_id)
    form = TeachForm.of(draft.row.draft, draft.row.revision, rows.sent())
    part = Part("huong-dan", "authoring/teaching.html", _url("facts", lesson_id), preview.teaching)
    return _answer(draft, form, part, form.table())


@bp.route("/<uuid:lesson_id>/nguon", methods=["GET", "POST"])
@requires(Permission.WRITE_LESSONS)
def edit_facts(lesson_id: UUID) -> ResponseReturnValue:
    draft = _draft(lesson_id)
    form = FactsForm.of(draft.row.draft, draft.row.revision, rows.sent())
    part = Part(
        "nguon", "authoring/facts.html", url_for(".show", lesson_id=lesson_id), preview.nothing, ("facts",)
    )
    typed = form.table()
    return _answer(draft, form, part, {**typed, **_without_lost_facts(draft.row.draft, typed["fact"])})


def _answer(draft: Draft, form: DraftForm, part: Part, typed: Table, **context: Any) -> ResponseReturnValue:
    """Store what was sent, or show it again with its preview and what is to be mended."""
    row = draft.row
    if request.method == "POST" and not rows.acted() and form.validate():
        with form.catching_refusals(), transaction():
            drafts.save(
                by=current_viewer(),
                lesson_id=row.id,
                revision=form.revision.data,
                part=part.page,
                values=typed,
            )
        if not form.errors:
            flash("Đã lưu bản nháp.")
            return redirect(part.following if "tiep" in request.form else request.path, 303)
        _take_revision(form, draft)
    read = read_authored(row.slug, row.short, draft.newest + 1, {**row.draft, **typed})
    advice = advice_of(preview.findings(read), read.lesson)
    return render(
        part.template,
        "authoring/_preview.html",
        status=form.status if not rows.acted() else 200,
        draft=draft,
        form=form,
        title=read.lesson.title,
        advice=beside_fields(advice, part.page),
        elsewhere=sum(each.page != part.page for each in advice),
        phone=part.phone(read),
        kinds=KINDS,
        asked=[*_asked(form), *((each, each) for each in part.whole)],
        **context,
    )


def _asked(form: Form) -> Iterator[tuple[str, str]]:
    """(name, id) of every field that a page asks for, those of rows too."""
    for field in form:
        if isinstance(field, FieldList):
            for row in field:
                yield from _asked(row.form)
        elif field.name not in UNASKED and field.type != "HiddenField" and getattr(field, "choices", True):
            yield field.name, field.id


def _take_revision(form: DraftForm, draft: Draft) -> None:
    """After another's save: shown again, the form counts from that one, so that a second press overwrites."""
    newest = drafts.get(current_viewer(), draft.row.id).row.revision
    form.revision.data, form.revision.raw_data = newest, [str(newest)]


def _without_lost_facts(table: Table, facts: list[Table]) -> Table:
    """Steps and questions that no longer cite a fact that was taken away."""
    kept = {fact["id"] for fact in facts}
    return {
        kind: [
            {**entry, "facts": [each for each in entry.get("facts") or [] if each in kept]}
            for entry in entries_of(table, kind)
        ]
        for kind in ("step", "check")
    }


def _draft(lesson_id: UUID) -> Draft:
    return drafts.get(current_viewer(), str(lesson_id))


def _entry(entries: list[Table], n: int) -> Table:
    if not 1 <= n <= len(entries):
        abort(404)
    return entries[n - 1]


def _with(entries: list[Table], n: int, entry: Table) -> list[Table]:
    return [*entries[: n - 1], entry, *entries[n:]]


def _url(what: str, lesson_id: UUID, **values: int) -> str:
    return url_for(f".edit_{what}", lesson_id=lesson_id, **values)
