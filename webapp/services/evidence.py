"""What a proposal stands on: each criterion with who learned what and when, and what changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from webapp.models.base import db
from webapp.models.change import ChangeState, HouseholdChange
from webapp.models.household import Person
from webapp.models.recognition import (
    CriteriaVersion,
    RecipientKind,
    Recognition,
    RecognitionState,
    RecognitionStep,
    StepAct,
)
from webapp.models.refusal import Refusal
from webapp.models.submission import Submission
from webapp.models.user import User
from webapp.rules.recognition import HouseholdFacts, Verdict, criteria_from_json, judge
from webapp.services import (
    criteria,
    fitness,
    progress,
    recognition,
    refusals,
    spot_checks,
    submissions,
    unlikely_ticks,
)
from webapp.services.access import Viewer
from webapp.services.errors import NotFound
from webapp.services.recipients import Recipient

WHOLE_FAMILY = "Cả nhà"


@dataclass(frozen=True)
class Proof:
    """An item as it stood at the proposal, with those who learned it that day from the same helper.

    `gone` when it was taken back since.
    """

    item: str
    who: str
    on: date
    helper: str
    lesson_version: int | None
    gone: bool


@dataclass(frozen=True)
class Line:
    """One criterion then, its proofs, and whether it is met now (None: not known)."""

    text: str
    met: bool
    reason: str
    proofs: tuple[Proof, ...]
    met_now: bool | None


@dataclass(frozen=True)
class Step:
    """What was done to a proposal and by whom, as why it came back or out of a list."""

    step: RecognitionStep
    who: str


@dataclass(frozen=True)
class Evidence:
    """All that a reviewer sees of one proposal."""

    recognition: Recognition
    recipient: Recipient
    version: CriteriaVersion
    newer_version: int | None
    lines: tuple[Line, ...]
    visits: int
    now: Verdict | None
    changes: tuple[HouseholdChange, ...]
    noticed: Sequence[unlikely_ticks.Noticed]
    steps: Sequence[Step]
    checks: Sequence[spot_checks.Shown]
    refusal: Refusal | None
    submission: Submission | None
    names: Mapping[str, str]

    @property
    def seen(self) -> str:
        """The id of the last step: a decision made on this page is refused after a newer one."""
        return self.steps[-1].step.id if self.steps else ""

    @property
    def left_list(self) -> Step | None:
        """The step out of a list, while it has joined none since."""
        step = fitness.taken_out([self.recognition]).get(self.recognition.id)
        return Step(step, self.names.get(step.by_user, "")) if step else None

    @property
    def returned(self) -> Step | None:
        """The last time it was sent back, with the reason."""
        return next((each for each in reversed(self._moves) if _is(each, RecognitionState.RETURNED)), None)

    @property
    def proposed(self) -> Step | None:
        """The last proposal, with what its proposer told the reviewer; None while it is sent back."""
        for each in reversed(self._moves):
            if _is(each, RecognitionState.RETURNED):
                return None
            if _is(each, RecognitionState.PROPOSED):
                return each
        return None

    @property
    def _moves(self) -> list[Step]:
        return [each for each in self.steps if each.step.act is StepAct.MOVED]

    @property
    def gone(self) -> list[Proof]:
        """What was taken back, each once, whatever criteria it stood for."""
        return list(dict.fromkeys(proof for line in self.lines for proof in line.proofs if proof.gone))

    @property
    def changed(self) -> bool:
        """Whether something is not as it was at the proposal."""
        return bool(self.gone or self.changes or self.newer_version or (self.now and not self.now.eligible))


def of(viewer: Viewer, recognition_id: str) -> Evidence:
    """Raises NotFound out of scope, or when the household has gone."""
    found = recognition.cases_where(viewer, Recognition.id == recognition_id)
    if not found or found[0].recognition is None:
        raise NotFound
    case, recipient = found[0].recognition, found[0].recipient
    version = db.session.get_one(CriteriaVersion, case.criteria_version_id)
    in_force = criteria.version_in_force(case.title_id)
    facts, verdict = _now(case, in_force)
    home = recipient.household_id if case.recipient_kind is RecipientKind.HOUSEHOLD else None
    steps = recognition.steps_of(viewer, [case.id])
    names = _names(case, steps)
    return Evidence(
        recognition=case,
        recipient=recipient,
        version=version,
        newer_version=in_force.version if in_force.version != version.version else None,
        lines=_lines(case, version, facts, verdict, names),
        visits=int(case.inputs.get("visits", 0) or 0),
        now=verdict,
        changes=_changes(home, case.proposed_at),
        noticed=unlikely_ticks.of_households(viewer, [home]).get(home, ()) if home else (),
        steps=[Step(each, names.get(each.by_user, "")) for each in steps],
        checks=spot_checks.of_recognition(viewer, case.id),
        refusal=refusals.of_recognitions([case]).get(case.id),
        submission=submissions.get(viewer, case.submission_id) if case.submission_id else None,
        names=names,
    )


def weakened(viewer: Viewer, cases: Collection[recognition.Case]) -> set[str]:
    """The households among these proposals that no longer meet the criteria in force, by recognition id."""
    homes = {
        case.recognition.id: case.recipient.id
        for case in cases
        if case.recognition and case.recipient.kind is RecipientKind.HOUSEHOLD
    }
    facts = progress.facts_of(set(homes.values()))
    rule = criteria.in_force(viewer.commune_id or "") if homes else None
    return {
        each
        for each, home in homes.items()
        if rule and not judge(rule, facts[home], progress.item_titles(), progress.today()).eligible
    }


def _is(step: Step, state: RecognitionState) -> bool:
    return step.step.state is state


def _now(case: Recognition, in_force: CriteriaVersion) -> tuple[HouseholdFacts | None, Verdict | None]:
    """The facts and the verdict of this moment; only households are judged again."""
    if case.recipient_kind is not RecipientKind.HOUSEHOLD:
        return None, None
    facts = progress.facts_of({case.recipient_id}).get(case.recipient_id)
    if facts is None:
        return None, None
    rule = criteria_from_json(in_force.criteria)
    return facts, judge(rule, facts, progress.item_titles(), progress.today())


def _lines(
    case: Recognition,
    version: CriteriaVersion,
    facts: HouseholdFacts | None,
    verdict: Verdict | None,
    names: Mapping[str, str],
) -> tuple[Line, ...]:
    items = {line["id"]: line.get("items", ()) for line in version.criteria.get("lines", ())}
    met_now = {each.criterion: each.met for each in verdict.results} if verdict else {}
    return tuple(
        Line(
            each["text"], each["met"], each["reason"],
            tuple(_proofs(case, items.get(each["criterion"], ()), facts, names)),
            met_now.get(each["criterion"]),
        )
        for each in case.verdict.get("results", ())
    )  # fmt: skip


def _proofs(
    case: Recognition, items: Sequence[str], facts: HouseholdFacts | None, names: Mapping[str, str]
) -> list[Proof]:
    titles, kept = progress.item_titles(), case.inputs.get("done", {})
    who: dict[tuple[date, str, str, int | None, bool], list[str]] = defaultdict(list)
    for item in items:
        live = (
            {(each.person or "", each.on.isoformat()) for each in facts.done.get(item, ())} if facts else None
        )
        for person, on, helper, version in kept.get(item, ()):
            gone = live is not None and (person, on) not in live
            key = (
                date.fromisoformat(on),
                titles.get(item, item),
                names.get(helper, ""),
                version or None,
                gone,
            )
            who[key].append(names.get(person, "") or WHOLE_FAMILY)
    return [
        Proof(item, ", ".join(sorted(people)), on, helper, version, gone)
        for (on, item, helper, version, gone), people in sorted(who.items(), key=lambda each: each[0][:2])
    ]


def _changes(household_id: str | None, since: datetime) -> tuple[HouseholdChange, ...]:
    """Merges, splits, moves and the like that touched the household after it was proposed."""
    if household_id is None:
        return ()
    rows = db.session.scalars(
        select(HouseholdChange)
        .where(
            or_(HouseholdChange.household_id == household_id, HouseholdChange.into_id == household_id),
            HouseholdChange.state.in_((ChangeState.DONE, ChangeState.UNDONE)),
            HouseholdChange.made_at > since,
        )
        .order_by(HouseholdChange.made_at)
    )
    return tuple(rows)


def _names(case: Recognition, steps: Sequence[RecognitionStep]) -> dict[str, str]:
    """The names of all whom the page mentions, people of the family and accounts, by id."""
    done: list[list[Any]] = [each for every in case.inputs.get("done", {}).values() for each in every]
    people = {each[0] for each in done if each[0]}
    users = {each[2] for each in done if each[2]} | {step.by_user for step in steps}
    users |= {each for each in (case.proposed_by, case.fit_by, case.kin_confirmed_by) if each}
    rows = [
        *db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people))),
        *db.session.execute(select(User.id, User.display_name).where(User.id.in_(users))),
    ]
    return {each: name or "" for each, name in rows}
