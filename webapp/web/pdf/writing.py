"""Writes a PDF into a file object by object and forgets each: memory holds where they lie, seven bytes each.

pikepdf, like its kin, holds a document whole until it is saved: 19 kB a page of ours. Here it holds one stage
of it, a hundred pages say. It still copies, numbers and serialises every object; only what frames them in a
file (ISO 32000-1, 7.5.7 object streams and 7.5.8 cross-reference streams) is written here.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

SPARE = 3
"""A number that every stage can refer to, after its catalog's and page tree's; the last stage fills it."""
HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
A_PACK = 200
_PLACE = struct.Struct(">BIH")  # free, in the file or in a pack; where or which pack; 0 or its place there
_FREE, _IN_FILE, _IN_PACK = range(3)


class PdfWriter:
    """A file in the making: open a stage, make its objects, write it; after the last one, finish."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._at, self._seen = out, 0, hashlib.sha256()
        self._next = SPARE + 1
        self._places = bytearray(_PLACE.size * self._next)
        self._put(HEADER)

    def stage(self, known: Iterable[int] = ()) -> Pdf:
        """An empty PDF whose new objects take the next numbers; `known` are those of others it refers to.

        Its catalog, page tree and `SPARE` stand for the whole file's; the last stage's are written.
        """
        import pikepdf

        stage = pikepdf.new()
        held: dict[str, Any] = {
            f"obj:{number} 0 R": {"value": {}} for number in {SPARE, *known, self._next - 1}
        }
        about = {"jsonversion": 2, "pdfversion": "1.7", "maxobjectid": self._next - 1}
        stage.update_from_qpdf_json(io.BytesIO(json.dumps({"qpdf": [about, held]}).encode()))
        return stage

    def write(self, stage: Pdf) -> None:
        """Writes the objects that a stage has made. The stage can be closed then."""
        self._write([each for each in stage.objects if each.objgen[0] >= self._next])

    def finish(self, last: Pdf) -> None:
        """Writes the last stage, with the catalog, page tree and `SPARE`, and where everything lies."""
        first = self._next
        self._write([each for each in last.objects if each.objgen[0] >= first or each.objgen[0] <= SPARE])
        number, start = self._next, self._at
        self._note(number, _IN_FILE, start)
        ends = {key: last.trailer[key].unparse() for key in ("/Root", "/Info") if key in last.trailer}
        name = self._seen.hexdigest()[:32].encode()
        head = (
            b"<< /Type /XRef /Size %d /W [ 1 4 2 ] %b /ID [ <%b> <%b> ] "
            b"/Filter /FlateDecode /DecodeParms << /Columns %d /Predictor 12 >>"
        ) % (
            number + 1,
            b" ".join(b"%b %b" % (k.encode(), v) for k, v in ends.items()),
            name,
            name,
            _PLACE.size,
        )
        self._put_stream(number, head, zlib.compress(_differences(self._places, _PLACE.size)))
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)

    def _write(self, objects: Sequence[Object]) -> None:
        import pikepdf

        plain: list[tuple[int, bytes]] = []
        for each in objects:
            number = each.objgen[0]
            self._next = max(self._next, number + 1)
            if isinstance(each, pikepdf.Stream):
                self._note(number, _IN_FILE, self._at)
                self._put_stream(number, _head(each), each.read_raw_bytes())
            else:
                plain.append((number, each.unparse(resolved=True)))
        for start in range(0, len(plain), A_PACK):
            self._write_pack(plain[start : start + A_PACK])

    def _write_pack(self, objects: Sequence[tuple[int, bytes]]) -> None:
        pack, at, index = self._next, 0, b""
        self._next += 1
        for place, (number, content) in enumerate(objects):
            self._note(number, _IN_PACK, pack, place)
            index += b"%d %d " % (number, at)
            at += len(content) + 1
        self._note(pack, _IN_FILE, self._at)
        data = zlib.compress(index + b"\n".join(content for _, content in objects))
        head = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(index))
        self._put_stream(pack, head, data)

    def _put_stream(self, number: int, head: bytes, data: bytes) -> None:
        """`head` is its dictionary, still open, without its length."""
        self._put(b"%d 0 obj\n%b /Length %d >>\nstream\n" % (number, head, len(data)))
        self._put(data)
        self._put(b"\nendstream\nendobj\n")

    def _note(self, number: int, kind: int, where: int, place: int = 0) -> None:
        missing = _PLACE.size * (number + 1) - len(self._places)
        self._places.extend(bytes(max(0, missing)))
        _PLACE.pack_into(self._places, _PLACE.size * number, kind, where, place)

    def _put(self, content: bytes) -> None:
        self._out.write(content)
        self._seen.update(content)
        self._at += len(content)


def _head(stream: Any) -> bytes:
    import pikepdf

    kept = pikepdf.Dictionary({key: value for key, value in stream.stream_dict.items() if key != "/Length"})
    written: bytes = kept.unparse(resolved=True)
    return written.removesuffix(b">>").rstrip()


def _differences(table: bytearray, width: int) -> bytes:
    """Each row as what it adds to the row above (PNG's filter "up"): equal steps compress to nothing."""
    found, above = bytearray(), bytearray(width)
    for start in range(0, len(table), width):
        row = table[start : start + width]
        found.append(2)
        found.extend((new - old) & 255 for new, old in zip(row, above, strict=True))
        above = row
    return bytes(found)
