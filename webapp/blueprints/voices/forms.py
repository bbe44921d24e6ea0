from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from webapp.web.forms import Form


class RecordingForm(Form):
    """`key` is of the words that the page showed."""

    recording = FileField("Tệp ghi âm", validators=[FileRequired("Ghi âm trước, hoặc chọn một tệp ghi âm.")])
    key = HiddenField()


class ReasonForm(Form):
    reason = TextAreaField("Lý do", validators=[DataRequired("Ghi lý do."), Length(max=300)])
