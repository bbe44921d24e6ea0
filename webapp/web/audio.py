"""A recording that somebody sent, made anew as a small MP3 file; whatever is no recording is refused.

MP3, because every phone with a browser plays it from its first byte on (Opus fails on older iPhones, AAC
needs a container with an index). Mono at 32 kbit/s: speech keeps its consonants, 15 seconds stay under 60 kB.

What was sent is told apart by its first bytes, and ffmpeg is told which container to expect, so that it never
guesses a playlist. ffmpeg runs as a process of its own with limits of time, memory and open files, reads the
bytes from memory and opens no network. Only sound that was decoded goes into the new file: no title, no
picture, no second stream survives.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from array import array
from threading import BoundedSemaphore

from webapp.rules.loudness import gain_for, loudest
from webapp.services.errors import Refused
from webapp.services.voices import MOST_BYTES, Spoken

logger = logging.getLogger(__name__)

MOST_BYTES_IN = 2_000_000
MOST_SECONDS, LEAST_SECONDS = 15.0, 0.5
SLACK_SECONDS = 0.4  # a browser stops its recorder a moment late
RATE = 24_000
FIELD = "recording"

_MEMORY = 512 * 1024 * 1024
_LIMITS = ("prlimit", f"--as={_MEMORY}", "--cpu=10", "--nofile=32", "--core=0", "--fsize=0")
_QUIET = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1")
_SOUND = ("-f", "s16le", "-ar", str(RATE), "-ac", "1")
_SECONDS = 15
_AT_ONCE = BoundedSemaphore(2)
_WAIT_SECONDS = 30


class NoEncoder(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Máy chủ chưa cài ffmpeg nên chưa nhận được bản ghi âm. Báo người quản trị máy chủ cài thêm.",
            FIELD,
        )


def can_encode() -> bool:
    """Whether this machine has what re-encoding needs."""
    return all(map(shutil.which, ("ffmpeg", "prlimit")))


def encoded(data: bytes) -> Spoken:
    """The recording as it will be heard. Takes up to a second of a processor: never in a transaction.

    Raises Refused at the field `recording`: empty, over 2 MB, no sound in it, too long, too short, silent.
    """
    if not data:
        raise Refused("Tệp trống. Ghi âm lại, hoặc chọn tệp khác.", FIELD)
    if len(data) > MOST_BYTES_IN:
        raise Refused("Tệp quá lớn, tối đa 2 MB. Chỉ ghi lời của đoạn này.", FIELD)
    container = _container_of(data)
    if container is None:
        raise _no_sound()
    if not can_encode():
        raise NoEncoder
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise Refused("Máy chủ đang bận. Chờ 1 phút rồi gửi lại.", FIELD)
    try:
        return _made_small(_decoded(data, container))
    finally:
        _AT_ONCE.release()


def _container_of(data: bytes) -> str | None:
    """ffmpeg's name of the container, by its first bytes; None for whatever holds no sound."""
    if data[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    if data[4:8] == b"ftyp":
        return "mov"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    starts = {b"OggS": "ogg", b"fLaC": "flac", b"#!AMR": "amr", b"caff": "caf", b"ID3": "mp3"}
    found = next((name for start, name in starts.items() if data.startswith(start)), None)
    return found or _by_sync_word(data)


def _by_sync_word(data: bytes) -> str | None:
    """MP3 and AAC without a header begin with eleven or twelve set bits; the layer's bits tell them apart."""
    if len(data) < 2 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return None
    if data[1] & 0xF6 == 0xF0:
        return "aac"
    return "mp3" if data[1] & 0x06 else None


def _decoded(data: bytes, container: str) -> array[int]:
    """The sound as 16-bit samples of one channel, cut a second after what is allowed."""
    most = MOST_SECONDS + 1
    reading = ("-protocol_whitelist", "file,pipe", "-f", container, "-i", "file:/dev/stdin")
    sound = ("-map", "0:a:0", "-vn", "-sn", "-dn", "-t", str(most), *_SOUND, "pipe:1")
    pcm = _run((*_QUIET, *reading, *sound), data)
    samples = array("h")
    samples.frombytes(pcm[: len(pcm) // 2 * 2])
    _check(samples)
    return samples[: int(MOST_SECONDS * RATE)]


def _check(samples: array[int]) -> None:
    seconds = len(samples) / RATE
    if not samples:
        raise _no_sound()
    if seconds > MOST_SECONDS + SLACK_SECONDS:
        raise Refused("Bản ghi dài quá 15 giây. Đọc gọn hơn rồi ghi lại.", FIELD)
    if seconds < LEAST_SECONDS:
        raise Refused("Bản ghi ngắn quá, chưa nghe được gì. Ghi lại.", FIELD)
    if loudest(samples, RATE) is None:
        raise Refused("Không nghe thấy tiếng nào. Để máy gần miệng hơn rồi ghi lại.", FIELD)


def _made_small(samples: array[int]) -> Spoken:
    seconds = len(samples) / RATE
    louder = f"highpass=f=70,volume={gain_for(samples, RATE):.1f}dB,alimiter=limit=0.9:level=0"
    writing = ("-map_metadata", "-1", "-id3v2_version", "0", "-write_xing", "0", "-f", "mp3", "pipe:1")
    # 24 kbit/s for the few that come near 15 seconds: at 32 they would pass 60 kB by a hair.
    rate = "32k" if seconds <= MOST_SECONDS - 0.5 else "24k"
    sound = ("-af", louder, "-c:a", "libmp3lame", "-b:a", rate, "-compression_level", "2")
    content = _run((*_QUIET, *_SOUND, "-i", "pipe:0", *sound, *writing), samples.tobytes())
    if not content or len(content) > MOST_BYTES:
        raise Refused("Bản ghi này chưa thu nhỏ được. Ghi ngắn hơn rồi gửi lại.", FIELD)
    return Spoken(content, round(seconds, 2))


def _run(command: tuple[str, ...], data: bytes) -> bytes:
    """What the process wrote; raises the refusal of a file without sound when it failed or ran too long.

    It reads from memory, yet from a file: phones put an MP4's index at its end, and a pipe has no way back.
    """
    # The key and the database's address stay out of a process that reads what strangers made.
    environment = {"PATH": os.environ.get("PATH", os.defpath)}
    with os.fdopen(os.memfd_create("recording"), "w+b") as file:
        file.write(data)
        file.flush()
        file.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - fixed words; nothing of the upload is on the command line
                (*_LIMITS, *command), stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                check=True, timeout=_SECONDS, env=environment,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError) as error:
            logger.warning("no sound decoded: %s", getattr(error, "returncode", type(error).__name__))
            raise _no_sound() from None
    return done.stdout


def _no_sound() -> Refused:
    return Refused("Tệp này không phải bản ghi âm, hoặc đã hỏng. Chọn tệp m4a, mp3, wav hoặc amr.", FIELD)
