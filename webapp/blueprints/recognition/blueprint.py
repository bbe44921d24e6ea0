from flask import Blueprint, request

from webapp.rules.events import is_uuid

bp = Blueprint("recognition", __name__, url_prefix="/cong-nhan")


def seen() -> list[str] | None:
    """The last steps that the page showed of the cases it decides on; None where it sent none."""
    return chosen("seen") or None


def chosen(field: str) -> list[str]:
    """The ids that a form sent under this name; what is no id is left aside."""
    return [each.lower() for each in request.form.getlist(field) if is_uuid(each)]
