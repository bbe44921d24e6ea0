"""What a lesson is: plain, frozen values, filled by `loader` from `content/<slug>/lesson.toml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

REVIEW_EVERY = timedelta(days=90)


class Mark(StrEnum):
    """How sure a fact is. High and medium may be told to people; low and unverified may not."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"
    UNVERIFIED = "U"

    @property
    def may_be_told(self) -> bool:
        return self in (Mark.HIGH, Mark.MEDIUM)


# The seven skill groups of Nghị định 224/2026/NĐ-CP, Article 77.2.
SKILL_GROUPS = {
    "a": "Hiểu biết chung về chuyển đổi số",
    "b": "Dùng thiết bị, phần mềm và dịch vụ số thông dụng",
    "c": "Khai thác dữ liệu, thông tin",
    "d": "Giao tiếp, hợp tác trên mạng",
    "đ": "Tạo nội dung số",
    "e": "An toàn, an ninh mạng",
    "g": "Giải quyết việc bằng sản phẩm số",
}


# Where a lesson stands in the list, in the order of the list.
TOPICS = {
    "bat-dau": "Bắt đầu",
    "vneid": "VNeID",
    "dich-vu": "Dịch vụ công",
    "tien": "Tiền và mua bán",
    "lua-dao": "Tránh lừa đảo",
    "suc-khoe": "Sức khỏe",
    "thong-tin": "Tìm hiểu, hỏi AI",
    "doi-song": "Xóm làng, trường học, đồng ruộng",
}
WARNING = "lua-dao"
AFTER_A_SCAM = "vua-bi-lua"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read: `published` is its own date if it has one, `seen` the day somebody read it."""

    id: str
    title: str
    published: date | None
    seen: date
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that may change. Marked L or U it is an open check: listed, never told."""

    id: str
    text: str
    mark: Mark
    source: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: one action, one picture, one sentence. `help` opens under the picture."""

    title: str
    say: str
    drawing: str
    help: str
    stuck: str
    facts: tuple[str, ...] = ()
    until: date | None = None

    @property
    def spoken(self) -> str:
        return f"{self.title}. {self.say}"


@dataclass(frozen=True, slots=True)
class Answer:
    """`picture` names a small drawing of the lesson or of the shared `content/pictures`."""

    text: str
    picture: str
    reason: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A question with two or three picture answers; `step` is the step to see again (1-based)."""

    question: str
    step: int
    answers: tuple[Answer, ...]
    drawing: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teach:
    """For whoever sits beside the learner: what to say, what to ask back, what never to do."""

    say: tuple[str, ...]
    ask: str
    never: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """`order` is its place within its topic; `covers` maps a plan's folder name to that plan's own words.

    `short` is its name in the short link, never changed once printed; `also` are words people search by that
    the lesson itself does not use; `practices` are the slugs of the practices that belong to it. `links` are
    a commune's own, as (words, address or nothing); only lessons that a commune wrote have some.
    """

    slug: str
    short: str
    order: int
    version: int
    title: str
    topic: str
    icon: str
    minutes: int
    goal: str
    needs: tuple[str, ...]
    groups: tuple[str, ...]
    covers: tuple[tuple[str, str], ...]
    reviewed_on: date
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    teach: Teach
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    also: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @property
    def warns(self) -> bool:
        """Whether it is about scams: such pages lead to what to do after one."""
        return self.topic == WARNING

    @property
    def leaves_no_trace(self) -> bool:
        """What to do after a scam: no phone remembers and nothing counts that somebody read it."""
        return self.slug == AFTER_A_SCAM

    def fact(self, fact_id: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.id == fact_id), None)

    def source(self, source_id: str) -> Source | None:
        return next((source for source in self.sources if source.id == source_id), None)

    @property
    def open_checks(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if not fact.mark.may_be_told)

    def review_is_due(self, today: date) -> bool:
        return today - self.reviewed_on > REVIEW_EVERY

    def on(self, today: date) -> Lesson:
        """The lesson as it is taught that day: whatever rests on an ended fact is gone, and the
        questions still point at the right step."""
        ended = {fact.id for fact in self.facts if has_ended(fact.until, today)}
        alive = [
            (number, step)
            for number, step in enumerate(self.steps, start=1)
            if not has_ended(step.until, today) and not ended.intersection(step.facts)
        ]
        renumbered = {old: new for new, (old, _) in enumerate(alive, start=1)}
        checks = tuple(
            replace(check, step=renumbered[check.step])
            for check in self.checks
            if check.step in renumbered and not ended.intersection(check.facts)
        )
        facts = tuple(fact for fact in self.facts if fact.id not in ended)
        return replace(self, steps=tuple(step for _, step in alive), checks=checks, facts=facts)


def has_ended(until: date | None, today: date) -> bool:
    return until is not None and until < today


class ItemKind(StrEnum):
    LESSON = "lesson"
    SKILL = "skill"


@dataclass(frozen=True, slots=True)
class Skill:
    """Something a family can do or has; `verify` tells the member how to see that it is so."""

    slug: str
    title: str
    icon: str
    version: int
    verify: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a household's checklist: a lesson or a skill. `minutes` only for lessons."""

    slug: str
    title: str
    kind: ItemKind
    icon: str
    version: int
    minutes: int | None = None
    verify: str = ""
