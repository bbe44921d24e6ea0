"""Messages between the site and its child processes: a JSON object, then the bytes that belong to it."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import IO, Any

MOST_BYTES = 200 * 1024 * 1024


def send(out: IO[bytes], message: dict[str, Any], parts: Sequence[bytes | bytearray] = ()) -> None:
    """Raises BrokenPipeError when the other side has gone."""
    head = json.dumps({**message, "sizes": [len(part) for part in parts]}, ensure_ascii=False).encode()
    out.write(struct.pack(">I", len(head)))
    out.write(head)
    for part in parts:
        out.write(part)
    out.flush()


def receive(source: IO[bytes]) -> tuple[dict[str, Any], list[bytes]] | None:
    """None when the other side has gone or sends nonsense."""
    start = source.read(4)
    if len(start) < 4:
        return None
    head = source.read(struct.unpack(">I", start)[0])
    try:
        message: dict[str, Any] = json.loads(head)
    except ValueError:
        return None
    sizes = message.pop("sizes")
    if sum(sizes) > MOST_BYTES:
        return None
    parts = [source.read(size) for size in sizes]
    whole = all(len(part) == size for part, size in zip(parts, sizes, strict=True))
    return (message, parts) if whole else None
