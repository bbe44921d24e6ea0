"""The base of every form: Vietnamese messages, clean composed text, limits, domain errors at their field.

A view that changes something:

    form = PlaceForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            place = places.add(by=current_viewer(), **form.values())
        if not form.errors:
            return redirect(url_for("places.show", place=place.id), 303)
    return render("places/new.html", "places/_form.html", status=form.status, form=form)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, ValidationError

from webapp.rules.vietnamese import clean_lines, clean_text, nfc, parse_date, show_date
from webapp.services.errors import Refused, TooMany
from webapp.web.form_messages import FieldMessages

MOST_LETTERS = 300
MOST_LETTERS_OF_AREA = 5000
MOST_NUMBER = 2**31 - 1
CHOICES = (RadioField, SelectField, SelectMultipleField)
DATE_REFUSED = "Not a valid date value."


class DayField(DateField):  # type: ignore[misc]
    """A day: as a browser's date picker sends it, or typed 5/3/2026."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean_text(valuelist[0]) if valuelist else ""
        self.data: date | None = parse_date(text)
        if text and self.data is None:
            raise ValueError(self.gettext(DATE_REFUSED))

    def shown(self) -> str:
        return show_date(self.data) if self.data else " ".join(self.raw_data or ())


class Form(FlaskForm):  # type: ignore[misc]
    """Text arrives composed (NFC), without invisible marks; text and numbers have limits even unsaid.

    The entries of a FieldList are bound by WTForms itself: give those their own filters and limits.
    """

    _too_many = False

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: FlaskForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            kind = unbound_field.field_class
            label = unbound_field.kwargs.get("label") or next(iter(unbound_field.args), "")
            messages = FieldMessages(str(label or ""), chosen=issubclass(kind, CHOICES))
            field = super().bind_field(form, unbound_field, {**options, "translations": messages})
            if unbound_field.field_class.__name__ != "CSRFTokenField":
                _clean(field)
                _limit(field)
            return field

    @property
    def status(self) -> int:
        """The status of a page that shows this form."""
        if self._too_many:
            return 429
        return 422 if self.errors else 200

    def values(self) -> dict[str, Any]:
        """What was sent, by field, without the token and the buttons."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name != self.meta.csrf_field_name and field.type != "SubmitField"
        }

    def refuse(self, error: Refused | TooMany) -> None:
        """Show a refusal of the domain at its field, or above the form when it names none of this form's."""
        self._too_many = isinstance(error, TooMany)
        field = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors.append(error.message)
        else:
            field.errors = [*field.errors, error.message]

    @contextmanager
    def catching_refusals(self) -> Iterator[None]:
        """Refused or TooMany raised inside becomes a message of this form. Put it outside the transaction."""
        try:
            yield
        except (Refused, TooMany) as error:
            self.refuse(error)


class PressForm(Form):
    """Nothing but the button's token."""


class RowForm(Form):
    """A row of a longer form: the token is that form's."""

    class Meta(Form.Meta):
        csrf = False


def _clean(field: Field) -> None:
    filters: dict[type[Field], Callable[[str], str]] = {
        PasswordField: nfc, HiddenField: clean_text, TextAreaField: clean_lines, StringField: clean_text,
    }  # fmt: skip
    for kind, clean in filters.items():
        if isinstance(field, kind):
            field.filters = (_of_text(clean), *field.filters)
            return


def _of_text(clean: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: clean(value) if isinstance(value, str) else value


def _limit(field: Field) -> None:
    if isinstance(field, StringField) and not _has(field, Length):
        most = MOST_LETTERS_OF_AREA if isinstance(field, TextAreaField) else MOST_LETTERS
        field.validators = (*field.validators, Length(max=most))
        field.flags.maxlength = most
    if isinstance(field, IntegerField) and not _has(field, NumberRange):
        field.validators = (*field.validators, _whole_number_fits)


def _whole_number_fits(_form: Form, field: Field) -> None:
    if field.data is not None and abs(field.data) > MOST_NUMBER:
        raise ValidationError(f"Số quá lớn. Tối đa {MOST_NUMBER}.")


def _has(field: Field, kind: type) -> bool:
    return any(isinstance(validator, kind) for validator in field.validators)
