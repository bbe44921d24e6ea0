"""What is sent as a recording is told apart by its content and made anew, or refused with a reason."""

from __future__ import annotations

import gzip
import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests import sounds
from webapp.services.errors import Refused
from webapp.services.voices import MOST_BYTES
from webapp.web import audio

OPUS = ("-c:a", "libopus")
QUICK = (*OPUS, "-compression_level", "0")
NOISE = random.Random(7).randbytes(40_000)
SCRIPT = b"<script>alert(1)</script>"


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        audio.encoded(data)
    assert caught.value.field == "recording"
    return caught.value.message


@pytest.mark.parametrize(
    ("container", "options"),
    [("webm", OPUS), ("ogg", OPUS), ("m4a", ()), ("mp3", ()), ("aac", ()), ("wav", ()), ("flac", ()),
     ("3gp", ("-ar", "8000", "-c:a", "aac")), ("caf", ("-c:a", "pcm_s16be"))],
)  # fmt: skip
def test_what_phones_record_becomes_a_small_mp3(container: str, options: tuple[str, ...]) -> None:
    spoken = audio.encoded(sounds.made(container, *options))
    found = sounds.streams(spoken.content)
    assert found["format"]["format_name"] == "mp3"
    assert [(one["codec_name"], one["channels"]) for one in found["streams"]] == [("mp3", 1)]
    assert spoken.seconds == pytest.approx(2, abs=0.15)
    assert sounds.heard_seconds(spoken.content) == pytest.approx(2, abs=0.2)
    assert len(spoken.content) < 9_000


def test_an_old_phones_voice_memo_is_understood() -> None:
    frames = b"".join(b"\x3c" + NOISE[at : at + 31] for at in range(0, 31 * 100, 31))
    assert audio.encoded(b"#!AMR\n" + frames).seconds == pytest.approx(2, abs=0.1)


def test_fifteen_seconds_stay_under_sixty_kilobytes() -> None:
    for seconds in (14.4, 14.6, 15, 15.3):
        spoken = audio.encoded(sounds.made("ogg", seconds=seconds))
        assert len(spoken.content) <= MOST_BYTES, seconds
        assert sounds.heard_seconds(spoken.content) == pytest.approx(min(seconds, 15), abs=0.2)


def test_twenty_seconds_are_refused() -> None:
    assert "15 giây" in refusal(sounds.made("ogg", seconds=20))


def test_five_minutes_in_a_small_file_are_refused() -> None:
    long = sounds.made("ogg", *QUICK, "-b:a", "500", seconds=300, source="anullsrc=d={}:r=8000:cl=mono")
    assert len(long) < audio.MOST_BYTES_IN
    assert "15 giây" in refusal(long)


def test_silence_and_a_click_are_refused() -> None:
    assert "Không nghe thấy tiếng" in refusal(sounds.silence())
    assert "ngắn quá" in refusal(sounds.made("wav", seconds=0.2))


def test_an_empty_or_too_large_file_is_refused() -> None:
    assert "trống" in refusal(b"")
    assert "tối đa 2 MB" in refusal(sounds.made("wav", seconds=1) + b"\0" * audio.MOST_BYTES_IN)


def zip_bomb() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.mp3", b"\0" * 50_000_000)
    return packed.getvalue()


NO_RECORDING: dict[str, Callable[[], bytes]] = {
    "text": lambda: "Đây là chữ, không phải tiếng".encode() * 50,
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "zip bomb": zip_bomb,
    "gzip bomb": lambda: gzip.compress(b"\0" * 50_000_000),
    "list of files": lambda: b"ffconcat version 1.0\nfile /etc/passwd\n",
    "stream list": lambda: b"#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n",
    "page before a sound": lambda: b"<!doctype html>" + SCRIPT + sounds.made("mp3"),
    "noise after a sound's beginning": lambda: b"\xff\xfb" + NOISE,
    "noise in a webm's clothes": lambda: b"\x1aE\xdf\xa3" + NOISE,
    "noise in an mp4's clothes": lambda: b"\0\0\0\x20ftypM4A " + NOISE,
    "film without sound": lambda: sounds.film(with_sound=False),
}


@pytest.mark.parametrize("name", NO_RECORDING)
def test_what_is_no_recording_is_refused(name: str) -> None:
    assert "không phải bản ghi âm" in refusal(NO_RECORDING[name]())


def test_of_a_film_only_its_sound_is_left() -> None:
    found = sounds.streams(audio.encoded(sounds.film(with_sound=True)).content)
    assert [one["codec_type"] for one in found["streams"]] == ["audio"]


def test_nothing_but_the_sound_of_a_file_survives() -> None:
    titled = sounds.made("mp3", "-metadata", f"title={SCRIPT.decode()}", "-metadata", "artist=Tên thật")
    sent = titled + SCRIPT
    assert SCRIPT in sent
    spoken = audio.encoded(sent)
    assert b"script" not in spoken.content
    assert "tags" not in sounds.streams(spoken.content)["format"]


def test_a_machine_without_ffmpeg_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not audio.can_encode()
    assert "chưa cài ffmpeg" in refusal(b"OggS nothing is read of it")


def test_quiet_and_loud_readers_are_heard_alike() -> None:
    quiet = audio.encoded(sounds.made("wav", "-af", "volume=-14dB")).content
    loud = audio.encoded(sounds.made("wav", "-af", "volume=14dB")).content
    assert abs(sounds.loudness(quiet) - sounds.loudness(loud)) < 2
