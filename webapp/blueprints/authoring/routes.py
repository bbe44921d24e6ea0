"""The commune's lessons: the list, a new one, one's overview, and which of the site's are left out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.authoring import preview
from webapp.blueprints.authoring.advice import Advice, advice_of, by_page, page_words
from webapp.blueprints.authoring.forms import CopyForm, PublishForm, StartForm
from webapp.lessons import catalog
from webapp.lessons.schema import TOPICS
from webapp.services import communes, lesson_shelf
from webapp.services.access import Permission
from webapp.services.authoring import drafts, hiding, publishing
from webapp.services.authoring.drafts import Draft
from webapp.services.errors import Refused
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction

bp = Blueprint("authoring", __name__, url_prefix="/quan-tri/bai-hoc")


@bp.get("/")
@requires(Permission.WRITE_LESSONS)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    return render_template(
        "authoring/index.html",
        drafts=drafts.every(viewer),
        broken=lesson_shelf.broken_of(viewer.commune_id or ""),
        lessons=catalog().lessons,
        hidden=lesson_shelf.hidden_in(viewer.commune_id or ""),
        topics=TOPICS,
    )


@bp.route("/moi", methods=["GET", "POST"])
@requires(Permission.WRITE_LESSONS)
def new() -> ResponseReturnValue:
    """A lesson from nothing."""
    form = StartForm()
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            row = drafts.start(by=current_viewer(), today=today(), **form.values())
        if not form.errors:
            flash(f"Đã mở bài mới “{form.title.data}”. Bà con chưa thấy bài này.")
            return redirect(url_for(".edit_about", lesson_id=row.id), 303)
    return render_template("authoring/new.html", form=form), form.status


@bp.route("/chep/<slug>", methods=["GET", "POST"])
@requires(Permission.WRITE_LESSONS)
def copy(slug: str) -> ResponseReturnValue:
    """A lesson of the site, or one of the commune's own, as the beginning of another."""
    title = _title_of(slug)
    form = CopyForm(title=title)
    if form.validate_on_submit():
        with form.catching_refusals(), transaction():
            row = drafts.copy(by=current_viewer(), slug=slug, today=today(), title=form.title.data)
        if not form.errors:
            flash(f"Đã chép bài “{title}”. Sửa xong rồi đăng.")
            return redirect(url_for(".show", lesson_id=row.id), 303)
    return render_template("authoring/copy.html", form=form, title=title), form.status


@bp.get("/<uuid:lesson_id>/")
@requires(Permission.WRITE_LESSONS)
def show(lesson_id: UUID) -> ResponseReturnValue:
    """The overview: every part with what is to be mended, the versions, and the button that publishes."""
    return draw_overview(drafts.get(current_viewer(), str(lesson_id)), PublishForm())


@bp.post("/<uuid:lesson_id>/bo")
@requires(Permission.WRITE_LESSONS)
def discard(lesson_id: UUID) -> ResponseReturnValue:
    """Throw away a draft that was never published."""
    try:
        with transaction():
            title = drafts.discard(by=current_viewer(), lesson_id=str(lesson_id))
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for(".show", lesson_id=lesson_id), 303)
    flash(f"Đã bỏ bản nháp “{title}”.")
    return redirect(url_for(".index"), 303)


@bp.post("/an/<slug>")
@requires(Permission.WRITE_LESSONS)
def hide(slug: str) -> ResponseReturnValue:
    with transaction():
        lesson = hiding.hide(by=current_viewer(), slug=slug)
    flash(f"Đã ẩn “{lesson.title}” khỏi danh sách của xã, phường. Đường dẫn đã gửi vẫn mở được.")
    return redirect(url_for(".index", _anchor="bai-chung"), 303)


@bp.post("/hien/<slug>")
@requires(Permission.WRITE_LESSONS)
def unhide(slug: str) -> ResponseReturnValue:
    with transaction():
        lesson = hiding.show(by=current_viewer(), slug=slug)
    flash(f"“{lesson.title}” lại có trong danh sách.")
    return redirect(url_for(".index", _anchor="bai-chung"), 303)


def draw_overview(draft: Draft, form: PublishForm) -> ResponseReturnValue:
    advice = advice_of(preview.findings(draft.read), draft.lesson)
    page = render_template(
        "authoring/show.html",
        draft=draft,
        lesson=draft.lesson,
        advice=advice,
        to_mend=by_page(advice),
        parts=_parts(draft, advice),
        versions=publishing.versions(current_viewer(), draft.row.id),
        commune=communes.get(current_viewer().commune_id),
        form=form,
        page_words=page_words,
        phone=preview.start(draft.read),
    )
    return page, form.status


def _parts(draft: Draft, advice: list[Advice]) -> dict[str, list[dict[str, Any]]]:
    """The pages of a draft for the overview: where, what stands there, and how much is to be mended."""
    count = {page: sum(each.page == page for each in advice) for page in {each.page for each in advice}}

    def part(page: str, endpoint: str, title: str, note: str, **values: Any) -> dict[str, Any]:
        url = url_for(endpoint, lesson_id=draft.row.id, **values)
        return {"url": url, "title": title, "note": note, "mend": count.get(page, 0), **values}

    lesson = draft.lesson
    return {
        "about": [part("gioi-thieu", ".edit_about", "Giới thiệu bài", lesson.goal)],
        "step": [
            part(f"buoc/{n}", ".edit_step", step.title, step.say, n=n)
            for n, step in enumerate(lesson.steps, 1)
        ],
        "check": [
            part(f"cau-hoi/{n}", ".edit_question", check.question, f"{len(check.answers)} câu trả lời", n=n)
            for n, check in enumerate(lesson.checks, 1)
        ],
        "rest": [
            part("huong-dan", ".edit_teaching", "Lời cho người hướng dẫn", lesson.teach.ask),
            part("nguon", ".edit_facts", "Điều nói trong bài và nguồn", f"{len(lesson.facts)} điều"),
        ],
    }


def _title_of(slug: str) -> str:
    lesson = catalog().lesson(slug)
    if lesson is not None:
        return lesson.title
    standing = lesson_shelf.standing_of(slug)
    if standing is None:
        abort(404)
    return drafts.get(current_viewer(), standing.id).lesson.title
