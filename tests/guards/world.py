"""Two communes where everything that a route can name exists in each of three corners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from tests.factories import Place, make_clip, make_household, make_place, make_user, people_of, viewer
from tests.phones import done, edit, new_uuid
from webapp.models.base import db, new_id, now, writing
from webapp.models.commune import Commune, Hamlet
from webapp.models.event import EventOp, QuarantinedEvent
from webapp.models.phone import TeamPhone
from webapp.models.print_batch import PrintBatch
from webapp.models.recognition import RecipientKind
from webapp.models.refusal import RefusalKind, RefusalWay
from webapp.models.signature import SigningKind
from webapp.models.user import Role, Team, User
from webapp.rules.designs import Design, PageSize
from webapp.rules.stages import StageKind, StageRules
from webapp.services import (
    backgrounds,
    certificates,
    communes,
    decisions,
    designs,
    events,
    family_answers,
    imports,
    jobs,
    member_cards,
    phones,
    print_batches,
    print_parts,
    recognition,
    settings,
    signed_files,
    signers,
    spot_checks,
    submissions,
    teaching,
    team_phones,
    titles,
    trust_roots,
)
from webapp.services.access import Viewer, viewer_of
from webapp.services.authoring import drafts, publishing
from webapp.services.changes import merging, moving
from webapp.services.family_answers import Said
from webapp.services.progress import today
from webapp.services.signed_files import Made
from webapp.services.stages import meetings, opinions, postings, scans
from webapp.services.stages.meetings import Held, Vote, to_vote_on
from webapp.services.teaching import Occasion

ITEM, OTHER_ITEM = "kn-vneid-muc-2", "kn-quet-qr"
Corner = Mapping[str, str]


@dataclass(frozen=True)
class World:
    """`own` is the hamlet of the team's accounts, `sibling` the other one, `abroad` lies in another commune.

    A corner gives a value to each argument of an address and to each id in a form.
    """

    accounts: Mapping[Role, User]
    own: Corner
    sibling: Corner
    abroad: Corner
    nowhere: Corner


def make_world() -> World:
    place = make_place()
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    accounts = {role: _account(role, place) for role in Role}
    ly = viewer(make_user(Role.OFFICER, "ly", other.commune))
    own = {**_corner(place.hamlet, chi, "a"), **_arrival(ly, other.hamlet, place.commune.id)}
    sibling = {**_corner(place.other_hamlet, chi, "b"), **_arrival(ly, other.hamlet, place.commune.id)}
    abroad = {**_corner(other.hamlet, ly, "c"), **_arrival(chi, place.hamlet, other.commune.id)}
    for commune, by in ((place.commune, chi), (other.commune, ly)):
        _switch_stages_on(commune, by)
    own, sibling, abroad = (
        own | _stages(own, chi),
        sibling | _stages(sibling, chi),
        abroad | _stages(abroad, ly),
    )
    return World(
        accounts=accounts,
        own=own,
        sibling=sibling,
        abroad=abroad,
        nowhere={name: new_id() if _is_id(name) else value for name, value in own.items()},
    )


def _account(role: Role, place: Place) -> User:
    commune = None if role is Role.PROVINCE else place.commune
    seats = [place.hamlet] if role in {Role.MEMBER, Role.LEADER} else []
    return make_user(role, f"the-{role.value}", commune, *seats)


def _is_id(name: str) -> bool:
    return name.endswith("_id") or name == "token"


def _corner(hamlet: Hamlet, officer: Viewer, mark: str) -> Corner:
    commune = db.session.get_one(Commune, hamlet.commune_id)
    member = make_user(Role.MEMBER, f"member-{mark}", commune, hamlet)
    team = db.session.scalars(select(Team).where(Team.hamlet_id == hamlet.id)).one()
    home = make_household(hamlet, f"Chủ Hộ {mark}", (f"Người Nhà {mark}", 1960), assigned_to=member.id)
    ids = {
        "hamlet_id": hamlet.id, "user_id": member.id, "team_id": team.id, "household_id": home.id,
        "subject_id": home.id, "person_id": people_of(home)[0].id, "field": "address",
        "slug": "quet-ma-qr", "n": "1", "filename": "css/base.css",
    }  # fmt: skip
    ids["session_id"] = _session(hamlet, officer)
    ids["lesson_id"] = _lesson(officer)
    ids |= {"title_id": _title(officer, mark), "recipient_id": ids["person_id"]}
    ids |= _phones(member, officer, team) | _card(member, officer, team)
    ids |= _changes(hamlet, officer, mark) | _signing(hamlet, officer)
    return ids | _checklist(home.id, officer) | _papers(hamlet, officer, mark) | _rows(hamlet, officer)


def _title(officer: Viewer, mark: str) -> str:
    """A title for persons, besides the default one, whose papers were designed."""
    with writing():
        title = titles.add(
            by=officer, name=f"Công dân số {mark}", kind=RecipientKind.PERSON, nomination=False
        )
        words, design = designs.words_of(title), Design(layout="trang-nha")
        designs.save(by=officer, title_id=title.id, design=design, words=words)
    return title.id


def _phones(member: User, officer: Viewer, team: Team) -> dict[str, str]:
    """A member's phone that has sent, and one that the team shares."""
    device = new_uuid()
    with writing():
        phones.enrol(by=viewer_of(member, today()), device_id=device, label="Android, Chrome")
        team_phones.enrol(by=officer, team_id=team.id, name="Máy chung")
    shared = db.session.scalars(select(TeamPhone.id).where(TeamPhone.team_id == team.id)).one()
    return {"device_id": device, "phone_id": shared}


