"""Files that wait for a digital signature, and those that have it."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.models.signature import SignedVersion, SigningFile, SigningState
from webapp.services import jobs, printed_signers, signed_files, signers, signing_runs, trust_roots
from webapp.services.access import Permission
from webapp.services.errors import NotFound
from webapp.web import errors, signing_papers
from webapp.web.access import current_viewer, requires
from webapp.web.chosen import chosen_ids
from webapp.web.fragments import render
from webapp.web.transaction import transaction
from webapp.web.uploads import allow_bodies

bp = Blueprint("signing", __name__, url_prefix="/giay/ky-so")

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
# A key's is below werkzeug's own limit for keeping an upload in memory: it never becomes a temporary file.
ROOM = {
    "signing.sign": (
        256 * KILOBYTE,
        "Tệp khóa chỉ vài KB, có đuôi .p12 hoặc .pfx. Chưa ký tệp nào.",
    ),
    "signing.add_signer": (256 * KILOBYTE, "Chứng thư chỉ vài KB. Chọn đúng tệp .cer, .crt, .pem hoặc .p12."),
    "signing.add_root": (512 * KILOBYTE, "Chứng thư chỉ vài KB. Chọn đúng tệp .crt, .cer hoặc .pem."),
    "signing.add": (22 * MEGABYTE, "Tối đa 20 MB một tệp. Chọn tệp nhẹ hơn."),
    "signing.receive": (62 * MEGABYTE, "Mỗi lần nhận cả thảy 60 MB. Gửi ít tệp hơn mỗi lần."),
}


allow_bodies(bp, {endpoint: most for endpoint, (most, _words) in ROOM.items()})


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The form itself can't be shown again: what it sent was not read."""
    endpoint = request.endpoint or ""
    if endpoint not in ROOM:
        return error
    return errors.page(413, title="Tệp quá lớn", hint=ROOM[endpoint][1], back=_way_back(endpoint))


def _way_back(endpoint: str) -> tuple[str, str]:
    """To the form; to the list where the form was for more files than an address holds."""
    ids = request.args.getlist("signing_ids")
    if endpoint == "signing.sign":
        return (url_for(endpoint, signing_ids=ids), CHOOSE_KEY) if ids else (url_for(".index"), TO_LIST)
    form = {"signing.add_signer": ".list_signers", "signing.add_root": ".edit_rules"}.get(endpoint, endpoint)
    return url_for(form), CHOOSE_AGAIN


CHOOSE_KEY, CHOOSE_AGAIN, TO_LIST = "Chọn lại tệp khóa", "Chọn lại tệp", "Về danh sách chờ ký"
STOP_POLLING = 286
VIEWS = {"da-ky": SigningState.SIGNED, "xac-nhan": SigningState.HELD}


