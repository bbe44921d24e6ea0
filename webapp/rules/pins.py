"""PINs of shared phones: six digits that others don't guess first."""

from __future__ import annotations

import re

DIGITS = 6
RUNS = ("0123456789" * 2, "9876543210" * 2)


def pin_problem(pin: str) -> str | None:
    """Why a PIN can't be used, in Vietnamese; None for a good one."""
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", pin):
        return f"Mã PIN gồm đúng {DIGITS} chữ số."
    if len(set(pin)) < 3 or any(pin in run for run in RUNS):
        return "Mã PIN này dễ đoán. Chọn mã khác, không dùng số giống nhau hay liền nhau."
    if re.fullmatch(r"(\d{2})\1\1|(\d{3})\2", pin):
        return "Mã PIN này lặp lại nên dễ đoán. Chọn mã khác."
    return None
