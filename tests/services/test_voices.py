"""Clips from the first draft to what a visitor hears, and who may hear what before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import make_app
from tests.factories import make_clip, make_place, make_user, viewer
from webapp.cli.schema import revision
from webapp.lessons import catalog
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.commune import Commune
from webapp.models.user import Role
from webapp.models.voice import ClipState, VoiceClip
from webapp.rules.passages import passages
from webapp.services import backups, communes, settings, voices
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused

LESSON = "quet-ma-qr"


@dataclass(frozen=True)
class Team:
    commune: Commune
    alice: Viewer
    bob: Viewer
    chi: Viewer


@pytest.fixture
def team(app: Flask) -> Team:
    place = make_place()
    admin = viewer(make_user(Role.ADMIN, "quan", place.commune))
    with writing():
        now = communes.settings_of(place.commune.id)
        settings.change(by=admin, settings=replace(now, languages=("rad",)))
    return Team(
        place.commune,
        viewer(make_user(Role.MEMBER, "alice", place.commune, place.hamlet)),
        viewer(make_user(Role.MEMBER, "bob", place.commune, place.hamlet)),
        viewer(make_user(Role.OFFICER, "chi", place.commune)),
    )


def send(by: Viewer, **fields: object) -> VoiceClip:
    with writing():
        return make_clip(by, **fields)  # type: ignore[arg-type]


def approve(team: Team, clip: VoiceClip) -> None:
    with writing():
        voices.approve(by=team.chi, clip_id=clip.id)


def state_of(clip: VoiceClip) -> ClipState:
    return db.session.scalars(select(VoiceClip.state).where(VoiceClip.id == clip.id)).one()


def heard(team: Team) -> list[tuple[int, str, str]]:
    return [(clip.place, clip.language, clip.id) for clip in voices.clips_of(team.commune.id, LESSON)]


def change_words(monkeypatch: pytest.MonkeyPatch, number: int, say: str) -> None:
    """The lesson's next version says something else in one step."""
    lesson = catalog().lesson(LESSON)
    assert lesson is not None
    steps = list(lesson.steps)
    steps[number - 1] = replace(steps[number - 1], say=say)
    changed = replace(lesson, version=lesson.version + 1, steps=tuple(steps))
    monkeypatch.setitem(catalog()._lessons, LESSON, changed)
    others = tuple(changed if each.slug == LESSON else each for each in catalog().lessons)
    monkeypatch.setitem(catalog().__dict__, "lessons", others)


def test_a_draft_is_heard_by_nobody_until_an_officer_approves(team: Team) -> None:
    clip = send(team.alice)
    assert heard(team) == []
    assert voices.public_clip(clip.id) is None
    assert [line.clip.id for line in voices.awaiting(team.chi)] == [clip.id]
    approve(team, clip)
    assert heard(team) == [(1, "vie", clip.id)]
    found = voices.public_clip(clip.id)
    assert found is not None
    assert found.content == b"ID3 mau"
    assert found.sha256 == hashlib.sha256(b"ID3 mau").hexdigest()
    assert voices.awaiting(team.chi) == []


def test_a_draft_is_for_its_reader_and_the_officer_only(team: Team) -> None:
    clip = send(team.alice)
    assert voices.heard_by(team.alice, clip.id).id == clip.id
    assert voices.heard_by(team.chi, clip.id).id == clip.id
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    stranger = viewer(make_user(Role.OFFICER, "ly", other.commune))
    for nobody in (team.bob, stranger):
        with pytest.raises(NotFound):
            voices.heard_by(nobody, clip.id)


def test_an_officer_of_another_commune_decides_nothing_here(team: Team) -> None:
    clip = send(team.alice)
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = viewer(make_user(Role.OFFICER, "ly", other.commune))
    for decide in (
        lambda: voices.approve(by=ly, clip_id=clip.id),
        lambda: voices.reject(by=ly, clip_id=clip.id, reason="x"),
        lambda: voices.withdraw(by=ly, clip_id=clip.id, reason="x"),
    ):
        with pytest.raises(NotFound), writing():
            decide()
    assert voices.awaiting(ly) == []
    approve(team, clip)
    assert voices.clips_of(other.commune.id) == []


def test_a_newly_approved_clip_replaces_the_former_whose_sound_is_gone(team: Team) -> None:
    first, second = send(team.alice), send(team.bob, sound=b"ID3 hay")
    approve(team, first)
    approve(team, second)
    assert heard(team) == [(1, "vie", second.id)]
    assert state_of(first) is ClipState.REPLACED
    assert voices.public_clip(first.id) is None
    with pytest.raises(NotFound):
        voices.heard_by(team.chi, first.id)


def test_languages_stand_beside_each_other(team: Team) -> None:
    ours, vietnamese = send(team.alice, language="rad"), send(team.alice)
    approve(team, ours)
    approve(team, vietnamese)
    assert heard(team) == [(1, "vie", vietnamese.id), (1, "rad", ours.id)]
    assert [(each.code, each.approved) for each in voices.by_language(team.bob)] == [("vie", 1), ("rad", 1)]


def test_a_language_that_the_commune_has_not_chosen_is_not_there(team: Team) -> None:
    for unknown in ("khm", "xyz", ""):
        with pytest.raises(NotFound), writing():
            make_clip(team.alice, language=unknown)
    with pytest.raises(NotFound):
        voices.passage_of(team.alice, LESSON, "vie", 99)
    with pytest.raises(NotFound):
        voices.of_lesson(team.alice, "khong-co", "vie")


