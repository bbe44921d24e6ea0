"""Short words that screens may show; nothing that is printed carries them."""

from __future__ import annotations

import re

_TEAM = "công nghệ số cộng đồng"
_SHORT = re.compile(r"\bCN\s?SC[ĐD]\b", re.IGNORECASE)


def spelled_out(text: str) -> str:
    """ "Tổ CNSCĐ Buôn Ea Knŭr" -> "Tổ công nghệ số cộng đồng Buôn Ea Knŭr"; in capitals among capitals."""
    return _SHORT.sub(lambda found: _cased(text[: found.start()]), text)


def _cased(before: str) -> str:
    *_, word = before.split() or [""]
    return _TEAM.upper() if len(word) > 1 and word.isupper() else _TEAM
