"""The scam trainer: rounds of six messages and calls to judge. The same pages for everyone, no database."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp.lessons.scams import Case, scam_catalog
from webapp.lessons.scams.schema import CHANNEL_ICONS, CHANNEL_WORDS, FAREWELL, RULE, SCANNED
from webapp.lessons.schema import AFTER_A_SCAM
from webapp.web.access import public
from webapp.web.kept_pages import keep
from webapp.web.scam_drawings import ANSWERS, FIRST, scam_drawing

bp = Blueprint("scams", __name__, url_prefix=FIRST.rstrip("/"))
FAKE, GENUINE = ANSWERS


@bp.context_processor
def _parts() -> dict[str, Any]:
    return {
        "RULE": RULE,
        "SCANNED": SCANNED,
        "FAREWELL": FAREWELL,
        "afterwards": AFTER_A_SCAM,
        "channel_words": CHANNEL_WORDS,
        "channel_icons": CHANNEL_ICONS,
        "scam_drawing": scam_drawing,
    }


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    return keep(render_template("scams/index.html", rounds=scam_catalog().rounds))


@bp.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """A case; with `chon`, its reasons."""
    case = scam_catalog().case(slug)
    if case is None:
        return render_template("scams/index.html", rounds=scam_catalog().rounds, astray=True), 404
    chosen = request.args.get("chon", 0, int)
    return keep(_draw(case, chosen if chosen in ANSWERS else 0))


@bp.get("/vong-<int:number>/xong")
@public
def done(number: int) -> ResponseReturnValue:
    played = scam_catalog().round(number)
    if played is None:
        abort(404)
    following = scam_catalog().round(number + 1)
    return keep(render_template("scams/done.html", round=played, following=following))


def _draw(case: Case, chosen: int) -> str:
    return render_template(
        "scams/show.html",
        case=case,
        round=scam_catalog().round_of(case),
        answered=chosen != 0,
        right=chosen == (FAKE if case.fake else GENUINE),
        answers=((FAKE, "Lừa đảo", "hand-stop", case.fake), (GENUINE, "Thật", "thumb-up", not case.fake)),
    )
