"""Where a visitor may be sent back to: paths of this site and nothing else."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

MOST_LETTERS = 2000


def local_path(value: str | None, default: str) -> str:
    """`value` when it is a path of this site, else `default`.

    Refused: other hosts (`//evil`, `/\\evil`, `https:...`), control characters also when percent-encoded, and
    anything a browser would read as one of them after stripping tabs and line breaks.
    """
    return value if value and _is_local(value) else default


def _is_local(value: str) -> bool:
    if len(value) > MOST_LETTERS or not value.startswith("/"):
        return False
    for text in (value, unquote(value)):
        if text.startswith(("//", "/\\")) or "\\" in text or not all(_is_plain(letter) for letter in text):
            return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def _is_plain(letter: str) -> bool:
    return letter.isprintable() and letter != "\ufffd"
