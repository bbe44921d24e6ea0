"""Signing with the office's own program: download, sign there, upload."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.signing.forms import ReturnForm
from webapp.blueprints.signing.routes import bp, chosen_files
from webapp.models.signature import SigningState, SigningWay
from webapp.rules.vietnamese import clean_text
from webapp.services import signed_files, signers, signing_exchange, trust_roots
from webapp.services.access import Permission
from webapp.services.errors import Conflict, Refused
from webapp.services.signing_exchange import Brought, Verified
from webapp.web.access import current_viewer, requires
from webapp.web.transaction import transaction


@bp.post("/tai-ve")
@requires(Permission.SIGN_FILES)
def pack() -> ResponseReturnValue:
    """A zip of the chosen files and their list; nothing changes by it."""
    try:
        content = signing_exchange.pack(current_viewer(), chosen_files())
    except Refused as refused:
        flash(refused.message, "error")
        return redirect(url_for(".index"), 303)
    response = send_file(io.BytesIO(content), download_name="cho-ky-so.zip", as_attachment=True)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@bp.route("/nhan-ve", methods=["GET", "POST"])
@requires(Permission.SIGN_FILES)
def receive() -> ResponseReturnValue:
    """Every file is verified by itself: what is right is kept, the rest is told with its reason."""
    form, results = ReturnForm(), []
    if form.validate_on_submit():
        with form.catching_refusals():
            uploads = [
                Brought(clean_text(each.filename or "")[:150] or "Tệp không tên", each.read())
                for each in form.files.data
            ]
            verified = signing_exchange.verify(current_viewer(), signing_exchange.unpack(uploads))
            results = [_keep(each) for each in verified]
    page = render_template(
        "signing/receive.html",
        form=form,
        kept=[each for each, problem in results if problem is None],
        refused=[(each, problem) for each, problem in results if problem is not None],
        held=sum(
            each.file.state is SigningState.HELD for each, problem in results if each.file and not problem
        ),
        roots=len(trust_roots.listed(current_viewer())),
    )
    return page, form.status


def _keep(verified: Verified) -> tuple[Verified, str | None]:
    """One transaction a file, so that one that fails takes none with it."""
    if verified.revoked:
        with transaction():
            signers.mark_revoked(by=current_viewer(), told=verified.revoked)
    if verified.problem is not None or verified.file is None:
        return verified, verified.problem
    try:
        with transaction():
            signed_files.take_signatures(
                by=current_viewer(),
                file_id=verified.file.id,
                content=verified.content,
                signed_size=verified.signed_size,
                way=SigningWay.EXCHANGE,
                signatures=verified.signatures,
            )
    except Conflict as conflict:
        return verified, conflict.message
    return verified, None
