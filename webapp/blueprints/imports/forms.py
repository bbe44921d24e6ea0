from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import TextArea

from webapp.services.errors import Refused, TooMany
from webapp.services.imports import ListPlace
from webapp.services.sheet_refusals import SheetError
from webapp.web.forms import Form

MOST_TEXT = 1_500_000


class CellsField(Field):
    """Pasted cells as they come: tabs part them, so the usual cleaning of text would join them."""

    widget = TextArea()
    data: str | None = None

    def _value(self) -> str:
        return self.data or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""


class ListForm(Form):
    """Where the list of a form stands is its field `listed`; refusals of the list are shown there."""

    @contextmanager
    def catching_refusals(self) -> Iterator[None]:
        with super().catching_refusals():
            try:
                yield
            except SheetError as error:
                raise Refused(error.message, "listed") from None

    def refuse(self, error: Refused | TooMany) -> None:
        error.field = "listed"
        super().refuse(error)

    def offer(self, place: ListPlace, first: str) -> None:
        word = place.lookup.kind.capitalize()
        self.hamlet_id.label.text = f"{word} của các hộ này"
        self.hamlet_id.choices = [("", first), *((each.id, each.label) for each in place.hamlets)]


class FileForm(ListForm):
    listed = FileField(
        "Tệp danh sách", validators=[FileRequired("Chọn một tệp Excel (.xlsx, .xls, .ods) hoặc .csv.")]
    )
    hamlet_id = SelectField("Thôn", default="")


class PasteForm(ListForm):
    listed = CellsField(
        "Danh sách", validators=[DataRequired("Dán danh sách vào ô này."), Length(max=MOST_TEXT)]
    )
    hamlet_id = SelectField("Thôn", default="")


class NamesForm(ListForm):
    listed = CellsField(
        "Tên chủ hộ, mỗi dòng một tên",
        validators=[DataRequired("Gõ ít nhất một tên."), Length(max=MOST_TEXT)],
    )
    hamlet_id = SelectField("Thôn", validators=[DataRequired("Chọn một nơi trong danh sách.")])
