"""How certificates look: a form with a live picture, a sheet to try, a sheet to measure by."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.designs.fields import FIELDS, PARTS
from webapp.blueprints.designs.forms import PAGES, BackgroundForm, DesignForm
from webapp.models.recognition import Title
from webapp.rules.certificates import CertificateFields
from webapp.rules.designs import PALETTES, Design
from webapp.rules.events import is_uuid
from webapp.rules.settings import CertificateWords
from webapp.services import backgrounds, communes, designs, sample_papers, titles
from webapp.services.access import Permission
from webapp.services.designs import Drawn
from webapp.services.errors import Refused
from webapp.web.access import current_viewer, public, requires
from webapp.web.calibration import calibration_pdf
from webapp.web.fragments import wants_fragment
from webapp.web.pdf import layout_slugs, load_layout
from webapp.web.transaction import transaction
from webapp.web.trial_paper import too_long, too_small, trial_pdf, trial_picture

SOME_YEAR = 1960

bp = Blueprint("designs", __name__)
FOLDER = "/quan-tri/mau-giay"
FIELD_OF = {"prefix": "family_prefix", "issued": "place"}
NOT_THE_DESIGNS = ("recipient", "address", "number", "signer")
"""Lines whose words come with each certificate or decision."""
THEIR_OWN = ("recipient", "address")
MEASURED = 5  # of the longest names; letters differ in width


@bp.get(f"{FOLDER}/")
@requires(Permission.DESIGN_CERTIFICATES)
def index() -> ResponseReturnValue:
    return show_index(BackgroundForm(formdata=None))


def show_index(form: BackgroundForm) -> ResponseReturnValue:
    """Titles with the layout of each, and the backgrounds; the form is one that was just refused, or new."""
    viewer = current_viewer()
    lines = [
        (title, load_layout(designs.design_of(title).layout).name, designs.newest(title.id))
        for title in titles.every(viewer)
        if title.closed_at is None
    ]
    page = render_template(
        "designs/index.html", lines=lines, form=form, pictures=backgrounds.listed(viewer),
        used=backgrounds.used(viewer), pages={each.value: words for each, words in PAGES.items()},
    )  # fmt: skip
    return page, form.status


@bp.route(f"{FOLDER}/<uuid:title_id>/", methods=["GET", "POST"])
@requires(Permission.DESIGN_CERTIFICATES)
def edit(title_id: UUID) -> ResponseReturnValue:
    """Saves when the button for that was pressed; else shows what was sent, and changes nothing."""
    title = titles.get(current_viewer(), str(title_id))
    form = _form(title)
    drawn = _drawn(title, form)
    if "save" in request.form:
        _refuse_cut(title, form)
    if "save" in request.form and not form.errors:
        with form.catching_refusals(), transaction():
            row = designs.save(
                by=current_viewer(), title_id=title.id, design=form.design(),
                words=form.words(designs.words_of(title)),
            )  # fmt: skip
        if not form.errors:
            flash(f"Đã lưu mẫu, bản {row.version}. Giấy cấp từ bây giờ dùng mẫu này; giấy đã cấp giữ mẫu cũ.")
            if tight := tightest(title, form.design(), form.words(designs.words_of(title))):
                flash(f"Còn một chỗ cần xem lại. Tên dài nhất là {tight.name}: {tight.said}", "warning")
            return redirect(url_for(".edit", title_id=title.id), 303)
    return _show(title, form, drawn)


@bp.post(f"{FOLDER}/<uuid:title_id>/in-thu.pdf")
@requires(Permission.DESIGN_CERTIFICATES)
def print_trial(title_id: UUID) -> ResponseReturnValue:
    """One sheet as the form stands, saved or not, marked as a trial."""
    title = titles.get(current_viewer(), str(title_id))
    form = _form(title)
    if (drawn := _drawn(title, form)) is None:
        return _show(title, form, None)
    return _pdf(trial_pdf(drawn, _sample(title, form)), "in-thu.pdf")


@bp.post(f"{FOLDER}/<uuid:title_id>/can-chinh.pdf")
@requires(Permission.DESIGN_CERTIFICATES)
def print_calibration(title_id: UUID) -> ResponseReturnValue:
    """A sheet to measure the printer by, with the lines of own paper as the form stands."""
    title = titles.get(current_viewer(), str(title_id))
    form = _form(title)
    if (drawn := _drawn(title, form)) is None or not form.own_paper:
        return _show(title, form, drawn)
    return _pdf(calibration_pdf(drawn, FIELDS), "can-chinh.pdf")


@bp.get("/giay-in-thu")
@public
def explain_trial() -> ResponseReturnValue:
    """Where the code of a trial sheet leads."""
    response = make_response(render_template("designs/trial.html"))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _form(title: Title) -> DesignForm:
    viewer = current_viewer()
    place = communes.in_a_sentence(communes.get(title.commune_id).name)
    form = DesignForm.of(title, designs.design_of(title), designs.words_of(title), place)
    people = list(sample_papers.to_try(viewer, title))
    asked = form.recipient_id.data or request.args.get("ho", "")
    if is_uuid(asked) and asked not in {each.id for each in people}:
        people += filter(None, [sample_papers.one(viewer, title, asked)])
    form.offer(people, backgrounds.listed(viewer))
    if asked not in {each.id for each in people}:
        usual = sample_papers.usual(people)
        asked = usual.id if usual else ""
    form.recipient_id.data = asked
    return form


@dataclass(frozen=True)
class Tight:
    """The recipient that the paper suits least, and why in a sentence."""

    name: str
    said: str


def tightest(title: Title, design: Design, words: CertificateWords) -> Tight | None:
    """Of the commune's longest names the first that is cut or hard to read; None where all can be read."""
    for who in sample_papers.longest(current_viewer(), title)[:MEASURED]:
        own = sample_papers.fields_of(title, words, who)
        cut = [name for key, name in too_long(design, own).items() if key in THEIR_OWN]
        if cut:
            return Tight(own.recipient, f"dài quá, sẽ bị cắt ({', '.join(cut)}).")
        if small := too_small(design, own, THEIR_OWN):
            return Tight(own.recipient, f"chữ nhỏ quá, khó đọc: {', '.join(small)}.")
    return None


