"""What must be mended before the trainer is shown: a fair mix, few words, nothing told that isn't known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from webapp.lessons.catalog import Catalog
from webapp.lessons.check import stiff_findings, syllables
from webapp.lessons.check_drawing import Shape, drawing_problems
from webapp.lessons.reader import Problem
from webapp.lessons.scams.catalog import ScamCatalog
from webapp.lessons.scams.loader import ROUNDS
from webapp.lessons.scams.schema import PER_ROUND, Case, Channel, Round
from webapp.lessons.schema import AFTER_A_SCAM

Render = Callable[[Case, bool], str]
Finding = tuple[str, str]

LEAST_CASES = 24
CLUES = range(1, 4)
FAKES_IN_A_ROUND = range(2, 5)
CHANNELS_IN_A_ROUND = 3
LINES = range(1, 6)
WHEN_SYLLABLES = 16
SAID_SYLLABLES = 32
TITLE_SYLLABLES = 9
REASON_SYLLABLES = 25


def check_scams(scams: ScamCatalog, lessons: Catalog, render: Render | None = None) -> list[Problem]:
    """Everything wrong with the trainer. `render(case, lit)` gives a case's SVG, its clues lit or not."""
    problems = list(scams.problems)
    wide = [
        *set_findings(scams, lessons),
        *(found for each in scams.rounds for found in round_findings(each)),
    ]
    problems += [Problem(f"scams/{ROUNDS}", field, rule) for field, rule in wide]
    for case in scams.cases:
        found = [*case_findings(case, lessons), *(_drawn(case, render) if render else ())]
        problems += [Problem(f"scams/{case.slug}.toml", field, rule) for field, rule in found]
    return problems


def set_findings(scams: ScamCatalog, lessons: Catalog) -> Iterator[Finding]:
    cases = scams.cases
    if len(cases) < LEAST_CASES:
        yield "round", f"có {len(cases)} trường hợp, cần ít nhất {LEAST_CASES}"
    for slug, count in Counter(case.slug for case in cases).items():
        if count > 1:
            yield "round", f"trường hợp {slug!r} đứng hai chỗ"
    fakes = sum(case.fake for case in cases)
    if abs(2 * fakes - len(cases)) > 2:
        yield "round", f"có {fakes} giả trên {len(cases)}, cần khoảng một nửa"
    for channel in Channel:
        if len({case.fake for case in cases if case.channel is channel}) < 2:
            yield "round", f"kênh {channel} cần cả thật và giả"
    if lessons.lesson(AFTER_A_SCAM) is None:
        yield "round", f"chưa có bài {AFTER_A_SCAM!r} để chỉ sang"


def round_findings(each: Round) -> Iterator[Finding]:
    where = f"round {each.number}"
    fakes = [case.fake for case in each.cases]
    if len(fakes) != PER_ROUND:
        yield where, f"có {len(fakes)} trường hợp, cần {PER_ROUND}"
    if sum(fakes) not in FAKES_IN_A_ROUND:
        yield where, f"có {sum(fakes)} giả, cần khoảng một nửa"
    if len({case.channel for case in each.cases}) < CHANNELS_IN_A_ROUND:
        yield where, f"cần ít nhất {CHANNELS_IN_A_ROUND} kênh"
    if all(one != other for one, other in pairwise(fakes)):
        yield where, "thật giả xen kẽ đều quá, dễ đoán"
    if any(len(set(fakes[start : start + 3])) == 1 for start in range(len(fakes) - 2)):
        yield where, "ba trường hợp liền nhau giống nhau, dễ đoán"


def case_findings(case: Case, lessons: Catalog) -> Iterator[Finding]:
    yield from _frame(case)
    yield from _clues(case)
    for fact in case.facts:
        if rule := _fact_rule(fact, lessons):
            yield "facts", rule
    if not case.facts:
        yield "facts", "chưa dựa vào điều nào có nguồn"
    for field, text in shown_texts(case):
        yield from stiff_findings(field, text)


def shown_texts(case: Case) -> Iterator[Finding]:
    """(field, text) of everything that people read."""
    yield from (("when", case.when), ("who", case.who), ("note", case.note), ("lines", case.words))
    for number, clue in enumerate(case.clues, start=1):
        yield f"clue {number}.title", clue.title
        yield f"clue {number}.reason", clue.reason
    yield "never", case.never


def _frame(case: Case) -> Iterator[Finding]:
    if case.version < 1:
        yield "version", "bắt đầu từ 1"
    if len(case.lines) not in LINES:
        yield "lines", f"có {len(case.lines)} dòng, nhiều nhất {LINES[-1]}"
    if case.fake == bool(case.never):
        yield "never", "trường hợp thật cần lời dặn vẫn không làm gì; trường hợp giả thì không"
    if case.video and case.channel is not Channel.CALL:
        yield "video", "chỉ cuộc gọi mới có hình"
    limits = {"when": WHEN_SYLLABLES, "words": SAID_SYLLABLES, "never": REASON_SYLLABLES}
    for field, most in limits.items():
        if (count := syllables(getattr(case, field))) > most:
            yield field, f"có {count} tiếng, nhiều nhất {most}"


def _clues(case: Case) -> Iterator[Finding]:
    if len(case.clues) not in CLUES:
        yield "clue", f"có {len(case.clues)} dấu hiệu, cần 1 đến {CLUES[-1]}"
    if len({clue.on for clue in case.clues}) < len(case.clues):
        yield "clue", "hai dấu hiệu chỉ cùng một chỗ"
    for number, clue in enumerate(case.clues, start=1):
        if clue.on not in case.parts:
            yield f"clue {number}.on", f"hình không có phần {clue.on!r}"
        if syllables(clue.title) > TITLE_SYLLABLES:
            yield f"clue {number}.title", f"nhiều nhất {TITLE_SYLLABLES} tiếng"
        if syllables(clue.reason) > REASON_SYLLABLES:
            yield f"clue {number}.reason", f"nhiều nhất {REASON_SYLLABLES} tiếng"


def _fact_rule(name: str, lessons: Catalog) -> str:
    slug, _, fact_id = name.partition("/")
    lesson = lessons.lesson(slug)
    fact = lesson.fact(fact_id) if lesson else None
    if fact is None:
        return f"không có điều {name!r}"
    return "" if fact.mark.may_be_told else f"điều {name!r} chưa chắc, không được nói"


def _drawn(case: Case, render: Render) -> Iterator[Finding]:
    for lit in (False, True):
        yield from drawing_problems(render(case, lit), Shape.LIVE)
