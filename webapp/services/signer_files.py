"""Whose certificate a file holds, read in a child process: the file may be a key, and may be anybody's."""

from __future__ import annotations

from typing import Any

from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.signing.processes import Busy, reading
from webapp.services.signing.refusals import key_refused
from webapp.services.trust_roots import ders_of


def read(viewer: Viewer, content: bytearray, password: str) -> dict[str, Any]:
    """A certificate as every report names it. `content` is wiped. Raises Refused at `key` or `password`."""
    try:
        with reading() as reader:
            answer = reader.read_signer(content, password, ders_of(viewer.commune_id))
    except Busy:
        raise Refused("Máy chủ đang kiểm nhiều tệp. Thử lại sau 1 phút.", "key") from None
    finally:
        content[:] = bytes(len(content))
    if "error" in answer:
        raise key_refused(answer)
    return answer
