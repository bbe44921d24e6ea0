import shutil
import subprocess

import click

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.rules.languages import VIETNAMESE
from webapp.services import voices
from webapp.services.errors import Refused
from webapp.services.operators import operator
from webapp.web.audio import encoded

READS = ("espeak-ng", "-v", "vi", "-s", "130", "--stdin", "--stdout")


@click.group("voice", help="Giọng đọc của bài học.")
def command() -> None:
    pass


@command.command(
    "draft", help="Máy đọc nháp mọi đoạn của một bài, để nghe thử; không bao giờ phát cho bà con."
)
@click.option("--commune", required=True, help="Mã xã, phường, 5 chữ số.")
@click.option("--lesson", required=True, help="Tên bài trong địa chỉ, ví dụ quet-ma-qr.")
@in_app
def draft(commune: str, lesson: str) -> None:
    if not shutil.which(READS[0]):
        raise Refused("Chưa có espeak-ng. Cài: apt-get install espeak-ng")
    with writing():
        by = operator(commune)
    found, _ = voices.of_lesson(by, lesson, VIETNAMESE)
    for passage in found.passages:
        try:
            spoken = encoded(_read_aloud(passage.text))
        except Refused as refusal:
            click.echo(f"{passage.label}: {refusal.message}", err=True)
            continue
        with writing():
            clip = voices.record(
                by=by, slug=lesson, language=VIETNAMESE, place=passage.place, key=passage.key, spoken=spoken,
                machine=True,
            )  # fmt: skip
        click.echo(f"{passage.label}: {clip.seconds:.1f} giây, {clip.size} byte, máy đọc nháp")


def _read_aloud(text: str) -> bytes:
    done = subprocess.run(READS, input=text.encode(), capture_output=True, check=True, timeout=30)  # noqa: S603
    return done.stdout
