from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from webapp.blueprints.designs.fields import FIELDS, MillimetreField, PlacesField
from webapp.models.design import PaperBackground
from webapp.models.recognition import RecipientKind, Title
from webapp.rules.designs import PALETTES, Box, Design, PageSize, PaperKind
from webapp.rules.settings import CertificateWords
from webapp.services.designs import HIDDEN_ON_BLANKS, NOT_OURS, OWN_PAPER, WORDS
from webapp.services.errors import Refused, TooMany
from webapp.services.recipients import Recipient
from webapp.web.forms import Form
from webapp.web.paper_words import with_mark, with_name, words_field
from webapp.web.pdf import layout_slugs, load_layout
from webapp.web.pdf.layouts import Style, dressed

PAGES = {
    PageSize.A4_LANDSCAPE: "A4 ngang (297 × 210 mm)",
    PageSize.A4_PORTRAIT: "A4 đứng (210 × 297 mm)",
    PageSize.A5_LANDSCAPE: "A5 ngang (210 × 148 mm)",
}
PAPERS = {
    PaperKind.PREPRINTED: "Phôi in sẵn: chỉ in chữ",
    PaperKind.BACKGROUND: "Giấy trắng: in cả nền đã tải lên",
}
BORN = "born"  # on the paper of a person, where a commune wants it
COMMUNE_ONLY = ("authority", "place")


