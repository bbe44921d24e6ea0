"""What a practice is: screens of an invented phone, each with one right thing to do.

Filled by `practice_loader` from `practices/<slug>/practice.toml`; as plain and frozen as a lesson.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

END = "xong"


class StateKind(StrEnum):
    """GUIDED shows its ring at once, TAP only after a wrong try; JUDGE offers two or three real choices."""

    GUIDED = "guided"
    TAP = "tap"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be pressed: `spot` names its place in the drawing, empty for a button below it.

    `reason` is the correction of a wrong choice, or why the right one is right; `shows` names the drawing
    of what then happens.
    """

    text: str
    right: bool
    reason: str = ""
    spot: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """One screen; `id` is the last part of its address."""

    id: str
    kind: StateKind
    title: str
    say: str
    drawing: str
    choices: tuple[Choice, ...]

    @property
    def spoken(self) -> str:
        return f"{self.title}. {self.say}"

    @property
    def judged(self) -> bool:
        return self.kind is StateKind.JUDGE

    @property
    def right(self) -> Choice:
        return next(choice for choice in self.choices if choice.right)

    def choice(self, number: int) -> Choice | None:
        """The choice of that place, 1-based; None if there is none."""
        return self.choices[number - 1] if 1 <= number <= len(self.choices) else None

    @property
    def answers(self) -> tuple[int, ...]:
        """The places whose choice leads to an answer page; 0 is the page that shows where to press."""
        if self.judged:
            return tuple(range(1, len(self.choices) + 1))
        wrong = (place for place, choice in enumerate(self.choices, start=1) if not choice.right)
        return (0, *wrong)


@dataclass(frozen=True, slots=True)
class Practice:
    """`lesson` is the slug of the lesson it belongs to, `rule` the one sentence to take home."""

    slug: str
    order: int
    version: int
    topic: str
    title: str
    icon: str
    minutes: int
    goal: str
    learnt: tuple[str, ...]
    rule: str
    lesson: str
    states: tuple[State, ...]

    def place(self, state_id: str) -> int | None:
        """Where that state stands, 0-based; None for an unknown one."""
        ids = [state.id for state in self.states]
        return ids.index(state_id) if state_id in ids else None
