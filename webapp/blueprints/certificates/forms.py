from __future__ import annotations

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from webapp.web.forms import Form


class RevokeForm(Form):
    reason = StringField("Lý do thu hồi", validators=[DataRequired("Ghi lý do thu hồi"), Length(max=500)])
