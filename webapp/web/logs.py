"""Logs name the route and the account's id, never an address with an id in it nor anything a person typed."""

from __future__ import annotations

import logging

from flask import Flask, got_request_exception, request, session
from flask_login import current_user


class QuietFlask(Flask):
    """Flask without its own log line of a failure, which prints the address that was asked for."""

    def log_exception(self, _info: object) -> None:
        return None


def install(app: Flask) -> None:
    app.logger.setLevel(logging.INFO)
    got_request_exception.connect(_log_failure, app)


def _log_failure(sender: Flask, exception: BaseException, **_extra: object) -> None:
    account = current_user.id if "_user_id" in session and current_user.is_authenticated else "-"
    trace = exception.__traceback__
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    rule = request.url_rule.rule if request.url_rule else "-"
    sender.logger.error(
        "%s %s account=%s %s at %s",
        request.method,
        rule,
        account,
        type(exception).__name__,
        " < ".join(places[-8:]),
    )
