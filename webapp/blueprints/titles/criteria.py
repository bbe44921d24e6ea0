"""The criteria of a title for persons or households, besides the default one."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.admin.criteria_form import CriteriaForm
from webapp.blueprints.titles.routes import bp
from webapp.models.recognition import RecipientKind, Title
from webapp.rules.recognition import CriterionKind
from webapp.services import title_criteria, title_verdicts, titles
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.labels import label
from webapp.web.transaction import transaction

ONE_PERSON = CriterionKind.ONE_PERSON


@bp.route("/<uuid:title_id>/tieu-chi", methods=["GET", "POST"])
@requires(Permission.MANAGE_TITLES)
def criteria(title_id: UUID) -> ResponseReturnValue:
    """A person is judged by the own ticks only, a household by all of them."""
    viewer = current_viewer()
    title = titles.get(viewer, str(title_id))
    if title.is_default or title.recipient_kind not in titles.WITH_CRITERIA:
        abort(404)
    form = CriteriaForm.of(title_criteria.versions(title)[0][1])
    if form.more.data:
        form.add_row()
    _offer_kinds(form, title)
    if form.more.data:
        return _page(title, form)
    if not form.validate_on_submit():
        return _page(title, form)
    if not form.save.data:
        return _page(title, form, title_verdicts.count_meeting(viewer, title, form.criteria()))
    with form.catching_refusals(), transaction():
        version = title_criteria.put_in_force(
            by=viewer, title=title, criteria_=form.criteria(), decision=form.decision.data
        )
    if form.errors:
        return _page(title, form)
    flash(f"Tiêu chí phiên bản {version.version} của “{title.name}” đã được dùng.")
    return redirect(url_for(".criteria", title_id=title.id), 303)


def _offer_kinds(form: CriteriaForm, title: Title) -> None:
    """A person can only be judged as one."""
    if title.recipient_kind is RecipientKind.PERSON:
        for row in form.lines:
            row.form.kind.choices = [SelectChoice(ONE_PERSON.value, label(ONE_PERSON))]


def _page(title: Title, form: CriteriaForm, meeting: int | None = None) -> ResponseReturnValue:
    page = render_template(
        "titles/criteria.html", title=title, form=form, meeting=meeting,
        versions=title_criteria.versions(title),
    )  # fmt: skip
    return page, form.status
