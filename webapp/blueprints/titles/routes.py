"""What the commune recognises besides its default title: add, word, stop, take up again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.titles.forms import NewTitleForm, TitleForm
from webapp.models.recognition import RecipientKind
from webapp.services import titles
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

bp = Blueprint("titles", __name__, url_prefix="/quan-tri/danh-hieu")


@dataclass(frozen=True)
class Idea:
    """A title that communes' plans name, to start the form with."""

    name: str
    kind: RecipientKind
    nomination: bool = False


IDEAS = {
    "cong-dan-so": Idea("Công dân số", RecipientKind.PERSON),
    "thon-so": Idea("Thôn số", RecipientKind.HAMLET),
    "khu-dan-cu-dien-tu": Idea("Khu dân cư điện tử", RecipientKind.HAMLET),
    "to-tieu-bieu": Idea("Tổ công nghệ số cộng đồng tiêu biểu", RecipientKind.TEAM, nomination=True),
    "cong-dan-so-tien-phong": Idea("Công dân số tiên phong", RecipientKind.PERSON, nomination=True),
    "gia-dinh-so-tieu-bieu": Idea("Gia đình số tiêu biểu", RecipientKind.HOUSEHOLD, nomination=True),
}


@bp.get("/")
@requires(Permission.MANAGE_TITLES)
def index() -> ResponseReturnValue:
    lines = titles.lines(current_viewer())
    names = {line.title.name for line in lines}
    ideas = {slug: idea for slug, idea in IDEAS.items() if idea.name not in names}
    return render_template("titles/index.html", lines=lines, ideas=ideas)


@bp.route("/them", methods=["GET", "POST"])
@requires(Permission.MANAGE_TITLES)
def add() -> ResponseReturnValue:
    idea = IDEAS.get(request.args.get("mau", ""))
    form = (
        NewTitleForm(name=idea.name, kind=idea.kind.value, nomination=idea.nomination)
        if idea
        else NewTitleForm()
    )
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            title = titles.add(
                by=current_viewer(),
                name=form.name.data,
                kind=form.recipient_kind,
                nomination=form.nomination.data,
                words=form.words(),
                number_format=form.number_format.data or "",
            )
        if not form.errors:
            flash(f"Đã thêm danh hiệu “{title.name}”.")
            return redirect(url_for(".edit", title_id=title.id), 303)
    return render_template("titles/add.html", form=form), form.status


@bp.route("/<uuid:title_id>/", methods=["GET", "POST"])
@requires(Permission.MANAGE_TITLES)
def edit(title_id: UUID) -> ResponseReturnValue:
    title = titles.get(current_viewer(), str(title_id))
    form = TitleForm.of(title)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            titles.change(
                by=current_viewer(),
                title_id=title.id,
                name=form.name.data,
                nomination=form.nomination.data,
                words=form.words(),
            )
        if not form.errors:
            flash("Đã lưu. Giấy đã cấp giữ nguyên lời cũ.")
            return redirect(url_for(".edit", title_id=title.id), 303)
    page = render_template(
        "titles/edit.html", title=title, form=form, with_criteria=title.recipient_kind in titles.WITH_CRITERIA
    )
    return page, form.status


@bp.post("/<uuid:title_id>/ngung")
@requires(Permission.MANAGE_TITLES)
def close(title_id: UUID) -> ResponseReturnValue:
    with transaction():
        title = titles.close(by=current_viewer(), title_id=str(title_id))
    flash(f"Đã ngừng dùng danh hiệu “{title.name}”. Giấy đã cấp vẫn còn giá trị.")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:title_id>/dung-lai")
@requires(Permission.MANAGE_TITLES)
def reopen(title_id: UUID) -> ResponseReturnValue:
    with transaction():
        title = titles.reopen(by=current_viewer(), title_id=str(title_id))
    flash(f"Danh hiệu “{title.name}” dùng lại được.")
    return redirect(url_for(".edit", title_id=title.id), 303)
