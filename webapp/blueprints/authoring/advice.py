"""The checker's findings as an author reads them: on which page, beside which field, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.lessons import Lesson

Finding = tuple[str, str]
STEP = re.compile(r"step (\d+)\.(.+)")
CHECK = re.compile(r"check (\d+)\.(.+)")
PART = re.compile(r"part (\d+)\.(\w+)")
ANSWER = re.compile(r"answer (\d+)\.(.+)")
FACT = re.compile(r"fact (?:(\d+)\.(\w+)|(\S+))")
SOURCE = re.compile(r"source (?:(\d+)\.(\w+)|(\S+)\.(\w+))")
TEACH = {"teach.say": "say_1", "teach.ask": "ask", "teach.never": "never"}
FACT_FIELDS = {"source": "source_title", "mark": "mark", "until": "until", "text": "text"}
SOURCE_FIELDS = {"url": "source_url", "seen": "source_seen", "published": "source_published"}
LABELS = {
    "title": "tên", "goal": "học xong làm được gì", "needs": "cần có", "groups": "nhóm kỹ năng",
    "topic": "nhóm bài", "icon": "hình của bài", "minutes": "số phút", "reviewed_on": "ngày soát lại",
    "links": "trang mở được", "say": "câu ngắn", "help": "lời giúp", "stuck": "dòng khi bí",
    "drawing": "hình", "until": "ngày ẩn", "question": "câu hỏi", "step": "bước xem lại",
    "answers-text": "câu trả lời",
    "answers-reason": "lý do", "answers-picture": "hình câu trả lời", "answers-icon": "hình câu trả lời",
    "parts-kind": "phần của hình", "parts-words": "chữ trong hình", "parts-icon": "hình nhỏ trong hình",
    "say_1": "ba điều để nói", "ask": "nhờ làm lại", "never": "điều không làm",
    "facts-text": "điều nói trong bài", "facts-until": "hạn của điều",
    "facts-source_title": "nguồn", "facts-source_url": "địa chỉ nguồn", "facts-source_seen": "ngày đọc",
}  # fmt: skip
PLAINER = (
    (" (right = true)", ""),
    ("chưa có điều nào có nguồn (mark H hoặc M)", "cần ít nhất một điều chắc hoặc khá chắc, có ghi nguồn"),
    (" thì không được nói như đã chắc", ": bước hoặc câu hỏi không được dựa vào điều này"),
    ("không có [[fact]]", "có bước dựa vào một điều đã bỏ:"),
    ("điều mang dấu L", "điều chưa chắc"),
    ("điều mang dấu U", "điều chưa kiểm được"),
    ("đang để trống", "còn để trống"),
    ("còn thiếu ngày", "chưa ghi ngày"),
)


@dataclass(frozen=True)
class Advice:
    """One thing to mend: the page it is on ("buoc/2"), the field there (may be empty), and what to do."""

    page: str
    field: str
    words: str


def advice_of(findings: Iterable[Finding], lesson: Lesson) -> list[Advice]:
    found = (_advice(field, rule, lesson) for field, rule in findings)
    return list(dict.fromkeys(found))


def beside_fields(advice: Sequence[Advice], page: str) -> dict[str, list[str]]:
    """The words for each field of one page."""
    fields: dict[str, list[str]] = {}
    for each in advice:
        if each.page == page:
            fields.setdefault(each.field, []).append(each.words)
    return fields


def by_page(advice: Iterable[Advice]) -> dict[str, list[str]]:
    """What is to be mended on each page, fields with the same fault in one sentence."""
    pages: dict[str, dict[str, list[str]]] = {}
    for each in advice:
        label = LABELS.get(re.sub(r"-\d+-", "-", each.field), "")
        label = "việc làm" if each.page.startswith("buoc/") and each.field == "title" else label
        pages.setdefault(each.page, {}).setdefault(each.words, []).append(label)
    return {
        page: [_sentence(labels, words) for words, labels in found.items()] for page, found in pages.items()
    }


def _sentence(labels: Sequence[str], words: str) -> str:
    named = ", ".join(dict.fromkeys(label for label in labels if label))
    return f"{named[:1].upper()}{named[1:]}: {words[:1].lower()}{words[1:]}" if named else words


def page_words(page: str) -> str:
    """What an author calls a page of a draft."""
    name, _, number = page.partition("/")
    words = {
        "gioi-thieu": "Giới thiệu", "buoc": "Bước", "cau-hoi": "Câu hỏi", "huong-dan": "Lời hướng dẫn",
        "nguon": "Điều và nguồn",
    }  # fmt: skip
    return f"{words[name]} {number}".strip()


def _advice(field: str, rule: str, lesson: Lesson) -> Advice:
    words = _plainer(rule)
    if match := STEP.fullmatch(field):
        return Advice(f"buoc/{match[1]}", _drawn(match[2]), words)
    if match := CHECK.fullmatch(field):
        return Advice(f"cau-hoi/{match[1]}", _in_question(match[2]), words)
    if field in ("step", "check"):
        return Advice("", field, words)
    if field in TEACH:
        return Advice("huong-dan", TEACH[field], words)
    if field in ("fact", "facts", "source") or FACT.fullmatch(field) or SOURCE.fullmatch(field):
        return Advice("nguon", _in_facts(field, lesson), words)
    return Advice("gioi-thieu", field, words)


def _plainer(rule: str) -> str:
    for rough, plain in PLAINER:
        rule = rule.replace(rough, plain)
    return f"{rule[:1].upper()}{rule[1:]}" + ("" if rule.endswith((".", "?", "!")) else ".")


def _drawn(field: str) -> str:
    match = PART.fullmatch(field)
    return f"parts-{int(match[1]) - 1}-{match[2]}" if match else field


def _in_question(field: str) -> str:
    match = ANSWER.fullmatch(field)
    if match is None:
        return "answers" if field == "answer" else _drawn(field)
    inside = PART.fullmatch(match[2])
    return f"answers-{int(match[1]) - 1}-{'icon' if inside else match[2]}"


def _in_facts(field: str, lesson: Lesson) -> str:
    rows = [fact.id for fact in lesson.facts]
    if match := FACT.fullmatch(field):
        row = int(match[1]) - 1 if match[1] else rows.index(match[3]) if match[3] in rows else None
        inside = FACT_FIELDS.get(match[2] or "source", "text")
        return "facts" if row is None else f"facts-{row}-{inside}"
    if match := SOURCE.fullmatch(field):
        sources = [source.id for source in lesson.sources]
        at = int(match[1]) - 1 if match[1] else sources.index(match[3]) if match[3] in sources else None
        source = sources[at] if at is not None and at < len(sources) else None
        users = [n for n, fact in enumerate(lesson.facts) if fact.source == source]
        inside = SOURCE_FIELDS.get(match[2] or match[4] or "", "source_title")
        return f"facts-{users[0]}-{inside}" if users else "facts"
    return "facts"
