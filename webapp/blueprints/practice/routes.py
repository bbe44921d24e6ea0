"""Practice without risk: the same pages for everyone, without a database; a choice is a link."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from webapp.blueprints.practice import pages
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.practice_schema import END, Practice, State
from webapp.web.access import public
from webapp.web.kept_pages import keep

bp = Blueprint("practice", __name__, url_prefix="/luyen-tap")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    return keep(pages.draw_index(scams="scams.index" in current_app.view_functions))


@bp.get("/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    practice = practice_catalog().practice(slug)
    return keep(pages.draw_practice(practice)) if practice else _missing(slug, None)


@bp.get("/<slug>/<state>")
@public
def state(slug: str, state: str) -> ResponseReturnValue:
    """One screen, or the end of the practice."""
    practice = practice_catalog().practice(slug)
    if practice is None:
        return _missing(slug, None)
    if state == END:
        return keep(pages.draw_end(practice))
    place = practice.place(state)
    if place is None:
        return _missing(slug, practice)
    return keep(pages.draw_state(practice, place, _chosen(practice.states[place])))


def _chosen(state: State) -> int | None:
    """Which answer page is asked for; anything odd shows the screen itself."""
    number = request.args.get("chon", None, int)
    return number if number in state.answers else None


def _missing(slug: str, practice: Practice | None) -> ResponseReturnValue:
    """A mistyped address: the practice it means, else the nearest ones."""
    nearest = [practice] if practice else practice_catalog().nearest(slug)
    return render_template("practice/missing.html", nearest=nearest), 404
