"""How a commune signs, and the authorities under which it accepts signatures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.signing.forms import RootForm, RuleForm
from webapp.blueprints.signing.routes import bp
from webapp.services import trust_roots
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.route("/cai-dat", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def edit_rules() -> ResponseReturnValue:
    form = RuleForm(obj=trust_roots.rule_of(current_viewer().commune_id))
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            trust_roots.change_rule(by=current_viewer(), **form.values())
        if not form.errors:
            flash("Đã lưu cài đặt ký số.")
            return redirect(url_for(".edit_rules"), 303)
    return _page(form, RootForm(formdata=None))


@bp.post("/cai-dat/thu-dau-thoi-gian")
@requires(Permission.EDIT_SETTINGS)
def try_time_stamps() -> ResponseReturnValue:
    """Ask the typed address for a stamp now; nothing is saved."""
    form, told = RuleForm(), None
    if form.validate_on_submit():
        with form.catching_refusals():
            told = trust_roots.try_time_stamps(current_viewer(), (form.time_stamps.data or "").strip())
    return _page(form, RootForm(formdata=None), told)


@bp.post("/cai-dat/chung-thu")
@requires(Permission.EDIT_SETTINGS)
def add_root() -> ResponseReturnValue:
    form = RootForm()
    if form.validate_on_submit():
        with form.catching_refusals():
            found = trust_roots.read(form.file.data.read())
            with transaction():
                added = trust_roots.add(by=current_viewer(), found=found)
            flash(f"Đã thêm {len(added)} chứng thư gốc.")
            return redirect(url_for(".edit_rules"), 303)
    return _page(RuleForm(formdata=None, obj=trust_roots.rule_of(current_viewer().commune_id)), form)


@bp.post("/cai-dat/chung-thu/<uuid:root_id>/bo")
@requires(Permission.EDIT_SETTINGS)
def remove_root(root_id: UUID) -> ResponseReturnValue:
    with transaction():
        root = trust_roots.remove(by=current_viewer(), root_id=str(root_id))
    flash(f"Không tin cậy “{root.name}” nữa. Tệp đã nhận trước đây vẫn giữ.")
    return redirect(url_for(".edit_rules"), 303)


def _page(form: RuleForm, root_form: RootForm, told: dict[str, str] | None = None) -> ResponseReturnValue:
    """`told` is what a time stamp authority answered just now."""
    page = render_template(
        "signing/rules.html",
        form=form,
        root_form=root_form,
        told=told,
        stamped_at=datetime.fromisoformat(told["at"]) if told else None,
        roots=trust_roots.listed(current_viewer()),
        today=today(),
    )
    return page, max(form.status, root_form.status)
