"""Pages that answer a POST and that the way back leads through."""

from __future__ import annotations

from flask import Response, make_response

KEPT = "private, no-cache"


def keep_for_back(page: str, status: int) -> Response:
    """The browser may show this page again when somebody goes back to it.

    A signed-in page is not stored; one that answered a POST would then be an error page (ERR_CACHE_MISS).
    """
    response = make_response(page, status)
    response.headers["Cache-Control"] = KEPT
    return response
