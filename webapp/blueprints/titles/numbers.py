"""How a title's certificates are numbered, year by year."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.titles.forms import NumberForm, chosen_pattern
from webapp.blueprints.titles.routes import bp
from webapp.models.recognition import Title
from webapp.rules.vietnamese import clean_text
from webapp.services import title_numbers, titles
from webapp.services.access import Permission
from webapp.services.errors import Refused
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/<uuid:title_id>/danh-so", methods=["GET", "POST"])
@requires(Permission.MANAGE_TITLES)
def number(title_id: UUID) -> ResponseReturnValue:
    title = titles.get(current_viewer(), str(title_id))
    year = today().year
    form = NumberForm.of(year, title_numbers.format_of(title, year), title_numbers.ready(title, year))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            title_numbers.set_format(
                by=current_viewer(), title=title, year=form.year.data, pattern=form.chosen
            )
        if not form.errors:
            shown = title_numbers.next_number(title, form.year.data)
            flash(f"Giấy tiếp theo năm {form.year.data} mang số {shown}.")
            return redirect(url_for(".number", title_id=title.id), 303)
    page = render_template(
        "titles/number.html", title=title, form=form, years=title_numbers.years(title, year),
        **_preview(title, form.year.data or year, form.chosen),
    )  # fmt: skip
    return page, form.status


@bp.get("/<uuid:title_id>/so-giay")
@requires(Permission.MANAGE_TITLES)
def preview_number(title_id: UUID) -> ResponseReturnValue:
    """The next number by a pattern while it is typed, or why it can't be used."""
    title = titles.get(current_viewer(), str(title_id))
    year, asked = request.args.get("year", today().year, int), request.args
    in_force = title_numbers.format_of(title, today().year)
    chosen = chosen_pattern(asked.get("ready"), asked.get("pattern"), in_force)
    return render_template("titles/_next_number.html", **_preview(title, year, chosen))


def _preview(title: Title, year: int, typed: str) -> dict[str, str | None]:
    pattern = clean_text(typed)[:60]
    try:
        title_numbers.check(title, pattern, year)
    except Refused as refused:
        return {"next": None, "problem": refused.message}
    return {"next": title_numbers.next_number(title, year, pattern), "problem": None}
