"""What a case is: plain, frozen values, filled by `loader` from `content/<slug>.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

RULE = "Dừng - Cúp máy - Hỏi"
FAREWELL = "Gặp thật thì: dừng, không bấm, gọi con cháu hoặc công an xã."
SCANNED = "Quét xong, máy hiện:"
PER_ROUND = 6


class Channel(StrEnum):
    """How it reaches somebody."""

    CALL = "call"
    SMS = "sms"
    ZALO = "zalo"
    QR = "qr"


CHANNEL_WORDS = {
    Channel.CALL: "Cuộc gọi",
    Channel.SMS: "Tin nhắn",
    Channel.ZALO: "Tin Zalo",
    Channel.QR: "Mã QR",
}
CHANNEL_ICONS = {
    Channel.CALL: "phone-call",
    Channel.SMS: "message",
    Channel.ZALO: "message-2",
    Channel.QR: "qrcode",
}


@dataclass(frozen=True, slots=True)
class Clue:
    """What gives it away, or makes it trustworthy. `on` is the part of the drawing that it lights up:
    `who`, `note`, `link`, `picture` or `line 1`, `line 2` ..."""

    on: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """One message or call to judge.

    `when` is where one stands at that moment; `who` and `note` are what the screen shows of the sender (of
    the QR: what is printed beside it); `lines` what they say (of the QR: what the phone shows once scanned),
    as they are broken; `link` a dead text at the end. `never` is what one still doesn't do with a genuine
    one. `facts` name facts of lessons, as `<lesson>/<fact>`. `video` is a call with a picture.
    """

    slug: str
    version: int
    channel: Channel
    fake: bool
    when: str
    icon: str
    who: str
    note: str
    lines: tuple[str, ...]
    link: str
    clues: tuple[Clue, ...]
    facts: tuple[str, ...]
    never: str = ""
    video: bool = False

    @property
    def verdict(self) -> str:
        return "Đây là lừa đảo" if self.fake else "Đây là thật"

    @property
    def words(self) -> str:
        """What they say, without line breaks."""
        return " ".join((*self.lines, self.link)).strip()

    @property
    def question(self) -> str:
        return f"{CHANNEL_WORDS[self.channel]} này: lừa đảo hay thật?"

    @property
    def spoken(self) -> str:
        """The case read aloud, before the answer."""
        saying = SCANNED if self.channel is Channel.QR else "nói:"
        return f"{self.when} {self.who}, {self.note}, {saying} {self.words} {self.question}"

    @property
    def explained(self) -> str:
        """The reasons read aloud, after the answer."""
        clues = " ".join(
            f"{number}. {clue.title}. {clue.reason}" for number, clue in enumerate(self.clues, 1)
        )
        return f"{self.verdict}. {clues} {self.never or RULE}"

    @property
    def parts(self) -> frozenset[str]:
        """What a clue may point at in this case's drawing."""
        lines = (f"line {number}" for number in range(1, len(self.lines) + 1))
        extra = ["link"] if self.link else []
        return frozenset({"who", "note", "picture", *lines, *extra})


@dataclass(frozen=True, slots=True)
class Round:
    """Six cases in a fixed order that looks drawn by lot."""

    number: int
    cases: tuple[Case, ...]

    def after(self, case: Case) -> Case | None:
        place = self.place(case)
        return self.cases[place] if place < len(self.cases) else None

    def place(self, case: Case) -> int:
        """1-based."""
        return self.cases.index(case) + 1
