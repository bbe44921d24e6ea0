"""Figures as Vietnamese papers write them: a dot between thousands, a comma before decimals."""

from decimal import ROUND_HALF_UP, Decimal


def show_number(value: float | Decimal, decimals: int = 0) -> str:
    """1234567 -> "1.234.567"; show_number(2.5, 1) -> "2,5"."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"-{text}" if rounded < 0 else text


def show_percent(value: float | Decimal, decimals: int = 1) -> str:
    """A share in per cent: 12.5 -> "12,5%", 80 -> "80%" (a zero after the comma is left out)."""
    text = show_number(value, decimals)
    return f"{text.rstrip('0').rstrip(',') if ',' in text else text}%"
