"""What an author must mend before a lesson may be shown: rules of wording, length, sources and dates.

The rules are those of the content guide: one action a screen, few words, nothing stated that is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from webapp.lessons.check_drawing import Shape, drawing_problems
from webapp.lessons.loader import CONTENT, drawing_path, load_lesson, load_lessons
from webapp.lessons.practice_loader import practice_slugs
from webapp.lessons.reader import Problem
from webapp.lessons.schema import SKILL_GROUPS, TOPICS, Check, Fact, Lesson, Step, has_ended

Render = Callable[[str, str], str]

MAX_SYLLABLES = 25
STEPS = range(5, 9)
CHECKS = range(2, 4)
ANSWERS = range(2, 4)
MINUTES = range(1, 4)
TALKING_POINTS = 3
HELP_SYLLABLES = 45
SHORT = re.compile(r"[a-z0-9]{2,8}")
STIFF_WORDS = ("vui lòng", "thao tác", "xác thực", "không hợp lệ", "lỗi hệ thống")

Finding = tuple[str, str]


def check_content(today: date, render: Render | None = None, root: Path = CONTENT) -> list[Problem]:
    """Everything wrong with every lesson under `root`. `render(slug, drawing)` gives a drawing's SVG."""
    problems: list[Problem] = []
    folders = sorted(path for path in root.iterdir() if (path / "lesson.toml").is_file())
    for folder in folders:
        problems += check_folder(folder, today, render)
    return problems + twice_taken(root)


def twice_taken(root: Path = CONTENT) -> list[Problem]:
    """Short names that two lessons have: a printed short link leads to one."""
    lessons, _ = load_lessons(root)
    owners: dict[str, str] = {}
    problems = []
    for lesson in lessons:
        other = owners.setdefault(lesson.short, lesson.slug)
        if other != lesson.slug:
            rule = f"bài {other} đã dùng tên ngắn {lesson.short!r}"
            problems.append(Problem(f"{lesson.slug}/lesson.toml", "short", rule))
    return problems


def check_folder(folder: Path, today: date, render: Render | None = None) -> list[Problem]:
    lesson, problems = load_lesson(folder)
    if lesson is None:
        return problems
    name = f"{lesson.slug}/lesson.toml"
    problems = [Problem(name, field, rule) for field, rule in lesson_findings(lesson, today)]
    problems += _unicode_problems(folder / "lesson.toml", name)
    for slug in sorted(set(lesson.practices) - practice_slugs()):
        problems.append(Problem(name, "practices", f"không có bài tập {slug!r}"))
    if render is not None:
        problems += _drawing_problems(lesson, folder, render)
    return problems


def lesson_findings(lesson: Lesson, today: date) -> Iterator[Finding]:
    yield from _frame(lesson, today)
    for number, step in enumerate(lesson.steps, start=1):
        for field, rule in _step(step):
            yield f"step {number}.{field}", rule
    for number, check in enumerate(lesson.checks, start=1):
        for field, rule in _question(check, len(lesson.steps)):
            yield f"check {number}.{field}", rule
    yield from _teaching(lesson)
    yield from _facts(lesson, today)
    yield from _sources(lesson, today)
    yield from _wording(lesson)


def syllables(text: str) -> int:
    """Written syllables: Vietnamese separates them with spaces; a hyphen or slash separates too."""
    return len(re.findall(r"[^\W_]+(?:[.,:][^\W_]+)*", text))


def _frame(lesson: Lesson, today: date) -> Iterator[Finding]:
    if len(lesson.steps) not in STEPS:
        yield "step", f"bài có {len(lesson.steps)} bước, cần 5 đến 8"
    if lesson.minutes not in MINUTES:
        yield "minutes", "bài dài nhất 3 phút"
    if lesson.version < 1 or lesson.order < 1:
        yield "version", "version và order bắt đầu từ 1"
    if not lesson.needs:
        yield "needs", "chưa ghi cần chuẩn bị gì"
    if lesson.reviewed_on > today:
        yield "reviewed_on", "ngày xem lại chưa tới"
    if lesson.topic not in TOPICS:
        yield "topic", f"không có nhóm bài {lesson.topic!r}; các nhóm là {', '.join(TOPICS)}"
    if not SHORT.fullmatch(lesson.short):
        yield "short", "tên ngắn gồm 2 đến 8 chữ thường không dấu hoặc chữ số"
    yield from _groups(lesson)


def _groups(lesson: Lesson) -> Iterator[Finding]:
    if not lesson.groups:
        yield "groups", "chưa ghi nhóm kỹ năng"
    for group in lesson.groups:
        if group not in SKILL_GROUPS:
            yield "groups", f"không có nhóm kỹ năng {group!r}; các nhóm là {', '.join(SKILL_GROUPS)}"


def _step(step: Step) -> Iterator[Finding]:
    count = syllables(f"{step.title} {step.say}")
    if count > MAX_SYLLABLES:
        yield "say", f"tên bước và câu có {count} tiếng, nhiều nhất {MAX_SYLLABLES}"
    if step.title.endswith("."):
        yield "title", "tên bước không có dấu chấm cuối"
    if not step.say.endswith((".", "?", "!", "”")):
        yield "say", "câu cần dấu chấm cuối"
    if syllables(step.help) > HELP_SYLLABLES:
        yield "help", f"lời giúp dài nhất {HELP_SYLLABLES} tiếng"


