"""A commune's settings and criteria: changing them, and seeing first what a change would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, select

from webapp.models.base import db
from webapp.models.commune import Commune
from webapp.models.event import HouseholdProgress
from webapp.models.household import Household
from webapp.models.recognition import CriteriaVersion, Recognition, Title
from webapp.rules.certificates import number_format_problem
from webapp.rules.recognition import Criteria, criteria_from_json, judge
from webapp.rules.settings import CommuneSettings
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, communes, criteria, lesson_shelf, presets, progress, title_numbers
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.presets import Preset

AT_ONCE = 500


@dataclass(frozen=True)
class Difference:
    """One setting that a change touches; `field` is "certificate.place" for a word of the paper."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Effect:
    """What criteria would do to the living households of a commune.

    `gained` and `lost` are households (counts) that would begin or cease to be eligible; `proposed` are on
    their way or recognised already and keep the verdict that they were proposed with.
    """

    households: int
    eligible_now: int
    eligible_then: int
    gained: int
    lost: int
    proposed: int


def change(*, by: Viewer, settings: CommuneSettings) -> CommuneSettings:
    """Put settings in force. Raises Refused at the field that can't be used."""
    commune = communes.get(by.commune_id)
    _check(settings, commune.id)
    before = communes.settings_of(commune.id)
    touched = differences(before, settings)
    if not touched:
        return before
    commune.settings = settings.as_json()
    db.session.flush()
    audit.record(
        by=by, action="settings.change", noun="commune", noun_id=commune.id,
        changes={each.field: [_plain(each.before), _plain(each.after)] for each in touched},
    )  # fmt: skip
    if before.checklist != settings.checklist:
        count_again(commune.id)
    return settings


def take_preset(*, by: Viewer, name: str) -> Commune:
    """Take over a plan's settings, and its criteria as a new version where they differ."""
    preset, commune = presets.get(name), communes.get(by.commune_id)
    offer = preset_offer(commune, preset)
    commune.preset = preset.name
    change(by=by, settings=offer.settings)
    audit.record(
        by=by, action="preset.take", noun="commune", noun_id=commune.id, changes={"preset": preset.name}
    )
    if offer.new_criteria:
        put_in_force(by=by, criteria_=offer.criteria, decision=offer.criteria.cites)
    return commune


@dataclass(frozen=True)
class Offer:
    """What taking a preset would change in a commune."""

    preset: Preset
    settings: CommuneSettings
    criteria: Criteria
    differences: tuple[Difference, ...]
    new_criteria: bool


def preset_offer(commune: Commune, preset: Preset) -> Offer:
    now = communes.settings_of(commune.id)
    then = preset.settings_for(commune.id, commune.name, now)
    rule = preset.criteria_for(commune.id)
    in_force = criteria.in_force(commune.id)
    new = (rule.lines, rule.needed) != (in_force.lines, in_force.needed)
    return Offer(preset, then, rule, tuple(differences(now, then)), new)


def differences(before: CommuneSettings, after: CommuneSettings) -> list[Difference]:
    """Field by field, the words of the certificate each by itself."""
    old, new = _flat(before), _flat(after)
    return [Difference(name, old[name], new[name]) for name in new if old[name] != new[name]]


def put_in_force(*, by: Viewer, criteria_: Criteria, decision: str) -> CriteriaVersion:
    """A new version of the default title's criteria, and every household counted again by it."""
    decision = clean_text(decision)
    if not decision:
        raise Refused("Ghi văn bản của xã, phường ban hành tiêu chí này.", "decision")
    title = criteria.default_title(by.commune_id)
    version = criteria.add_version(by=by, title=title, criteria=criteria_, decision=decision)
    count_again(title.commune_id)
    return version


