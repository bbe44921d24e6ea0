"""What templates show: dates, figures, phones and states in Vietnamese."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from webapp.rules import dates, numbers, phones, vietnamese
from webapp.rules.events import VIETNAM
from webapp.web import labels


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=_day,
        moment=_moment,
        number=numbers.show_number,
        mask_phone=lambda phone: phones.mask_phone(phone) if phone else "",
        label=labels.label,
        given_name=vietnamese.given_name,
    )


def _day(value: date | datetime | str | None) -> str:
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    return dates.show_date(value) if value else ""


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(VIETNAM):%H:%M} {_day(value)}" if value else ""