def _changes(hamlet: Hamlet, officer: Viewer, mark: str) -> dict[str, str]:
    """Two households that look alike, and one that was merged into another."""
    twins = [make_household(hamlet, f"Người Giống Nhau {mark}") for _ in range(2)]
    gone, other = make_household(hamlet, f"Ghi Trùng {mark}"), make_household(hamlet, f"Hộ Còn {mark}")
    with writing():
        change = merging.merge(by=officer, gone_id=gone.id, stays_id=other.id)
    return {"other_id": twins[0].id, "change_id": change.id}


def _arrival(sender: Viewer, hamlet: Hamlet, to: str) -> dict[str, str]:
    """A household that another commune sends here."""
    home = make_household(hamlet, f"Nhà Chuyển Đến {to}")
    with writing():
        change = moving.ask(by=sender, household_id=home.id, commune_id=to)
    return {"arrival_id": change.id}


def _card(member: User, officer: Viewer, team: Team) -> dict[str, str]:
    """A member's card for the door."""
    with writing():
        [card] = member_cards.issue(
            by=officer, team_id=team.id, user_ids=[member.id], valid_until=today(), loopback=False
        )
    return {"card_id": card.id, "card_token": card.token}


def _session(hamlet: Hamlet, officer: Viewer) -> str:
    occasion = Occasion(today(), [ITEM], officer.user_id, hamlet.id, headcount=5)
    with writing():
        return teaching.record_group(by=officer, occasion=occasion, present=[]).id


def _lesson(officer: Viewer) -> str:
    """A lesson that the commune copied and published."""
    with writing():
        row = drafts.copy(by=officer, slug="quet-ma-qr", title="Quét mã ở chợ", today=today())
        publishing.publish(by=officer, checked=publishing.Checked(row.id, 1, ()), note="Bản đầu")
    return row.id


def _checklist(home: str, officer: Viewer) -> dict[str, str]:
    """A tick, a second one under the same id, and two edits that compete."""
    tick, one, two = done(home, ITEM), edit(home, "address", "Số 2"), edit(home, "address", "Số 3")
    twin = done(home, OTHER_ITEM) | {"id": tick["id"]}
    with writing():
        events.record_many(officer, [tick, twin, one, two])
    kept = db.session.scalars(select(QuarantinedEvent).where(QuarantinedEvent.event_id == tick["id"])).one()
    return {"event_id": tick["id"], "twin_id": kept.id, "edit_id": one["id"]}


