"""`webapp voice draft`: a machine reads a lesson, for trying out only."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tests.factories import make_place, make_user, viewer
from webapp.cli import main
from webapp.models.base import db
from webapp.models.user import Role
from webapp.models.voice import VoiceClip
from webapp.services import voices


@pytest.fixture
def site(one_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    settings = one_app.config["SETTINGS"]
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("INSTANCE_PATH", str(settings.instance_path))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    return one_app


def draft(lesson: str = "quet-ma-qr") -> Result:
    return CliRunner().invoke(main, ["voice", "draft", "--commune", "24133", "--lesson", lesson])


def test_a_machine_reads_drafts_that_nobody_can_approve_and_no_visitor_hears(site: Flask) -> None:
    place = make_place()
    done = draft()
    assert done.exit_code == 0, done.output
    assert "Bước 6" in done.output
    db.session.rollback()
    clips = db.session.scalars(select(VoiceClip)).all()
    assert len(clips) == 7
    assert all(clip.machine for clip in clips)
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    assert voices.awaiting(chi) == []
    assert voices.clips_of(place.commune.id) == []
    _, standing = voices.passage_of(chi, "quet-ma-qr", "vie", 1)
    assert standing.is_missing
    assert standing.machine is not None


def test_an_unknown_lesson_or_a_missing_voice_is_one_line(
    site: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_place()
    unknown = draft("khong-co")
    assert (unknown.exit_code, unknown.output.count("\n")) == (1, 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    mute = draft()
    assert mute.exit_code == 1
    assert "espeak-ng" in mute.output
