from flask import Blueprint, url_for

from webapp.web.chosen import chosen_ids

bp = Blueprint("recognition", __name__, url_prefix="/cong-nhan")


def seen() -> list[str] | None:
    """The last steps that the page showed of the cases it decides on; None where it sent none."""
    return chosen_ids("seen") or None


def back_to(asked: str) -> str:
    """Where a form stood; only an address of these pages, else their first one."""
    ours = (url_for(".index"), "/ho/")
    return asked if asked.startswith(ours) and "//" not in asked else url_for(".index")
