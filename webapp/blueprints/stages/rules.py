"""Which stages a commune goes through, in its own words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.stages.blueprint import bp
from webapp.blueprints.stages.forms import StageRulesForm
from webapp.rules.dates import parse_date, show_date
from webapp.rules.stages import STAGE_LABELS, StageKind, StageRules
from webapp.rules.vietnamese import clean_text
from webapp.services import communes, settings
from webapp.services.access import Permission
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

PLAIN = (
    "present_percent",
    "agree_percent",
    "posting_days",
    "decision_days",
    "unnamed",
    "office",
    "office_symbol",
)
LINES = ("office_signature", "bases")
MOST_LINES = 15


@bp.route("/quan-tri/cac-buoc/", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def edit_rules() -> ResponseReturnValue:
    viewer = current_viewer()
    now = communes.settings_of(viewer.commune_id or "")
    form = _filled(now.stages)
    if form.validate_on_submit() and _holidays_are_days(form):
        with form.catching_refusals(), transaction():
            settings.change(by=viewer, settings=replace(now, stages=_rules(form)))
        if not form.errors:
            flash("Đã lưu các bước trước quyết định.")
            return redirect(url_for(".edit_rules"), 303)
    return render_template("stages/rules.html", form=form, labels=STAGE_LABELS), form.status


def _filled(rules: StageRules) -> StageRulesForm:
    shown: dict[str, Any] = {name: getattr(rules, name) for name in PLAIN}
    shown |= {name: "\n".join(getattr(rules, name)) for name in LINES}
    shown |= {kind.value: rules.label(kind) for kind in StageKind}
    days = [show_date(day) if (day := parse_date(each)) else each for each in rules.holidays]
    return StageRulesForm(
        on=list(rules.on), working_days="1" if rules.working_days else "0", holidays="\n".join(days), **shown
    )


def _rules(form: StageRulesForm) -> StageRules:
    sent = form.values()
    words = {kind.value: sent[kind.value] or "" for kind in StageKind}
    own = {kind: word for kind, word in words.items() if word and word != STAGE_LABELS[StageKind(kind)]}
    days = [day.isoformat() for each in _lines(sent["holidays"]) if (day := parse_date(each))]
    return StageRules(
        on=tuple(kind.value for kind in StageKind if kind.value in (sent["on"] or ())),
        labels=own,
        working_days=sent["working_days"] == "1",
        holidays=tuple(sorted(set(days))),
        **{name: _lines(sent[name]) for name in LINES},
        **{name: sent[name] if sent[name] is not None else "" for name in PLAIN},
    )


def _holidays_are_days(form: StageRulesForm) -> bool:
    """An error at the field for the first line that is no day."""
    for number, line in enumerate(_lines(form.holidays.data), 1):
        if parse_date(line) is None:
            form.holidays.errors = [f"Dòng {number}: ghi ngày như 01/01/2027, đang là “{line[:20]}”."]
            return False
    return True


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for each in (text or "").splitlines() if (line := clean_text(each)))[: MOST_LINES * 4]