def _question(check: Check, steps: int) -> Iterator[Finding]:
    if not 1 <= check.step <= steps:
        yield "step", f"không có bước {check.step} để xem lại"
    if len(check.answers) not in ANSWERS:
        yield "answer", f"có {len(check.answers)} câu trả lời, cần 2 hoặc 3"
    if sum(answer.right for answer in check.answers) != 1:
        yield "answer", "cần đúng một câu trả lời đúng (right = true)"
    if syllables(check.question) > MAX_SYLLABLES:
        yield "question", f"câu hỏi dài nhất {MAX_SYLLABLES} tiếng"
    for number, answer in enumerate(check.answers, start=1):
        if syllables(answer.text) > 14:
            yield f"answer {number}.text", "câu trả lời dài nhất 14 tiếng"
        if syllables(answer.reason) > 30:
            yield f"answer {number}.reason", "lý do dài nhất 30 tiếng"


def _teaching(lesson: Lesson) -> Iterator[Finding]:
    if len(lesson.checks) not in CHECKS:
        yield "check", f"có {len(lesson.checks)} câu tự kiểm tra, cần 2 hoặc 3"
    if len(lesson.teach.say) != TALKING_POINTS:
        yield "teach.say", f"cần đúng {TALKING_POINTS} ý để nói"
    if not lesson.teach.ask.rstrip("”").endswith((".", "?")):
        yield "teach.ask", "lời nhờ làm lại cần là một câu trọn"


def _facts(lesson: Lesson, today: date) -> Iterator[Finding]:
    told = _told(lesson)
    if not any(fact.mark.may_be_told for fact in lesson.facts):
        yield "fact", "chưa có điều nào có nguồn (mark H hoặc M)"
    for fact_id in sorted(told - {fact.id for fact in lesson.facts}):
        yield "facts", f"không có [[fact]] {fact_id!r}"
    for fact in lesson.facts:
        for rule in _fact_rules(fact, lesson, today, told=fact.id in told):
            yield f"fact {fact.id}", rule
    for number, step in enumerate(lesson.steps, start=1):
        if has_ended(step.until, today):
            yield f"step {number}.until", _ended(step.until)


def _fact_rules(fact: Fact, lesson: Lesson, today: date, *, told: bool) -> Iterator[str]:
    if not fact.mark.may_be_told and told:
        yield f"điều mang dấu {fact.mark} thì không được nói như đã chắc"
    if fact.mark.may_be_told and lesson.source(fact.source) is None:
        yield "chưa có nguồn"
    if has_ended(fact.until, today):
        yield _ended(fact.until)


def _ended(until: date | None) -> str:
    return f"đã hết hạn ngày {until:%d/%m/%Y}, cần bỏ hoặc viết lại"


def _sources(lesson: Lesson, today: date) -> Iterator[Finding]:
    if not lesson.sources:
        yield "source", "chưa có nguồn nào"
    for source in lesson.sources:
        if source.url and not source.url.startswith(("https://", "http://")):
            yield f"source {source.id}.url", "địa chỉ phải bắt đầu bằng https://"
        if (source.published or source.seen) > source.seen or source.seen > today:
            yield f"source {source.id}.seen", "ngày đọc phải sau ngày đăng và không ở tương lai"


def _wording(lesson: Lesson) -> Iterator[Finding]:
    for field, text in shown_texts(lesson):
        yield from stiff_findings(field, text)


def stiff_findings(field: str, text: str) -> Iterator[Finding]:
    """What makes one shown text hard to read or unsafe to follow."""
    plain = re.sub(r"“[^”]*”", "", text).casefold()
    for word in STIFF_WORDS:
        if word in plain:
            yield field, f"chữ “{word}” khó hiểu, viết lại cho dễ"
    if '"' in text or "'" in text:
        yield field, "dùng dấu “ ” quanh tên nút, không dùng dấu thẳng"
    if ".apk" in plain or "://" in plain:
        yield field, "không đưa địa chỉ hay tệp cài đặt vào lời bài"


def shown_texts(lesson: Lesson) -> Iterator[Finding]:
    """(field, text) of everything that people read."""
    yield from (("title", lesson.title), ("goal", lesson.goal))
    yield from (("needs", need) for need in lesson.needs)
    for number, step in enumerate(lesson.steps, start=1):
        for field in ("title", "say", "help", "stuck"):
            yield f"step {number}.{field}", getattr(step, field)
    for number, check in enumerate(lesson.checks, start=1):
        yield f"check {number}.question", check.question
        for place, answer in enumerate(check.answers, start=1):
            yield f"check {number}.answer {place}.text", answer.text
            yield f"check {number}.answer {place}.reason", answer.reason
    yield from (("teach.say", point) for point in lesson.teach.say)
    yield from (("teach.ask", lesson.teach.ask), ("teach.never", lesson.teach.never))


def _told(lesson: Lesson) -> set[str]:
    stated = [*(step.facts for step in lesson.steps), *(check.facts for check in lesson.checks)]
    return {fact_id for facts in stated for fact_id in facts}


def _unicode_problems(path: Path, name: str) -> list[Problem]:
    text = path.read_text(encoding="utf-8")
    if unicodedata.is_normalized("NFC", text):
        return []
    return [Problem(name, "tệp", "chữ chưa ở dạng dựng sẵn (NFC)")]


def _drawing_problems(lesson: Lesson, folder: Path, render: Render) -> list[Problem]:
    wanted = [(step.drawing, Shape.SCREEN) for step in lesson.steps]
    for check in lesson.checks:
        wanted += [(check.drawing, Shape.SCENE)] if check.drawing else []
        wanted += [(answer.picture, Shape.PICTURE) for answer in check.answers]
    problems: list[Problem] = []
    for name, shape in dict.fromkeys(wanted):
        path = drawing_path(folder, name)
        if path is not None:
            file = f"{path.parent.name}/{path.name}"
            found = drawing_problems(render(lesson.slug, name), shape)
            problems += [Problem(file, field, rule) for field, rule in found]
    return problems
