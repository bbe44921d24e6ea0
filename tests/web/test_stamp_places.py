"""Where the visible signature stands when the room above the signer's name is taken or small."""

from __future__ import annotations

from flask import Flask

from tests import keys
from tests.papers import Word, certificate, words_on
from webapp.services.signing.stamp_place import POINTS_A_MM, find_place
from webapp.web.pdf import render_certificates

WIDTH_MM, HEIGHT_MM, STAMPED_MM = 60, 19.2, 22.6  # with a time stamp's line
HEIGHTS = {"khung-det": 210, "hai-to-a5": 297}
THREE_LINES = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def placed(
    layout: str, height_mm: float = HEIGHT_MM, *, demo: bool, **words: object
) -> tuple[list[float], Word, Word]:
    """Left, top, right and bottom of the stamp in millimetres from the top left; the first and last word of
    the name that is printed under it."""
    content = render_certificates([certificate(**words)], layout, demo=demo)
    place = find_place(content, WIDTH_MM * POINTS_A_MM, height_mm * POINTS_A_MM, [keys.SIGNER])
    assert place is not None
    left, bottom, right, top = (each / POINTS_A_MM for each in place.box)
    name = [each for each in words_on(content, 1) if each.text in {"Lường", "Chiến"}][-2:]
    return [left, HEIGHTS[layout] - top, right, HEIGHTS[layout] - bottom], name[0], name[1]


def test_beside_the_mark_of_a_demo_it_stands_off_the_name_on_its_line(one_app: Flask) -> None:
    (_, top, right, bottom), first, _ = placed("khung-det", demo=True)
    assert first.left - right > 7
    assert top < first.top < first.bottom < bottom


def test_on_two_on_a_sheet_it_stays_on_its_own_half(one_app: Flask) -> None:
    (left, _, right, bottom), first, last = placed(
        "hai-to-a5", STAMPED_MM, demo=False, signature_lines=THREE_LINES
    )
    assert bottom < first.top < 148
    assert abs((left + right) / 2 - (first.left + last.right) / 2) < 3
    assert placed("hai-to-a5", demo=True)[0][3] < 148
