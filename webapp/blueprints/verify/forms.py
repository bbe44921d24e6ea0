from __future__ import annotations

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from webapp.web.forms import Form


class VerifyForm(Form):
    number = StringField("Số vào sổ", validators=[DataRequired("Ghi số vào sổ in trên giấy"), Length(max=60)])
    code = StringField(
        "Mã kiểm tra", validators=[DataRequired("Ghi mã kiểm tra 8 ký tự in trên giấy"), Length(max=20)]
    )


class CardForm(Form):
    code = StringField("Mã trên thẻ", validators=[DataRequired("Ghi mã 8 ký tự in trên thẻ"), Length(max=20)])
