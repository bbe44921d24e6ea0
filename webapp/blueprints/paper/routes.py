"""Paper sheets: print a whole hamlet, and type in quickly what was ticked by pen."""

from __future__ import annotations

import io
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from webapp.blueprints.paper.forms import PaperForm
from webapp.rules.events import is_uuid
from webapp.rules.vietnamese import parse_date
from webapp.services import paper
from webapp.services.access import Permission
from webapp.services.errors import NotFound
from webapp.services.paper import PAGE, PART, Pile, Saved
from webapp.services.progress import today
from webapp.web import household_sheet
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

bp = Blueprint("paper", __name__, url_prefix="/ho/phieu")


@bp.get("/")
@requires(Permission.READ_HOUSEHOLDS)
def index() -> ResponseReturnValue:
    return render_template("paper/index.html", piles=paper.piles(current_viewer()), part=PART)


@bp.get("/in.pdf")
@requires(Permission.READ_HOUSEHOLDS)
def print_pile() -> ResponseReturnValue:
    """The sheet of a whole hamlet; a very large one comes in parts of 400 households."""
    pile = _pile()
    part = min(max(request.args.get("phan", 1, type=int), 1), max(1, pile.parts))
    rows = paper.rows(current_viewer(), pile.hamlet_id, skip=(part - 1) * PART, limit=PART)
    if not rows:
        flash("Chưa có hộ nào để in phiếu.", "warning")
        return redirect(url_for(".index"), 303)
    content = io.BytesIO(household_sheet.pdf_of(current_viewer(), rows))
    return send_file(content, mimetype="application/pdf", download_name="phieu-theo-doi-ho.pdf", max_age=0)


@bp.route("/nhap", methods=["GET", "POST"])
@requires(Permission.RECORD_CHECKLIST)
def enter() -> ResponseReturnValue:
    """Ten households of a pile as on paper; saving leads to the next ten with the same day and helper."""
    pile = _pile()
    page = min(max(request.args.get("trang", 1, type=int), 1), pile.pages)
    form = _form()
    boxes = request.form.getlist("o")
    if form.validate_on_submit():
        day, helper = form.day.data or today(), form.helper_id.data
        with form.catching_refusals(), transaction():
            saved = paper.record(by=current_viewer(), boxes=boxes, day=day, helper_id=helper)
        if not form.errors:
            return _next(pile, page, (day.isoformat(), helper), saved)
    shown = render_template(
        "paper/enter.html",
        form=form,
        pile=pile,
        page=page,
        first=(page - 1) * PAGE + 1,
        homes=paper.homes(current_viewer(), pile.hamlet_id, page),
        items=paper.items(current_viewer()),
        chosen=set(boxes),
    )
    return shown, form.status


def _pile() -> Pile:
    """The pile that the address or the form names; none named: the viewer's own households."""
    asked = request.values.get("thon") or None
    if asked is not None and not is_uuid(asked):
        raise NotFound
    return paper.pile(current_viewer(), asked.lower() if asked else None)


def _form() -> PaperForm:
    """The day and the helper of the page before, or today and the signed-in account."""
    users = paper.helpers(current_viewer())
    asked = request.args.get("nguoi")
    helper = asked if asked in {user.id for user in users} else current_viewer().user_id
    form = PaperForm(day=_day(request.args.get("ngay")), helper_id=helper)
    form.helper_id.choices = [SelectChoice(user.id, user.display_name) for user in users]
    return form


def _day(asked: str | None) -> date:
    day = parse_date(asked or "")
    return day if day and paper.earliest_day() <= day <= today() else today()


def _next(pile: Pile, page: int, head: tuple[str, str], saved: Saved) -> ResponseReturnValue:
    """Past the last page, back to the piles. `head` are the day and the helper to keep."""
    said = f"Đã ghi {saved.ticks} ô của {saved.homes} hộ." if saved.ticks else "Trang này không có ô nào mới."
    if page >= pile.pages:
        flash(f"{said} Đã hết danh sách {pile.label}.")
        return redirect(url_for(".index"), 303)
    flash(said)
    following = url_for(".enter", thon=pile.hamlet_id, trang=page + 1, ngay=head[0], nguoi=head[1])
    return redirect(following, 303)
