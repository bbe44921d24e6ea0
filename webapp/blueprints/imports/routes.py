"""Bringing household lists in: choose, look through, correct, confirm, take back."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.imports import shown
from webapp.blueprints.imports.forms import FileForm, ListForm, NamesForm, PasteForm
from webapp.rules.vietnamese import clean_text, show_number
from webapp.services import communes, imports, list_template
from webapp.services.access import Permission
from webapp.services.errors import Conflict
from webapp.services.imports import Source, bad_rows_file, undoing
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

bp = Blueprint("imports", __name__, url_prefix="/nhap")


# --- a list comes in --------------------------------------------------------------------------------------


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.IMPORT_HOUSEHOLDS)
def index() -> ResponseReturnValue:
    form, place = FileForm(), imports.place_of(current_viewer())
    form.offer(place, "Tự nhận ra trong tệp")
    if form.validate_on_submit():
        file = form.listed.data
        name = clean_text(file.filename or "")[:100] or "Danh sách"
        with form.catching_refusals():
            return _take(place, imports.from_file(file.read(), name, form.hamlet_id.data or None))
    history = imports.history(current_viewer())
    return render_template("imports/index.html", form=form, names=place, history=history), form.status


@bp.route("/dan", methods=["GET", "POST"])
@requires(Permission.IMPORT_HOUSEHOLDS)
def paste() -> ResponseReturnValue:
    form = PasteForm()
    form.offer(imports.place_of(current_viewer()), "Tự nhận ra trong danh sách")
    return _typed(form, "Danh sách dán", "imports/paste.html")


@bp.route("/go", methods=["GET", "POST"])
@requires(Permission.IMPORT_HOUSEHOLDS)
def type_names() -> ResponseReturnValue:
    form = NamesForm()
    form.offer(imports.place_of(current_viewer()), "Chọn")
    return _typed(form, "Danh sách gõ", "imports/type.html", partial=True)


def _typed(form: ListForm, name: str, template: str, partial: bool = False) -> ResponseReturnValue:
    place = imports.place_of(current_viewer())
    if form.validate_on_submit():
        with form.catching_refusals():
            text, hamlet_id = form.listed.data, form.hamlet_id.data or None
            return _take(place, imports.from_text(place, text, name, hamlet_id, partial=partial))
    return render_template(template, form=form, names=place), form.status


def _take(place: imports.ListPlace, source: Source) -> ResponseReturnValue:
    draft = imports.draft(current_viewer(), place, source)
    with transaction():
        batch = imports.keep(by=current_viewer(), draft=draft)
    return redirect(url_for(".show", batch_id=batch.id), 303)


@bp.get("/tep-mau.xlsx")
@requires(Permission.IMPORT_HOUSEHOLDS)
def template() -> ResponseReturnValue:
    place = imports.place_of(current_viewer())
    name = communes.get(current_viewer().commune_id).name
    content = list_template.build_template(name, [each.label for each in place.hamlets])
    return _workbook(content, "mau-danh-sach-ho.xlsx")


def _workbook(content: bytes, name: str) -> Response:
    response = send_file(io.BytesIO(content), download_name=name, as_attachment=True)
    response.headers["Cache-Control"] = "no-store, private"
    return response


# --- it is looked through ---------------------------------------------------------------------------------


@bp.get("/<uuid:batch_id>/")
@requires(Permission.IMPORT_HOUSEHOLDS)
def show(batch_id: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    batch = imports.get(viewer, str(batch_id), whole=True)
    page = request.args.get("trang", 1, type=int)
    if batch.confirmed_at:
        return render_template("imports/done.html", **shown.of_written(viewer, batch, page))
    return render_template(
        "imports/show.html", **shown.of_waiting(viewer, batch, request.args.get("xem"), page)
    )


@bp.post("/<uuid:batch_id>/kiem-tra")
@requires(Permission.IMPORT_HOUSEHOLDS)
def correct(batch_id: UUID) -> ResponseReturnValue:
    """Take the corrected cells over and check the whole list again."""
    before, after = _corrected(str(batch_id))
    fixed = before["rows_left_out"] - after["rows_left_out"]
    flash(_said_of_corrections(fixed, after["rows_left_out"]), "success" if fixed > 0 else "warning")
    return redirect(url_for(".show", batch_id=batch_id), 303)


def _corrected(batch_id: str) -> tuple[dict[str, int], dict[str, int]]:
    viewer = current_viewer()
    batch = imports.get(viewer, batch_id, whole=True)
    place = imports.place_of(viewer)
    source = imports.corrected(imports.source_of(batch), batch.plan, place, shown.corrections(request.form))
    draft = imports.draft(viewer, place, source)
    before = dict(batch.counts)
    with transaction():
        imports.replace(by=viewer, batch_id=batch_id, draft=draft)
    return before, draft.counts


def _said_of_corrections(fixed: int, left: int) -> str:
    if not left:
        return "Đã kiểm tra lại: không còn dòng nào cần sửa."
    more = f"thêm {show_number(fixed)} dòng dùng được, còn" if fixed > 0 else "vẫn còn"
    return f"Đã kiểm tra lại: {more} {show_number(left)} dòng cần sửa."


@bp.get("/<uuid:batch_id>/dong-loi.xlsx")
@requires(Permission.IMPORT_HOUSEHOLDS)
def bad_rows(batch_id: UUID) -> ResponseReturnValue:
    batch = imports.get(current_viewer(), str(batch_id), whole=True)
    if not batch.plan:
        raise Conflict("Các dòng lỗi chỉ giữ 7 ngày. Nhập lại tệp để xem.")
    return _workbook(bad_rows_file.bad_rows_file(batch.plan), "dong-can-sua.xlsx")


@bp.post("/<uuid:batch_id>/bo")
@requires(Permission.IMPORT_HOUSEHOLDS)
def discard(batch_id: UUID) -> ResponseReturnValue:
    with transaction():
        name = imports.discard(by=current_viewer(), batch_id=str(batch_id))
    flash(f"Đã bỏ “{name}”, chưa ghi hộ nào.")
    return redirect(url_for(".index"), 303)


# --- it is written, or taken back -------------------------------------------------------------------------


@bp.post("/<uuid:batch_id>/ghi")
@requires(Permission.IMPORT_HOUSEHOLDS)
def confirm(batch_id: UUID) -> ResponseReturnValue:
    """Write what the preview showed; cells corrected but not checked yet are checked first."""
    viewer, own = current_viewer(), str(batch_id)
    batch = imports.get(viewer, own, whole=True)
    if batch.confirmed_at is None and shown.has_corrections(request.form, batch.plan):
        _corrected(own)
        flash("Vừa sửa vài ô. Xem lại rồi bấm Nhập.", "warning")
        return redirect(url_for(".show", batch_id=batch_id), 303)
    try:
        ready = imports.make_ready(viewer, batch, seen=request.form.get("ban", ""))
        with transaction():
            imports.confirm(by=viewer, ready=ready)
    except imports.ListChanged as changed:
        _corrected(own)
        flash(changed.message, "warning")
    return redirect(url_for(".show", batch_id=batch_id), 303)


@bp.post("/<uuid:batch_id>/hoan-tac")
@requires(Permission.IMPORT_HOUSEHOLDS)
def undo(batch_id: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    back = undoing.make_ready(viewer, imports.get(viewer, str(batch_id), whole=True))
    with transaction():
        undoing.undo(by=viewer, undoing=back)
    return redirect(url_for(".show", batch_id=batch_id), 303)
