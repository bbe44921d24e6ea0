"""The province's view: figures of its communes, never a person's data."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.services import figures
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires

bp = Blueprint("figures", __name__, url_prefix="/cac-xa")


@bp.get("/")
@requires(Permission.READ_FIGURES)
def index() -> ResponseReturnValue:
    year = today().year
    return render_template("figures/index.html", rows=figures.of_province(current_viewer(), year), year=year)