def _drawn(title: Title, form: DesignForm) -> Drawn | None:
    """What the form stands for; None where something must be mended first: the form says all of it."""
    if form.is_submitted():
        form.validate()
    for problem in designs.problems(current_viewer(), title, form.design()):
        form.refuse(problem)
    return None if form.errors else designs.with_background(title.commune_id, form.design())


def _refuse_cut(title: Title, form: DesignForm) -> None:
    """Words of the commune's own that no size holds; a long name is only told beside the picture."""
    if form.layout.errors or form.places.errors:
        return
    design = replace(form.design(), accent="")
    for name, words in too_long(design, _sample(title, form)).items():
        if name in NOT_THE_DESIGNS:
            continue
        field = FIELD_OF.get(name, name)
        said = f"Dòng “{words}” dài quá, sẽ bị cắt. Rút gọn, hoặc cho dòng đó rộng hơn."
        form.refuse(Refused(said, field if field in form else "places"))


def _sample(title: Title, form: DesignForm) -> CertificateFields:
    asked = form.recipient_id.data
    who = sample_papers.one(current_viewer(), title, asked) if is_uuid(asked or "") else None
    words = sample_papers.fields_of(title, form.words(designs.words_of(title)), who)
    return replace(words, born=(who.born if who else None) or SOME_YEAR) if form.design().born else words


def _show(title: Title, form: DesignForm, drawn: Drawn | None) -> ResponseReturnValue:
    words = _sample(title, form)
    tight = tightest(title, drawn.design, form.words(designs.words_of(title))) if drawn else None
    context = {
        "title": title, "form": form, "fields": form.lines, "parts": PARTS,
        "layouts": {slug: load_layout(slug) for slug in layout_slugs()}, "palettes": PALETTES,
        "picture": base64.b64encode(trial_picture(drawn, words)).decode() if drawn else "",
        "too_long": list(too_long(drawn.design, words).values()) if drawn else [],
        "too_small": too_small(drawn.design, words) if drawn else [], "words": words,
        "tight": tight if tight and tight.name != words.recipient else None,
    }  # fmt: skip
    if wants_fragment():
        response = make_response(render_template("designs/_preview.html", **context))
    else:
        versions = designs.versions(title.id)
        page = render_template("designs/edit.html", versions=versions, **context)
        response = make_response(page, form.status)
    response.vary.add("HX-Request")
    return response


def _pdf(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name, max_age=0)
