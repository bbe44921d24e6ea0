"""What both writers must agree on: sizes, widths, and how long a rule is."""

from __future__ import annotations

from webapp.web.pdf.fonts import measure

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
ORDER = "STT"
DEMO = "BẢN TRÌNH DIỄN"

PAGE_MM = (210, 297)
TOP_MM, RIGHT_MM, BOTTOM_MM, LEFT_MM = 20, 15, 20, 30
TEXT_MM = PAGE_MM[0] - LEFT_MM - RIGHT_MM
ISSUER_MM = 66
ORDER_MM = 14

NATION_PT, MOTTO_PT, ISSUER_PT, BODY_PT, TABLE_PT = 12.5, 13.5, 12.5, 14, 13
NUMBER_PT, DATED_PT, RECIPIENTS_PT, RECIPIENT_PT = 13, 13.5, 12, 11
SIGN_ROOM_MM = 26
PT_MM = 25.4 / 72


def width_mm(text: str, points: float, font: str = "Tinos Bold") -> float:
    """How long a line of text is. "Times New Roman" has the same widths as Tinos."""
    return measure(font)(text) * points * PT_MM


def motto_rule_mm() -> float:
    """Exactly as long as the motto (Nghị định 30/2020, Phụ lục I, mục II.1.b)."""
    return width_mm(MOTTO, MOTTO_PT)


def short_rule_mm(line: str, points: float) -> float:
    """Between a third and a half of the line above it, and never a dash only."""
    return max(14.0, min(60.0, width_mm(line, points) * 0.4))
