"""The commune's links in a lesson: only addresses that its settings list may be opened."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from webapp.lessons import Lesson
from webapp.services.settings import link_problem

APP_FILE = re.compile(r"\.(?:apk|apkm|apks|xapk|aab|ipa|exe|msi|dmg)$", re.IGNORECASE)
MOST_LINKS = 6
MOST_LETTERS = 80


def link_findings(lesson: Lesson, approved: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a lesson's links, all at the field "links"."""
    if len(lesson.links) > MOST_LINKS:
        yield "links", f"nhiều nhất {MOST_LINKS} đường dẫn"
    for label, url in lesson.links:
        if len(label) > MOST_LETTERS:
            yield "links", f"“{label[:20]} …” dài quá, nhiều nhất {MOST_LETTERS} ký tự"
        if "://" in label or APP_FILE.search(label):
            yield "links", f"“{label[:40]}”: ghi tên, không ghi địa chỉ"
        if url and (problem := refusal(url, approved)):
            yield "links", f"“{label[:40]}”: {problem}"


def refusal(url: str, approved: Collection[str]) -> str | None:
    """Why a page may not offer this address, None when it may."""
    if problem := link_problem(url):
        return problem
    if APP_FILE.search(urlsplit(url).path):
        return "không đưa tệp cài đặt vào bài"
    if url not in approved:
        return "đường dẫn này không có trong trang Cài đặt của xã, phường"
    return None
