"""The versions of a design: each can be seen as it was, and taken up again."""

from __future__ import annotations

import base64
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.designs.routes import FOLDER, SOME_YEAR, bp
from webapp.services import designs, sample_papers, titles
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.forms import PressForm
from webapp.web.pdf import load_layout
from webapp.web.transaction import transaction
from webapp.web.trial_paper import trial_picture


@bp.get(f"{FOLDER}/<uuid:title_id>/ban/<int:version>/")
@requires(Permission.DESIGN_CERTIFICATES)
def show_version(title_id: UUID, version: int) -> ResponseReturnValue:
    """Its picture with an ordinary name, in its own words and drawing."""
    viewer = current_viewer()
    title = titles.get(viewer, str(title_id))
    row = designs.version(title, version)
    design, words = designs.as_saved(row, designs.words_of(title))
    who = sample_papers.usual(sample_papers.to_try(viewer, title))
    born = ((who.born if who else None) or SOME_YEAR) if design.born else None
    sample = sample_papers.fields_of(title, words, who, born=born)
    picture = trial_picture(designs.with_background(title.commune_id, design), sample)
    return render_template(
        "designs/version.html", title=title, row=row, words=sample, newest=designs.newest(title.id),
        layout=load_layout(design.layout, design.drawing).name, picture=base64.b64encode(picture).decode(),
    )  # fmt: skip


@bp.post(f"{FOLDER}/<uuid:title_id>/ban/<int:version>/dung-lai")
@requires(Permission.DESIGN_CERTIFICATES)
def take_up_again(title_id: UUID, version: int) -> ResponseReturnValue:
    form = PressForm()
    if not form.validate_on_submit():
        abort(422)
    with form.catching_refusals(), transaction():
        row = designs.take_up_again(by=current_viewer(), title_id=str(title_id), number=version)
    if form.errors:
        flash(next(iter(form.errors.values()))[0], "error")
        return redirect(url_for(".show_version", title_id=title_id, version=version), 303)
    flash(f"Đã dùng lại bản {version}: nay là bản {row.version}. Giấy cấp từ bây giờ dùng bản này.")
    return redirect(url_for(".edit", title_id=title_id), 303)