def effect_of(viewer: Viewer, rule: Criteria) -> Effect:
    """Judge every living household by these criteria; nothing is written."""
    now_eligible = set(
        db.session.scalars(
            select(HouseholdProgress.household_id).where(
                HouseholdProgress.commune_id == viewer.commune_id, HouseholdProgress.eligible
            )
        )
    )
    count, then = 0, set[str]()
    titles, today = progress.item_titles(), progress.today()
    for some in _living(viewer.commune_id):
        count += len(some)
        facts = progress.facts_of(some)
        then |= {each for each in some if judge(rule, facts[each], titles, today).eligible}
    return Effect(
        households=count,
        eligible_now=len(now_eligible),
        eligible_then=len(then),
        gained=len(then - now_eligible),
        lost=len(now_eligible - then),
        proposed=_on_their_way(viewer.commune_id),
    )


def versions(viewer: Viewer) -> Sequence[tuple[CriteriaVersion, Criteria]]:
    """The default title's criteria, newest version first."""
    title = criteria.default_title(viewer.commune_id)
    rows = db.session.scalars(
        select(CriteriaVersion)
        .where(CriteriaVersion.commune_id == viewer.commune_id, CriteriaVersion.title_id == title.id)
        .order_by(CriteriaVersion.version.desc())
    )
    return [(row, criteria_from_json(row.criteria)) for row in rows]


def default_title(viewer: Viewer) -> Title:
    return criteria.default_title(viewer.commune_id)


def count_again(commune_id: str) -> None:
    """Bring every household's counts up to date, in the transaction that changed the rule."""
    for some in _living(commune_id):
        progress.refresh(some)


def link_problem(url: str) -> str | None:
    """Why this can't be a link of a page, in a sentence; None when it can."""
    rest = url.removeprefix("https://")
    host = rest.split("/", 1)[0]
    if rest == url or not host or "." not in host or host.startswith(".") or any(c.isspace() for c in url):
        return f"Đường dẫn phải bắt đầu bằng https://, đang là “{url}”."
    if "@" in host or any(c in url for c in '<>"\\'):
        return f"Đường dẫn có ký tự không dùng được: “{url}”."
    return None


def _check(settings: CommuneSettings, commune_id: str) -> None:
    known = {item.slug for item in lesson_shelf.items_of(commune_id)}
    if unknown := [slug for slug in settings.checklist if slug not in known]:
        raise Refused(f"Không có bài học hay kỹ năng “{unknown[0]}”.", "checklist")
    for link in settings.links:
        if problem := link_problem(link.url):
            raise Refused(problem, "links")
    _check_numbers(settings.certificate.number_format, commune_id)


def _check_numbers(pattern: str, commune_id: str) -> None:
    """A new pattern must not repeat a number of this year, which may have a pattern of its own."""
    if problem := number_format_problem(pattern):
        raise Refused(problem, "number_format")
    title, year = criteria.default_title(commune_id), progress.today().year
    changed = pattern != communes.settings_of(commune_id).certificate.number_format
    if changed and str(year) not in title.number_formats:
        title_numbers.check(title, pattern, year, "number_format")


def _flat(settings: CommuneSettings) -> dict[str, Any]:
    flat = {each.name: getattr(settings, each.name) for each in fields(settings)}
    for part in ("certificate", "papers", "stages"):
        words = flat.pop(part)
        flat |= {f"{part}.{each.name}": getattr(words, each.name) for each in fields(words)}
    return flat


def _plain(value: Any) -> Any:
    """As the audit trail keeps it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return vars(value) if hasattr(value, "__dict__") else value


def _living(commune_id: str | None) -> Iterator[set[str]]:
    """The ids of a commune's living households, some at once."""
    ids = db.session.scalars(
        select(Household.id)
        .where(
            Household.commune_id == commune_id,
            Household.archived_at.is_(None),
            Household.merged_into.is_(None),
        )
        .order_by(Household.id)
    ).all()
    for start in range(0, len(ids), AT_ONCE):
        yield set(ids[start : start + AT_ONCE])


def _on_their_way(commune_id: str | None) -> int:
    title = criteria.default_title(commune_id)
    query = select(func.count(Recognition.id)).where(Recognition.title_id == title.id)
    return db.session.scalar(query) or 0
