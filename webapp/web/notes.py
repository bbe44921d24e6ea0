"""Free text about people, which keeps no identity number."""

from __future__ import annotations

import re

from wtforms import Field, Form
from wtforms.validators import ValidationError

_IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:\d{9}|\d{12})(?!\d)")
_GAP_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ .](?=\d)")


def no_identity_number(_form: Form, field: Field) -> None:
    """A validator: nine or twelve digits in a row, spaced or not, look like an identity card's number."""
    if _IDENTITY_NUMBER.search(_GAP_BETWEEN_DIGITS.sub("", field.data or "")):
        raise ValidationError("Có dãy số giống số căn cước. Xóa đi, sổ này không ghi số căn cước.")