class DesignForm(Form):
    """How a title's certificates look.

    `seen` is the layout that the inputs below it were made for; `renewed` says that they are for another now.
    """

    renewed = False
    left_out: tuple[str, ...] = ()
    of_person = False
    commune = ""
    layout = RadioField(
        "Mẫu trình bày",
        choices=lambda: [SelectChoice(each, load_layout(each).name) for each in layout_slugs()],
    )
    seen = HiddenField()
    palette = RadioField("Bộ màu", choices=[SelectChoice(slug, each.name) for slug, each in PALETTES.items()])
    accent = StringField(
        "Màu chính riêng của xã", validators=[Length(max=7)],
        description="Để trống thì theo bộ màu. Ghi mã màu, ví dụ #a3171c.",
    )  # fmt: skip
    shown = SelectMultipleField("In những dòng nào", validate_choice=False)
    paper = RadioField(
        "Giấy để in", choices=[SelectChoice(each.value, words) for each, words in PAPERS.items()],
        validate_choice=False,
    )  # fmt: skip
    page = SelectField("Khổ giấy", choices=[SelectChoice(each.value, words) for each, words in PAGES.items()])
    background_id = SelectField("Nền", default="", validate_choice=False)
    across = MillimetreField("Dịch ngang (mm)", description="Số dương: sang phải.")
    down = MillimetreField("Dịch dọc (mm)", description="Số dương: xuống dưới.")
    places = PlacesField("Chỗ của từng dòng")
    heading = words_field("heading", "Tên giấy")
    authority = words_field("authority", "Người công nhận")
    verb = words_field("verb", "Động từ")
    family_prefix = words_field("family_prefix", "Trước tên")
    achieves = words_field("achieves", "Sau tên")
    honour = words_field("honour", "Điều được công nhận")
    place = words_field("place", "Địa danh trước ngày tháng", needed=False)
    recipient_id = SelectField("Xem thử với", default="", validate_choice=False)

    @classmethod
    def of(cls, title: Title, design: Design, words: CertificateWords, commune: str) -> DesignForm:
        """Filled with a design; what was sent goes before it. `commune` is its name as in a sentence."""
        words = replace(words, authority=with_name(words.authority, commune))
        form = cls(
            layout=design.layout, palette=design.palette, accent=design.accent,
            paper=PaperKind.PREPRINTED.value if design.paper is PaperKind.PLAIN else design.paper.value,
            page=design.page.value, background_id=design.background_id or "",
            seen=f"{OWN_PAPER} {design.page.value}" if design.layout == OWN_PAPER else design.layout,
            across=design.offset[0], down=design.offset[1], places=_all_places(design),
            shown=[name for name in FIELDS if name not in design.hidden] + [BORN] * design.born,
            **{name: getattr(words, name) for name in WORDS},
        )  # fmt: skip
        form.commune, form.of_person = commune, title.recipient_kind is RecipientKind.PERSON
        if title.nomination:
            form.only_overprint()
        if not title.is_default:
            for name in COMMUNE_ONLY:
                del form[name]
        form.follow_layout()
        return form

    def only_overprint(self) -> None:
        """A commendation is printed on an official blank: no other layout, and nothing that is ours."""
        self.left_out = NOT_OURS
        self.layout.choices = [each for each in self.layout.choices if each.value == OWN_PAPER]
        self.layout.validate_choice = False  # the design's own refusal says why
        self.paper.choices = [each for each in self.paper.choices if each.value == PaperKind.PREPRINTED.value]

    @property
    def lines(self) -> Mapping[str, str]:
        """The lines of the paper by their words."""
        return {name: words for name, words in FIELDS.items() if name not in self.left_out}

    def offer(self, people: Sequence[Recipient], pictures: Sequence[PaperBackground]) -> None:
        self.recipient_id.choices = [
            SelectChoice(each.id, ", ".join(filter(None, (each.name, each.place)))) for each in people
        ] or [SelectChoice("", "Một tên mẫu")]
        kept = [SelectChoice(each.id, f"{each.name}, {PAGES[PageSize(each.page)]}") for each in pictures]
        self.background_id.choices = [SelectChoice("", "Chọn nền đã tải lên"), *kept]

    def refuse(self, error: Refused | TooMany) -> None:
        """One sentence a field is enough. A line of own paper is named in it: one field stands for all."""
        line = (error.field or "").removeprefix("places-")
        if line in FIELDS:
            self.places.problems[line] = error.message
            error = Refused(f"“{FIELDS[line]}”: {error.message}", "places")
        elif error.field in self and self[error.field].errors:
            return
        super().refuse(error)

    @property
    def own_paper(self) -> bool:
        return bool(self.layout.data == OWN_PAPER)

    @property
    def optional(self) -> tuple[str, ...]:
        """The lines that the chosen layout may leave out."""
        return load_layout(self.layout.data).optional if self.layout.data in layout_slugs() else ()

    def design(self) -> Design:
        """What is chosen, as far as it can be read."""
        own = self.own_paper
        return Design(
            layout=self.layout.data,
            palette=self.palette.data or "",
            accent=(self.accent.data or "").lower(),
            hidden=tuple(
                name for name in self.optional if name in self.left_out or name not in (self.shown.data or ())
            ),
            paper=PaperKind(self.paper.data) if own and self.paper.data in PAPERS else PaperKind.PLAIN,
            page=PageSize(self.page.data) if own and self.page.data in PAGES else PageSize.A4_LANDSCAPE,
            background_id=(self.background_id.data or None) if own else None,
            places=tuple(sorted(self.places.data.items())) if own else (),
            offset=(self.across.number, self.down.number) if own else (0, 0),
            born=self.of_person and BORN in (self.shown.data or ()),
        )

    def words(self, now: CertificateWords) -> CertificateWords:
        typed = {name: self[name].data or "" for name in WORDS if name in self}
        if "authority" in typed:
            typed["authority"] = with_mark(typed["authority"], self.commune)
        return replace(now, **typed)

    def default_places(self) -> Mapping[str, Box]:
        """Where lines stand on the chosen paper before anybody moved them."""
        page = PageSize(self.page.data) if self.page.data in PAGES else PageSize.A4_LANDSCAPE
        return _all_places(Design(page=page))

    def follow_layout(self) -> None:
        """The inputs below a layout that was just chosen take what is usual for it."""
        before, self.seen.data = self.seen.data or "", self._mark()
        self.renewed = self.is_submitted() and before != self.seen.data
        self.shown.choices = [
            SelectChoice(name, self.lines[name]) for name in self.optional if name in self.lines
        ]
        if self.of_person:
            self.shown.choices.append(SelectChoice(BORN, "Năm sinh, trước địa chỉ"))
        if self.renewed and self.own_paper != before.startswith(OWN_PAPER):
            left_out = HIDDEN_ON_BLANKS if self.own_paper else ()
            self.shown.data = [name for name in FIELDS if name not in left_out]
        if self.renewed and self.own_paper:
            self.places.problems.clear()
            self.places.show(self.default_places())

    def _mark(self) -> str:
        return f"{self.layout.data} {self.page.data}" if self.own_paper else str(self.layout.data)


def _all_places(design: Design) -> Mapping[str, Box]:
    """Every line's box on own paper of the design's size, whatever its layout is now."""
    return dressed(Style(replace(design, layout=OWN_PAPER))).places


class BackgroundForm(Form):
    picture = FileField("Tệp nền")
    name = StringField("Tên để nhớ", validators=[Length(max=80)])
    page = SelectField("Khổ giấy", choices=[SelectChoice(each.value, words) for each, words in PAGES.items()])
