"""The authorities under which a commune accepts signatures, and how it signs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.signature import SigningRule, TrustRoot
from webapp.models.user import Role
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.settings import link_problem
from webapp.services.signing.processes import Busy, reading
from webapp.services.signing.refusals import FILE_REFUSALS, TIME_STAMP_REFUSALS

MOST_BYTES = 256 * 1024
MOST_ROOTS = 50
Found = list[tuple[str, datetime, bytes]]
"""Name, last day and DER of each certificate in a file."""


def read(content: bytes) -> Found:
    """The authorities in a PEM or DER file, read in a child process. Raises Refused at `file`."""
    if len(content) > MOST_BYTES:
        raise Refused("Tệp quá lớn. Chứng thư chỉ vài KB.", "file")
    try:
        with reading() as reader:
            answer, ders = reader.read_roots(content)
    except Busy:
        raise Refused("Máy chủ đang kiểm nhiều tệp. Thử lại sau 1 phút.", "file") from None
    if "error" in answer:
        raise Refused(FILE_REFUSALS[answer["error"]], "file")
    told = zip(answer["roots"], ders, strict=True)
    return [(each["name"], datetime.fromisoformat(each["valid_until"]), der) for each, der in told]


def add(*, by: Viewer, found: Found) -> list[TrustRoot]:
    """Trust what is not yet trusted. Raises Refused at `file` when all of it is known, or it is too much."""
    known = {root.sha256 for root in listed(by)}
    new = {hashlib.sha256(der).hexdigest(): (name, until, der) for name, until, der in found}
    fresh = [(digest, *new[digest]) for digest in new if digest not in known]
    if not fresh:
        raise Refused("Chứng thư này đã có trong danh sách.", "file")
    if len(known) + len(fresh) > MOST_ROOTS:
        raise Refused(f"Nhiều nhất {MOST_ROOTS} chứng thư. Bỏ bớt chứng thư cũ.", "file")
    roots = [
        TrustRoot(
            commune_id=by.commune_id, name=name, valid_until=until, sha256=digest, content=der,
            added_by=by.user_id,
        )
        for digest, name, until, der in fresh
    ]  # fmt: skip
    db.session.add_all(roots)
    db.session.flush()
    for root in roots:
        _record(by, "trust_root.add", root)
    return roots


def remove(*, by: Viewer, root_id: str) -> TrustRoot:
    root = db.session.scalar(
        select(TrustRoot).where(TrustRoot.commune_id == by.commune_id, TrustRoot.id == root_id)
    )
    if root is None:
        raise NotFound
    _record(by, "trust_root.remove", root)
    db.session.delete(root)
    return root


def listed(viewer: Viewer) -> Sequence[TrustRoot]:
    return of_commune(viewer.commune_id)


def of_commune(commune_id: str | None) -> Sequence[TrustRoot]:
    return db.session.scalars(
        select(TrustRoot).where(TrustRoot.commune_id == commune_id).order_by(TrustRoot.name)
    ).all()


def ders_of(commune_id: str | None) -> list[bytes]:
    return [root.content for root in of_commune(commune_id)]


def every_der() -> list[bytes]:
    """All that any commune of this site trusts: for a stranger's file, which belongs to none."""
    return list(dict.fromkeys(db.session.scalars(select(TrustRoot.content)).all()))[:MOST_ROOTS]


def rule_of(commune_id: str | None) -> SigningRule:
    found = db.session.get(SigningRule, commune_id) if commune_id else None
    return found or SigningRule(
        commune_id=commune_id, officers_sign=False, time_stamps="", reason="", check_revocation=False,
        four_eyes=False,
    )  # fmt: skip


def may_use_key(viewer: Viewer) -> bool:
    """Whether an account may open a key here: the approver's, an officer's where the commune says so."""
    return viewer.role is Role.APPROVER or (
        viewer.role is Role.OFFICER and rule_of(viewer.commune_id).officers_sign
    )


def change_rule(
    *, by: Viewer, officers_sign: bool, time_stamps: str, reason: str, check_revocation: bool, four_eyes: bool
) -> SigningRule:
    """Raises Refused at `time_stamps` when the address isn't https."""
    if time_stamps and (problem := link_problem(time_stamps)):
        raise Refused(problem, "time_stamps")
    now = rule_of(by.commune_id)
    then = {
        "officers_sign": officers_sign, "time_stamps": time_stamps, "reason": reason,
        "check_revocation": check_revocation, "four_eyes": four_eyes,
    }  # fmt: skip
    changes = {
        name: [getattr(now, name), value] for name, value in then.items() if getattr(now, name) != value
    }
    for name, value in then.items():
        setattr(now, name, value)
    db.session.add(now)
    db.session.flush()
    if changes:
        audit.record(
            by=by, action="signing.rule", noun="commune", noun_id=by.commune_id or "", changes=changes
        )
    return now


def try_time_stamps(viewer: Viewer, url: str) -> dict[str, str]:
    """Ask for a stamp now; nothing is saved. `asked` is the server, `by` and `at` (ISO) are the stamp's.

    An office may run its own server, so no address is closed to it. Raises Refused at `time_stamps`.
    """
    if problem := link_problem(url):
        raise Refused(problem, "time_stamps")
    try:
        with reading() as reader:
            told: dict[str, str] = reader.try_time_stamps(url)
    except Busy:
        raise Refused("Máy chủ đang kiểm nhiều tệp. Thử lại sau 1 phút.", "time_stamps") from None
    if "error" in told:
        sentence = TIME_STAMP_REFUSALS[told["error"]]
        raise Refused(f"Đã hỏi máy chủ {told.get('asked', url)}: {sentence}", "time_stamps")
    return told


def _record(by: Viewer, action: str, root: TrustRoot) -> None:
    audit.record(
        by=by, action=action, noun="trust_root", noun_id=root.id,
        changes={"name": root.name, "sha256": root.sha256},
    )  # fmt: skip
