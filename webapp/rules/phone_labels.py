"""What a leader sees a phone called: its system and browser, from the words that browsers send."""

from __future__ import annotations

SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip
BROWSERS = (("Zalo", "Zalo"), ("SamsungBrowser", "Samsung"), ("coc_coc", "Cốc Cốc"), ("Edg", "Edge"),
            ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip


def phone_label(agent: str) -> str:
    """Such as "Android, Chrome"; "Máy lạ" for words that say nothing."""
    found = [_first(agent, SYSTEMS), _first(agent, BROWSERS)]
    return ", ".join(word for word in found if word) or "Máy lạ"


def _first(agent: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((shown for mark, shown in words if mark in agent), "")
