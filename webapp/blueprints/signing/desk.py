"""The signing desk: a key for one run, in memory only."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.blueprints.signing.forms import KeyForm, SignerForm
from webapp.blueprints.signing.routes import bp, chosen_files
from webapp.services import communes, trust_roots
from webapp.services.access import Permission
from webapp.services.errors import Refused
from webapp.web import signing_desk
from webapp.web.access import current_viewer, requires

MOST_KEY_BYTES = 64 * 1024
MOST_IN_ADDRESS = 20  # so that a refused upload knows the way back to its form


@bp.route("/ky", methods=["GET", "POST"])
@requires(Permission.SIGN_FILES)
def sign() -> ResponseReturnValue:
    viewer, files = current_viewer(), chosen_files()
    if not files:
        flash("Chọn ít nhất một tệp để ký.", "error")
        return redirect(url_for(".index"), 303)
    chosen_only = request.method == "GET" or request.form.get("buoc") == "chon"
    rule, form = trust_roots.rule_of(viewer.commune_id), KeyForm(formdata=None) if chosen_only else KeyForm()
    if chosen_only:
        form.reason.data, form.place.data = rule.reason, communes.get(viewer.commune_id).name
    elif form.validate_on_submit():
        with form.catching_refusals():
            intent = signing_desk.Intent(form.reason.data or "", form.place.data or "", form.last.data)
            job = signing_desk.begin(
                viewer, files, key=key_of(form), password=form.password.data, intent=intent
            )
            current_app.logger.info("signing run %s of %s files", job.id, len(files))
            return redirect(url_for(".show_run", job_id=job.id), 303)
    page = render_template(
        "signing/sign.html",
        form=form,
        files=files,
        in_address=len(files) <= MOST_IN_ADDRESS,
        rule=rule,
        roots=len(trust_roots.listed(viewer)),
        may_sign=trust_roots.may_use_key(viewer),
    )
    return page, form.status


def key_of(form: KeyForm | SignerForm) -> bytearray:
    """The upload as bytes that can be wiped. Raises Refused at `key`."""
    stream = form.key.data.stream
    key = bytearray(stream.read(MOST_KEY_BYTES + 1))
    stream.close()
    if len(key) > MOST_KEY_BYTES:
        raise Refused("Tệp quá lớn. Tệp khóa, chứng thư chỉ vài KB.", "key")
    return key
