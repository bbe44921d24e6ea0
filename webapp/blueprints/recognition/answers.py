"""A family that wants no recognition, or objects to it; and one that changed its mind."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.recognition.blueprint import back_to, bp
from webapp.blueprints.recognition.forms import ChangedMindForm, RefusalForm
from webapp.models.refusal import RefusalKind, RefusalWay
from webapp.services import evidence, family_answers, households, refusals
from webapp.services.access import Permission
from webapp.services.family_answers import Said, Subject
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/gia-dinh/<uuid:household_id>", methods=["GET", "POST"])
@requires(Permission.PROPOSE)
def family_answer(household_id: UUID) -> ResponseReturnValue:
    """What a household says about being recognised, proposed or not."""
    viewer = current_viewer()
    home = households.get(viewer, str(household_id))
    back = url_for("households.show", household_id=home.id)
    return _answer(family_answers.of_household(viewer, home.id), home.head, back)


@bp.route("/xet/<uuid:recognition_id>/khong-nhan", methods=["GET", "POST"])
@requires(Permission.PROPOSE)
def case_answer(recognition_id: UUID) -> ResponseReturnValue:
    """The same from the case of a household, a person, a team or a hamlet."""
    viewer = current_viewer()
    shown = evidence.of(viewer, str(recognition_id))
    back = url_for(".review_case", recognition_id=recognition_id)
    return _answer(family_answers.of_recognition(viewer, shown.recognition.id), shown.recipient.name, back)


@bp.post("/gia-dinh/y-kien/<uuid:refusal_id>/rut")
@requires(Permission.PROPOSE)
def change_mind(refusal_id: UUID) -> ResponseReturnValue:
    viewer, form = current_viewer(), ChangedMindForm()
    refusal = family_answers.get(viewer, str(refusal_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            family_answers.take_back(
                by=viewer, refusal_id=refusal.id, on=form.withdrawn_on.data,
                way=RefusalWay(form.withdrawn_way.data),
            )  # fmt: skip
    for words in (words for every in form.errors.values() for words in every):
        flash(words, "error")
    if not form.errors:
        flash("Đã ghi gia đình đổi ý. Đề nghị lại được.")
    return redirect(back_to(request.form.get("ve", "")), 303)


def _answer(subject: Subject, name: str, back: str) -> ResponseReturnValue:
    viewer, form = current_viewer(), RefusalForm()
    if form.validate_on_submit():
        said = Said(
            RefusalKind(form.kind.data), RefusalWay(form.way.data), form.said_on.data,
            form.said_by.data or "", form.reason.data or "",
        )  # fmt: skip
        with form.catching_refusals(), transaction():
            family_answers.record(by=viewer, subject=subject, said=said)
        if not form.errors:
            flash(f"Đã ghi ý kiến của {name}. Năm nay không đưa vào danh sách, trừ khi đổi ý.")
            return redirect(back, 303)
    standing = refusals.standing(subject.title_id, subject.year, subject.kind, [subject.id])
    page = render_template(
        "recognition/answer.html",
        form=form,
        changed=ChangedMindForm(formdata=None),
        name=name,
        year=subject.year,
        back=back,
        standing=standing.get(subject.id),
        earlier=[each for each in refusals.of_recipient(viewer, subject.id) if each.withdrawn_at],
    )
    return page, form.status
