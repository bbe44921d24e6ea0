"""Error pages, whole and as fragments, in plain Vietnamese."""

from __future__ import annotations

from flask import Flask, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from webapp.services.errors import Conflict, NotFound, Refused, TooMany
from webapp.web.fragments import wants_fragment

WORDS = {
    400: ("Yêu cầu này chưa đúng", "Quay lại trang trước rồi làm lại."),
    403: ("Tài khoản này không làm được việc đó", "Hỏi Tổ trưởng hoặc cán bộ xã, phường nếu cần."),
    404: ("Không có trang này", "Địa chỉ sai, hoặc việc này ở ngoài địa bàn được giao."),
    405: ("Yêu cầu này chưa đúng", "Quay lại trang trước rồi làm lại."),
    409: ("Việc này vừa có người khác làm", "Tải lại trang để xem tình hình mới."),
    413: ("Tệp quá lớn", "Tối đa 5 MB. Chia tệp nhỏ hơn rồi tải lên lại."),
    429: ("Thử quá nhiều lần", "Chờ 15 phút rồi thử lại."),
    500: ("Máy chủ gặp trục trặc", "Việc vừa làm chưa được ghi. Thử lại sau 1 phút."),
    503: ("Máy chủ đang bận", "Thử lại sau 1 phút."),
}


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(NotFound, lambda error: page(404, hint=error.message))
    app.register_error_handler(Conflict, lambda error: page(409, hint=error.message))
    app.register_error_handler(Refused, lambda error: page(422, title="Chưa ghi được", hint=error.message))
    app.register_error_handler(TooMany, lambda error: page(429, hint=error.message))
    app.register_error_handler(OperationalError, _busy)


def page(
    status: int, *, title: str | None = None, hint: str | None = None, back: tuple[str, str] | None = None
) -> Response:
    """An error page, or its fragment for htmx, with the words for this status.

    `back` is an address and the words of a link to it, before the one to the front page.

    Rendered without the context processors: they ask the database, which may be what failed.
    """
    default_title, default_hint = WORDS.get(status, WORDS[400])
    template = "errors/_error.html" if wants_fragment() else "errors/show.html"
    words = {"title": title or default_title, "hint": hint or default_hint}
    text = current_app.jinja_env.get_template(template).render(status=status, back=back, **words)
    return make_response(text, status)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    return page(error.code)


def _csrf(_error: CSRFError) -> Response:
    return page(403, title="Trang này mở đã lâu", hint=f"Tải lại trang rồi gửi lại. ({request.method})")


def _busy(_error: OperationalError) -> Response:
    response = page(503)
    response.headers["Retry-After"] = "60"
    return response
