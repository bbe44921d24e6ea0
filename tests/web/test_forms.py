"""The base of every form: its messages, what it cleans, what it caps."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import wtforms
from flask import Flask
from wtforms import IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from webapp.services.errors import Refused
from webapp.web.form_messages import MESSAGES
from webapp.web.forms import DayField, Form


class PlaceForm(Form):
    name = StringField("Tên chủ hộ", validators=[DataRequired()])
    kind = SelectField("Loại", choices=[SelectChoice("a", "A")])
    people = IntegerField("Số người")
    day = DayField("Ngày ký")
    note = TextAreaField("Ghi thêm")
    secret = PasswordField("Mật khẩu")


def filled(app: Flask, **form: Any) -> PlaceForm:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        with app.test_request_context("/", method="POST", data={"name": "Y Bhăm", "kind": "a", **form}):
            made = PlaceForm()
            made.validate_on_submit()
            return made
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_every_message_of_wtforms_has_a_vietnamese_one() -> None:
    catalogue = (Path(wtforms.__file__).parent / "locale/wtforms.pot").read_text()
    english = {message for message in re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE)}
    assert english - MESSAGES.keys() == set()


def test_a_missing_value_is_named_by_its_label(one_app: Flask) -> None:
    assert filled(one_app, name="").errors["name"] == ["Chưa điền tên chủ hộ."]


def test_text_arrives_composed_and_without_invisible_marks(one_app: Flask) -> None:
    decomposed = unicodedata.normalize("NFD", "  Nguyễn\u200b  Thị Đào\x00 ")
    form = filled(one_app, name=decomposed, note=f"{decomposed}\r\n hai", secret="ha\u0323")
    assert form.values()["name"] == "Nguyễn Thị Đào"
    assert form.values()["note"] == "Nguyễn Thị Đào\nhai"
    assert form.values()["secret"] == "hạ"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "a" * 301, "Dài quá. Tối đa 300 ký tự."),
        ("people", "nhiều", "Điền một số nguyên, không có chữ."),
        ("people", "9" * 30, "Số quá lớn. Tối đa 2147483647."),
        ("people", "9" * 5000, "Điền một số nguyên, không có chữ."),
        ("day", "31/2/2026", "Điền ngày như 05/03/2026."),
        ("kind", "b", "Chọn một mục trong danh sách."),
    ],
)
def test_bad_input_gets_its_message_at_the_field(
    one_app: Flask, field: str, value: str, message: str
) -> None:
    form = filled(one_app, **{field: value})
    assert (form.errors[field], form.status) == ([message], 422)


@pytest.mark.parametrize("written", ["5/3/2026", "2026-03-05", "05.03.2026"])
def test_a_day_may_be_picked_or_typed(one_app: Flask, written: str) -> None:
    assert filled(one_app, day=written).day.data.isoformat() == "2026-03-05"


def test_a_refusal_of_the_domain_lands_at_its_field_or_above_the_form(one_app: Flask) -> None:
    form = filled(one_app)
    with form.catching_refusals():
        raise Refused("Tên này đã có.", "name")
    with form.catching_refusals():
        raise Refused("Hết chỗ.")
    assert form.errors == {"name": ["Tên này đã có."], "": ["Hết chỗ."]} or form.errors[None] == ["Hết chỗ."]
    assert form.status == 422


def test_values_leave_the_token_out(one_app: Flask) -> None:
    assert "csrf_token" not in filled(one_app).values()