def _papers(hamlet: Hamlet, officer: Viewer, mark: str) -> dict[str, str]:
    """Households at four stages: eligible, proposed, with a certificate, in a list that is asked about."""
    homes = [make_household(hamlet, f"Gia Đình {mark} {number}") for number in range(4)]
    with writing():
        items = [(home.id, item) for home in homes for item in (ITEM, OTHER_ITEM)]
        ticks = [events.event_object(home, EventOp.DONE, item=item) for home, item in items]
        events.record_many(officer, ticks)
        first, second, third = (
            recognition.propose(by=officer, household_ids=[home.id])[0] for home in homes[1:]
        )
        decision = decisions.record(
            by=officer, recognition_ids=[second.id], number=f"1{mark}/QĐ-UBND", signed_on=today(),
            signer="Lê Thị Mẫu", signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
        [paper] = certificates.issue(by=officer, loopback=False)
        batch = print_batches.create(by=officer, choice=print_batches.Choice("Một giấy", ids=[paper.id]))
        listed = submissions.open_list(officer, "Đợt 1")
        submissions.put(officer, listed.id, [third.id])
    return _listed(listed.id, hamlet, officer, mark) | {
        "eligible_id": homes[0].id, "recognition_id": first.id, "decision_id": decision.id,
        "certificate_id": paper.id, "token": paper.token, "book_id": paper.title_id, "year": str(paper.year),
    } | _printed(batch)  # fmt: skip


def _listed(submission_id: str, hamlet: Hamlet, officer: Viewer, mark: str) -> dict[str, str]:
    """The case of a list that somebody is to ask about again, and a family that wants no title."""
    [check] = spot_checks.of_submission(officer, submission_id)
    home = make_household(hamlet, f"Không Nhận {mark}")
    with writing():
        refusal = family_answers.record(
            by=officer,
            subject=family_answers.of_household(officer, home.id),
            said=Said(RefusalKind.DECLINES, RefusalWay.PHONE, today()),
        )
    return {"submission_id": submission_id, "check_id": check.check.id, "refusal_id": refusal.id}


def _switch_stages_on(commune: Commune, by: Viewer) -> None:
    """Only when every decision of the corners is recorded: from now on each needs its stages."""
    now = communes.settings_of(commune.id)
    every = StageRules(on=tuple(kind.value for kind in StageKind))
    with writing():
        settings.change(by=by, settings=replace(now, stages=every))


def _stages(corner: Corner, officer: Viewer) -> dict[str, str]:
    """A meeting that was closed, a list that hangs, what somebody said about it, and a decision's scan."""
    here = {"submission_id": corner["submission_id"], "hamlet_id": corner["hamlet_id"]}
    submission = submissions.get(officer, here["submission_id"])
    held = Held(today(), "Nhà văn hóa", "Y Thu", "Hà Sáu", 60, 48, representatives=("Lê Tám", "Y Bhăm"))
    asked = to_vote_on(officer, submission, here["hamlet_id"])
    votes = [Vote(case.recognition.id, 48) for case in asked if case.recognition]
    with writing():
        meeting = meetings.record(by=officer, **here, held=held, votes=votes)
        meetings.close(by=officer, meeting_id=meeting.id)
        posting = postings.put_up(by=officer, **here, place="Bảng tin", first_on=today())
        opinion = opinions.record(by=officer, **here, said=opinions.Said("Chưa đúng", today()))
        scans.attach(
            by=officer, decision_id=corner["decision_id"], content=b"%PDF-", media_type="application/pdf"
        )
    return {"meeting_id": meeting.id, "posting_id": posting.id, "opinion_id": opinion.id}


def _printed(batch: PrintBatch) -> dict[str, str]:
    """A batch whose only part is made; no file lies there."""
    [part] = print_parts.parts_of(batch.id)
    print_parts.finish(part, print_parts.papers_of(part), [])
    jobs.finish(batch.job_id, "giay-cong-nhan.pdf")
    return {"print_id": batch.id, "part_id": part.id}


def _signing(hamlet: Hamlet, officer: Viewer) -> dict[str, str]:
    """A paper that waits for its signature, and an authority that is trusted."""
    content = hamlet.id.encode()
    with writing():
        [file] = signed_files.add(by=officer, made=[Made(SigningKind.PAPER, "Tờ trình", content, 1)])
        [root] = trust_roots.add(by=officer, found=[("Tổ chức cấp", now(), content)])
        person = {"fingerprint": hamlet.id, "name": "Lê Mẫu", "organisation": "", "issuer": "Tổ chức cấp"}
        days = {"valid_from": now().isoformat(), "valid_until": now().isoformat()}
        signers.note(by=officer, told=[{**person, **days}])
        signer = next(each for each in signers.listed(officer) if each.fingerprint == hamlet.id)
    return {"signing_id": file.id, "root_id": root.id, "signer_id": signer.id}


def _rows(hamlet: Hamlet, officer: Viewer) -> dict[str, str]:
    """A print job, a list that waits for its confirmation, a voice that waits for approval."""
    names = imports.place_of(officer)
    draft = imports.draft(officer, names, imports.from_text(names, "Trần Văn Mới", "Danh sách gõ", hamlet.id))
    with writing():
        job = jobs.add(by=officer, kind="certificates.print", arguments={"certificates": []}, total=0)
        batch = imports.keep(by=officer, draft=draft)
        clip = make_clip(officer)
        picture = backgrounds.keep(
            by=officer, name="Nền mẫu", page=PageSize.A4_LANDSCAPE, content=b"\xff\xd8\xff"
        )
    return {
        "job_id": job.id,
        "run_id": job.id,
        "batch_id": batch.id,
        "clip_id": clip.id,
        "background_id": picture.id,
    }
