from flask import Blueprint, request, url_for

from webapp.rules.events import is_uuid

bp = Blueprint("recognition", __name__, url_prefix="/cong-nhan")


def seen() -> list[str] | None:
    """The last steps that the page showed of the cases it decides on; None where it sent none."""
    return chosen("seen") or None


def back_to(asked: str) -> str:
    """Where a form stood; only an address of these pages, else their first one."""
    ours = (url_for(".index"), "/ho/")
    return asked if asked.startswith(ours) and "//" not in asked else url_for(".index")


def chosen(field: str) -> list[str]:
    """The ids that a form sent under this name; what is no id is left aside."""
    return [each.lower() for each in request.form.getlist(field) if is_uuid(each)]
