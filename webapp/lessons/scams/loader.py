"""Turns `content/<slug>.toml` and `content/rounds.toml` into cases and rounds, or says what is wrong."""

from __future__ import annotations

from pathlib import Path

from webapp.lessons.reader import Problem, Reader, read_toml
from webapp.lessons.scams.schema import Case, Channel, Clue, Round

CONTENT = Path(__file__).parent / "content"
ROUNDS = "rounds.toml"


def load_cases(root: Path = CONTENT) -> tuple[list[Case], list[Problem]]:
    """Every readable case by its name, and what is wrong with the unreadable ones."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in sorted(root.glob("*.toml")):
        if path.name != ROUNDS:
            case, found = load_case(path)
            problems += found
            cases += [case] if case is not None else []
    return cases, problems


def load_case(path: Path) -> tuple[Case | None, list[Problem]]:
    problems: list[Problem] = []
    name = f"scams/{path.name}"
    table = read_toml(path, name, problems)
    if table is None:
        return None, problems
    reader = Reader(table, name, problems)
    case = _case(path.stem, reader)
    reader.finish()
    return (None if problems else case), problems


def load_rounds(cases: list[Case], root: Path = CONTENT) -> tuple[list[Round], list[Problem]]:
    """The rounds; a case that can't be read is missing from its round, the rest of it stands."""
    problems: list[Problem] = []
    reader = Reader(read_toml(root / ROUNDS, ROUNDS, problems) or {}, f"scams/{ROUNDS}", problems)
    known = {case.slug: case for case in cases}
    rounds = []
    for number, entry in enumerate(reader.tables("round"), start=1):
        slugs = entry.texts("cases")
        for slug in sorted(set(slugs) - known.keys()):
            entry.complain("cases", f"không có trường hợp {slug!r}")
        entry.finish()
        rounds.append(Round(number, tuple(known[slug] for slug in slugs if slug in known)))
    reader.finish()
    return rounds, problems


def _case(slug: str, reader: Reader) -> Case:
    return Case(
        slug=slug,
        version=reader.whole("version"),
        channel=_channel(reader),
        fake=reader.truth("fake"),
        when=reader.text("when"),
        icon=reader.text("icon"),
        who=reader.text("who"),
        note=reader.text("note"),
        lines=reader.texts("lines"),
        link=reader.text("link", ""),
        clues=tuple(_clue(entry) for entry in reader.tables("clue")),
        facts=reader.texts("facts"),
        never=reader.text("never", ""),
        video=reader.truth("video"),
    )


def _channel(reader: Reader) -> Channel:
    name = reader.text("channel")
    if name in list(Channel):
        return Channel(name)
    reader.complain("channel", f"phải là một trong {', '.join(Channel)}")
    return Channel.CALL


def _clue(reader: Reader) -> Clue:
    clue = Clue(on=reader.text("on"), title=reader.text("title"), reason=reader.text("reason"))
    reader.finish()
    return clue
