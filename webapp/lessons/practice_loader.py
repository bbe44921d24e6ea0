"""Turns `practices/<slug>/practice.toml` into a `Practice`, or into what keeps it from being one.

A practice is added by its folder alone: the file below, and one `<name>.svg` for each drawing, a template
made of the parts in `templates/macros/practice.html`, which names its places to press as spots.
`webapp lesson check` says what is still wrong; `practices = ["<slug>"]` in a lesson's file leads to it.

    order = 1                       # its place in the list
    version = 1
    topic = "tien"                  # one of schema.TOPICS
    title = "Trả tiền bằng mã QR"
    icon = "qrcode"                 # a name of web/icons.txt
    minutes = 3
    goal = "..."                    # what one will practise
    learnt = ["...", "..."]         # what one has practised, 2 to 4 lines
    rule = "..."                    # the one sentence to take home
    lesson = "quet-ma-qr"           # the lesson it belongs to

    [[state]]                       # 4 to 8 screens
    id = "quet-ma"                  # the end of its address
    kind = "tap"                    # guided: ring at once; tap: ring after a wrong try; judge: 2 or 3 choices
    title = "Tìm nút quét mã QR"    # with `say` at most 25 syllables
    say = "Nút tròn, ở hàng dưới cùng."
    drawing = "nha"

    [[state.choice]]                # exactly one of them right
    text = "Quét mã QR"
    spot = "quet"                   # a judged choice may have none
    right = true

    [[state.choice]]
    text = "Nạp thẻ"
    spot = "nap"
    reason = "..."                  # the kind correction of a wrong one; judged choices all have one
    shows = "..."                   # optional: a drawing of what then happens
"""

from __future__ import annotations

import re
from pathlib import Path

from webapp.lessons.practice_schema import END, Choice, Practice, State, StateKind
from webapp.lessons.reader import Problem, Reader, read_toml

PRACTICES = Path(__file__).parent / "practices"
ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_CHOICES = 8


def load_practices(root: Path = PRACTICES) -> tuple[list[Practice], list[Problem]]:
    """Every readable practice in its order, and what is wrong with the unreadable ones."""
    practices: list[Practice] = []
    problems: list[Problem] = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        practice, found = load_practice(folder)
        problems += found
        if practice is not None:
            practices.append(practice)
    return sorted(practices, key=lambda practice: (practice.order, practice.slug)), problems


def load_practice(folder: Path) -> tuple[Practice | None, list[Problem]]:
    problems: list[Problem] = []
    name = f"{folder.name}/practice.toml"
    table = read_toml(folder / "practice.toml", name, problems)
    if table is None:
        return None, problems
    practice = _practice(folder.name, Reader(table, name, problems))
    problems += [Problem(name, field, rule) for field, rule in _broken(practice, folder)]
    return (None if problems else practice), problems


def practice_slugs(root: Path = PRACTICES) -> set[str]:
    """The folders that hold a practice, sound or not."""
    return {path.parent.name for path in root.glob("*/practice.toml")}


def _practice(slug: str, reader: Reader) -> Practice:
    practice = Practice(
        slug=slug,
        order=reader.whole("order"),
        version=reader.whole("version"),
        topic=reader.text("topic"),
        title=reader.text("title"),
        icon=reader.text("icon"),
        minutes=reader.whole("minutes"),
        goal=reader.text("goal"),
        learnt=reader.texts("learnt"),
        rule=reader.text("rule"),
        lesson=reader.text("lesson"),
        states=tuple(_state(entry) for entry in reader.tables("state")),
    )
    reader.finish()
    return practice


def _state(reader: Reader) -> State:
    kind = reader.text("kind")
    if kind not in list(StateKind):
        reader.complain("kind", f"phải là {', '.join(StateKind)}")
    state = State(
        id=reader.text("id"),
        kind=StateKind(kind) if kind in list(StateKind) else StateKind.TAP,
        title=reader.text("title"),
        say=reader.text("say"),
        drawing=reader.text("drawing"),
        choices=tuple(_choice(entry) for entry in reader.tables("choice")),
    )
    reader.finish()
    return state


def _choice(reader: Reader) -> Choice:
    choice = Choice(
        text=reader.text("text"),
        right=reader.truth("right"),
        reason=reader.text("reason", ""),
        spot=reader.text("spot", ""),
        shows=reader.text("shows", ""),
    )
    reader.finish()
    return choice


def _broken(practice: Practice, folder: Path) -> list[tuple[str, str]]:
    """What would lead a learner into a dead end, as (field, rule)."""
    found = [] if practice.states else [("state", "chưa có màn nào")]
    seen = {END}
    for number, state in enumerate(practice.states, start=1):
        where = f"state {number}"
        if not ADDRESS.fullmatch(state.id):
            found.append((f"{where}.id", "gồm chữ thường không dấu, chữ số, dấu nối"))
        elif state.id in seen:
            found.append((f"{where}.id", f"{state.id!r} đã được dùng"))
        seen.add(state.id)
        found += [(f"{where}.{field}", rule) for field, rule in _state_rules(state, folder)]
    return found


def _state_rules(state: State, folder: Path) -> list[tuple[str, str]]:
    found = []
    if sum(choice.right for choice in state.choices) != 1:
        found.append(("choice", "cần đúng một chỗ bấm đúng (right = true)"))
    if len(state.choices) > MOST_CHOICES:
        found.append(("choice", f"nhiều nhất {MOST_CHOICES} chỗ bấm"))
    named = [("drawing", state.drawing)]
    for number, choice in enumerate(state.choices, start=1):
        named.append((f"choice {number}.shows", choice.shows))
        if not choice.reason and (state.judged or not choice.right):
            found.append((f"choice {number}.reason", "chưa có lời giải thích"))
    for field, name in named:
        if name and not (folder / f"{name}.svg").is_file():
            found.append((field, f"chưa có hình {name}.svg"))
    return found