def test_reading_again_replaces_ones_own_draft_and_no_other(team: Team) -> None:
    first, bobs = send(team.alice), send(team.bob)
    second = send(team.alice)
    assert [state_of(clip) for clip in (first, bobs, second)] == [
        ClipState.REPLACED, ClipState.DRAFT, ClipState.DRAFT,
    ]  # fmt: skip


def test_the_reader_sees_why_it_came_back_and_reads_again(team: Team) -> None:
    clip = send(team.alice)
    with pytest.raises(Refused), writing():
        voices.reject(by=team.chi, clip_id=clip.id, reason="  ")
    with writing():
        voices.reject(by=team.chi, clip_id=clip.id, reason="Tiếng nhỏ quá")
    _, mine = voices.passage_of(team.alice, LESSON, "vie", 1)
    _, bobs = voices.passage_of(team.bob, LESSON, "vie", 1)
    assert mine.returned is not None
    assert mine.returned.reason == "Tiếng nhỏ quá"
    assert bobs.returned is None
    send(team.alice)
    assert voices.passage_of(team.alice, LESSON, "vie", 1)[1].returned is None
    assert state_of(clip) is ClipState.REPLACED


def test_an_approved_clip_can_be_taken_out(team: Team) -> None:
    clip = send(team.alice)
    approve(team, clip)
    with writing():
        voices.withdraw(by=team.chi, clip_id=clip.id, reason="Người đọc xin rút")
    assert heard(team) == []
    assert voices.public_clip(clip.id) is None
    with pytest.raises(NotFound):
        voices.heard_by(team.chi, clip.id)
    with pytest.raises(Conflict), writing():
        voices.approve(by=team.chi, clip_id=clip.id)


def test_a_clip_falls_silent_when_its_words_change(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    changed, kept = send(team.alice, place=2), send(team.alice, place=3)
    approve(team, changed)
    approve(team, kept)
    waits = send(team.bob, place=2)
    change_words(monkeypatch, 2, "Nút vuông, ở góc trên.")
    assert heard(team) == [(3, "vie", kept.id)]
    _, standing = voices.passage_of(team.alice, LESSON, "vie", 2)
    assert standing.again
    assert standing.is_missing
    [row] = [each for each in voices.by_lesson(team.alice, "vie") if each.lesson.slug == LESSON]
    assert (row.approved, row.waiting, row.again) == (1, 0, 1)
    with pytest.raises(Conflict), writing():
        voices.approve(by=team.chi, clip_id=waits.id)
    again = send(team.alice, place=2)
    approve(team, again)
    assert state_of(changed) is ClipState.REPLACED
    assert heard(team) == [(2, "vie", again.id), (3, "vie", kept.id)]


def test_words_that_changed_while_somebody_read_are_read_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = catalog().lesson(LESSON)
    assert lesson is not None
    key = passages(lesson)[2].key
    change_words(monkeypatch, 2, "Nút vuông, ở góc trên.")
    spoken = voices.Spoken(b"ID3", 2.0)
    with pytest.raises(Refused, match="vừa đổi"), writing():
        voices.record(by=team.alice, slug=LESSON, language="vie", place=2, key=key, spoken=spoken)


def test_a_machines_voice_is_never_approved(team: Team) -> None:
    _, standing = voices.passage_of(team.chi, LESSON, "vie", 1)
    with writing():
        clip = voices.record(
            by=team.chi, slug=LESSON, language="vie", place=1, key=standing.passage.key,
            spoken=voices.Spoken(b"ID3", 2.0), machine=True,
        )  # fmt: skip
    assert voices.awaiting(team.chi) == []
    assert [each.waiting for each in voices.by_lesson(team.chi, "vie") if each.lesson.slug == LESSON] == [0]
    with pytest.raises(Refused), writing():
        voices.approve(by=team.chi, clip_id=clip.id)
    assert heard(team) == []


def test_every_change_of_a_clip_is_in_the_audit_trail(team: Team) -> None:
    first, second = send(team.alice), send(team.bob)
    approve(team, first)
    approve(team, second)
    with writing():
        voices.withdraw(by=team.chi, clip_id=second.id, reason="Nhầm")
    rows = db.session.scalars(select(AuditRow).where(AuditRow.noun == "voice_clip").order_by(AuditRow.id))
    assert [(row.action, row.noun_id) for row in rows] == [
        ("voice.record", first.id), ("voice.record", second.id), ("voice.approve", first.id),
        ("voice.replace", first.id), ("voice.approve", second.id), ("voice.withdraw", second.id),
    ]  # fmt: skip


def test_two_officers_at_once_leave_one_approved_clip(app: Flask, team: Team) -> None:
    clips = [send(team.alice), send(team.bob)]
    together = Barrier(2)
    failed: list[Exception] = []

    def press(clip_id: str) -> None:
        with app.app_context():
            together.wait()
            try:
                with writing():
                    voices.approve(by=team.chi, clip_id=clip_id)
            except Exception as error:
                failed.append(error)
            db.session.remove()

    threads = [Thread(target=press, args=(clip.id,)) for clip in clips]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(map(state_of, clips)) == [ClipState.APPROVED, ClipState.REPLACED]


def test_a_backup_carries_the_sound(team: Team, tmp_path: Path) -> None:
    sound = bytes(range(256)) * 200
    clip = send(team.alice, sound=sound)
    approve(team, clip)
    counts = backups.write_backup(tmp_path / "a.gz", revision())
    fresh = make_app(f"sqlite:///{tmp_path / 'webapp.sqlite3'}", tmp_path)
    with fresh.app_context():
        with writing():
            assert backups.read_backup(tmp_path / "a.gz", revision()) == counts
        found = voices.public_clip(clip.id)
        assert found is not None
        assert found.content == sound