@bp.get("/")
@requires(Permission.SIGN_FILES)
def index() -> ResponseReturnValue:
    """What waits, or with ?xem=da-ky what is signed, ?xem=xac-nhan what is held for its signer."""
    viewer = current_viewer()
    state = VIEWS.get(request.args.get("xem", ""), SigningState.WAITING)
    number = max(1, request.args.get("trang", 1, type=int))
    files, counts = signed_files.listed(viewer, state, number), signed_files.counts(viewer)
    return render_template(
        "signing/index.html",
        files=files,
        state=state,
        counts=counts,
        page=number,
        pages=-(-counts[state] // signed_files.A_PAGE),
        versions=signed_files.versions(viewer, [file.id for file in files]),
        printed=printed_signers.printed(viewer, files) if state is SigningState.HELD else {},
        may_sign=trust_roots.may_use_key(viewer),
        runs=signing_runs.recent(viewer),
    )


@bp.get("/<uuid:signing_id>/")
@requires(Permission.SIGN_FILES)
def show(signing_id: UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    file = signed_files.get(viewer, str(signing_id))
    versions = signed_files.versions(viewer, [file.id]).get(file.id, [])
    return render_template(
        "signing/show.html",
        file=file,
        versions=versions,
        answers=signers.states(viewer.commune_id, [each.fingerprint for each in versions]),
        printed=printed_signers.printed(viewer, [file])[file.id],
        may_sign=trust_roots.may_use_key(viewer),
    )


@bp.get("/<uuid:signing_id>/tep.pdf")
@requires(Permission.SIGN_FILES)
def download(signing_id: UUID) -> ResponseReturnValue:
    """The newest bytes. Only a signed file is called so by its name."""
    file = signed_files.get(current_viewer(), str(signing_id), whole=True)
    signed = file.state is SigningState.SIGNED
    return pdf(file.content, file.file_name.replace(".pdf", "-da-ky-so.pdf") if signed else file.file_name)


@bp.get("/<uuid:signing_id>/ban-goc.pdf")
@requires(Permission.SIGN_FILES)
def download_made(signing_id: UUID) -> ResponseReturnValue:
    """What was made, before any signature."""
    file = signed_files.get(current_viewer(), str(signing_id), whole=True)
    return pdf(file.content[: file.made_size], file.file_name)


@bp.get("/van-ban/<uuid:signing_id>.pdf")
@requires(Permission.READ_RECOGNITIONS)
def download_paper(signing_id: UUID) -> ResponseReturnValue:
    """The signed file of a paper, from the page where the paper stands."""
    viewer = current_viewer()
    file = signed_files.get(viewer, str(signing_id), whole=True)
    if file.state is not SigningState.SIGNED or not file.source:
        abort(404)
    signing_papers.may_read(viewer, file.source)
    return pdf(file.content, file.file_name.replace(".pdf", "-da-ky-so.pdf"))


@bp.app_context_processor
def _offer() -> dict[str, object]:
    """For the pages of papers: the signed file of a paper, or the one that waits."""

    def signing_of(source: str) -> tuple[SigningFile, list[SignedVersion], bool] | None:
        """The file, its signatures, and whether the paper has changed since."""
        viewer = current_viewer()
        try:
            signing_papers.may_read(viewer, source)
        except NotFound:
            return None
        file = signed_files.of_sources(viewer, [source]).get(source)
        if file is None:
            return None
        versions = signed_files.versions(viewer, [file.id]).get(file.id, [])
        return file, versions, signing_papers.has_changed(viewer, source, file.source)

    return {"signing_of": signing_of}


@bp.post("/bo")
@requires(Permission.SIGN_FILES)
def remove() -> ResponseReturnValue:
    """Take files that nobody signed off the list."""
    ids = chosen_file_ids()
    with transaction():
        count = signed_files.remove(by=current_viewer(), file_ids=ids)
    flash(f"Đã bỏ {count} tệp khỏi danh sách chờ ký." if count else "Chọn tệp chưa ký để bỏ.", "message")
    return redirect(url_for(".index"), 303)


@bp.get("/luot/<uuid:job_id>")
@requires(Permission.SIGN_FILES)
def show_run(job_id: UUID) -> ResponseReturnValue:
    job = jobs.get(current_viewer(), str(job_id))
    over = job.ended_at is not None
    signs = job.kind == signing_runs.DESK
    held = signed_files.counts(current_viewer())[SigningState.HELD] if over and signs else 0
    response = render("signing/run.html", "signing/_run.html", job=job, over=over, signs=signs, held=held)
    if over and request.headers.get("HX-Trigger") == "luot-ky":
        response.status_code = STOP_POLLING
    return response


def chosen_file_ids() -> list[str]:
    return chosen_ids("signing_ids", request.values)


def chosen_files() -> list[SigningFile]:
    """The ticked files, or all that wait with tat-ca=1."""
    everything = request.values.get("tat-ca") == "1"
    return list(signed_files.chosen(current_viewer(), None if everything else chosen_file_ids()))


def pdf(content: bytes, name: str) -> Response:
    response = send_file(
        io.BytesIO(content), mimetype="application/pdf", download_name=name, as_attachment=True
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response
