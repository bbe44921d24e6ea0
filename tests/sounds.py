"""Recordings and things that pretend to be one, made by the same ffmpeg that reads them."""

from __future__ import annotations

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

TONE = "sine=frequency=300:duration={}"
PICTURES = "testsrc=duration={}:size=64x64:rate=5"


@cache
def made(container: str, *options: str, seconds: float = 2.0, source: str = TONE) -> bytes:
    """A file of that container (its name's ending), with so many seconds of a tone or of another source."""
    return _ffmpeg(container, "-f", "lavfi", "-i", source.format(seconds), "-t", str(seconds), *options)


@cache
def film(*, with_sound: bool) -> bytes:
    sound = ("-f", "lavfi", "-i", TONE.format(2)) if with_sound else ()
    return _ffmpeg("mp4", "-f", "lavfi", "-i", PICTURES.format(2), *sound, "-shortest")


@cache
def silence() -> bytes:
    return made("ogg", seconds=3, source="anullsrc=duration={}")


def streams(content: bytes) -> dict[str, Any]:
    """What ffprobe finds: `format` with its length in seconds, and the `streams`."""
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", "-i", "pipe:0"]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    return dict(json.loads(done.stdout))


def heard_seconds(content: bytes) -> float:
    """How long it plays, by decoding it all."""
    command = ["ffmpeg", "-v", "error", "-i", "pipe:0", "-f", "s16le", "-ac", "1", "-ar", "8000", "pipe:1"]
    return len(subprocess.run(command, input=content, capture_output=True, check=True).stdout) / 16_000


def _ffmpeg(container: str, *options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"made.{container}"
        subprocess.run(["ffmpeg", "-v", "error", *options, str(file)], check=True)
        return file.read_bytes()


def loudness(content: bytes) -> float:
    """Its mean level in decibels below full scale."""
    command = ["ffmpeg", "-hide_banner", "-i", "pipe:0", "-af", "volumedetect", "-f", "null", "-"]
    said = subprocess.run(command, input=content, capture_output=True, check=True).stderr.decode()
    return float(said.split("mean_volume: ")[1].split(" dB")[0])
