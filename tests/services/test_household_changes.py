"""Households that change: nothing is lost, late events follow, each change is taken back."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.factories import Place, make_household, make_place, make_user, people_of, viewer
from tests.phones import add_person, done, edit, make_event, new_uuid, undo
from tests.services.test_events_order import deliver
from webapp.models.base import db, now, writing
from webapp.models.change import ChangeKind, HouseholdChange
from webapp.models.event import EventOp
from webapp.models.household import Household, Person
from webapp.models.recognition import RecognitionState
from webapp.models.user import Role
from webapp.services import (
    certificates,
    checklist,
    decisions,
    events,
    export,
    households,
    projection,
    recognition,
    reviews,
    waiting,
)
from webapp.services.access import Viewer
from webapp.services.changes import door, listing, merging, moving, splitting, undoing
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.progress import today

ITEM, OTHER, THIRD = "kn-vneid-muc-2", "kn-quet-qr", "kn-nop-ho-so"


@pytest.fixture
def alice(place: Place) -> Viewer:
    return viewer(make_user(Role.MEMBER, "alice", place.commune, place.hamlet))


@pytest.fixture
def bob(place: Place) -> Viewer:
    return viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet))


@pytest.fixture
def chi(place: Place) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


def send(by: Viewer, *raws: dict[str, Any]) -> list[str]:
    with writing():
        return [answer.status.value for answer in events.record_many(by, list(raws))]


def state() -> dict[tuple[str, str], list[str | None]]:
    db.session.rollback()
    return {(row["household"], row["item"]): row["persons"] for row in export.state()}


def merge(by: Viewer, gone: Household, stays: Household, *joined: str) -> HouseholdChange:
    with writing():
        return merging.merge(by=by, gone_id=gone.id, stays_id=stays.id, joined=joined)


def take_back(by: Viewer, change: HouseholdChange) -> None:
    with writing():
        undoing.undo(by=by, change_id=change.id)


def rebuilt(place: Place) -> None:
    """A rebuild from the log shows what stood before."""
    db.session.expire_all()
    before = whole_state()
    with writing():
        projection.rebuild(place.commune.id)
    db.session.expire_all()
    assert whole_state() == before


def whole_state() -> tuple[Any, ...]:
    homes = db.session.execute(
        db.select(
            Household.id, Household.hamlet_id, Household.merged_into, Household.head, Household.address,
            Household.archived_at.is_not(None), Household.awaiting,
        ).order_by(Household.id)
    ).all()  # fmt: skip
    people = db.session.execute(
        db.select(Person.id, Person.household_id, Person.name, Person.removed_at.is_not(None)).order_by(
            Person.id
        )
    ).all()
    return state(), [tuple(home) for home in homes], [tuple(person) for person in people]


def test_a_merge_keeps_every_tick_visit_and_person_and_is_taken_back(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    gone = make_household(place.hamlet, "Nguyễn T. Lan", ("Nguyễn Thị Lan", 1960), ("Bé Na", 2015))
    stays = make_household(place.hamlet, "Nguyễn Thị Lan", ("Nguyễn Thị Lan", 1960))
    child = people_of(gone)[1].id
    send(alice, done(gone.id, ITEM, child), done(gone.id, OTHER), done(stays.id, THIRD),
         make_event("visit", gone.id, data={"result": "met", "next": None}))  # fmt: skip
    before = state()
    change = merge(bob, gone, stays)
    assert {key[1] for key in state()} == {ITEM, OTHER, THIRD}
    assert {key[0] for key in state()} == {stays.id}
    assert state()[stays.id, ITEM] == [child]
    sheet = checklist.sheet(alice, gone.id)
    assert sheet.household.id == stays.id
    assert len(sheet.people) == 3
    assert [line.text for line in sheet.log] == ["Đã dạy"]
    rebuilt(place)
    take_back(bob, change)
    assert state() == before
    assert len(checklist.sheet(alice, gone.id).people) == 2
    rebuilt(place)


def test_a_late_event_lands_at_the_survivor_also_where_it_names_the_old_household(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    gone = make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1950))
    stays = make_household(place.hamlet, "Trần Mẫu")
    newcomer = new_uuid()
    early = done(gone.id, OTHER)
    send(alice, early)
    merge(bob, gone, stays)
    late = done(gone.id, ITEM, newcomer)
    assert send(alice, late, add_person(gone.id, newcomer, "Cô Mới", 1990), undo(early)) == ["applied"] * 3
    assert state() == {(stays.id, ITEM): [newcomer]}
    named_survivor = undo(late) | {"household": stays.id}
    assert send(alice, named_survivor) == ["applied"]
    assert state() == {}
    rebuilt(place)
    assert {line["household"] for line in export.events() if line["op"] == "done"} == {gone.id}


def test_an_edit_that_nobody_saw_before_the_merge_is_not_swallowed(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    gone = make_household(place.hamlet, "Lê Văn Mẫu", address="Số 1")
    stays = make_household(place.hamlet, "Lê Mẫu", address="Số 1A")
    first = edit(gone.id, "address", "Số 2")
    send(alice, first)
    merge(bob, gone, stays)
    assert db.session.get_one(Household, stays.id).address == "Số 1A"
    assert send(alice, edit(gone.id, "address", "Số 3", after=first["id"])) == ["applied"]
    db.session.expire_all()
    assert db.session.get_one(Household, stays.id).address == "Số 3"
    assert send(alice, edit(gone.id, "address", "Số 4", after=first["id"])) == ["review"]
    rebuilt(place)


def test_a_leader_chooses_between_edits_of_which_one_named_the_old_household(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    gone, stays = make_household(place.hamlet, "Lê A"), make_household(place.hamlet, "Lê Văn A")
    merge(bob, gone, stays)
    late, other = edit(gone.id, "address", "Số 2"), edit(stays.id, "address", "Số 3")
    assert send(alice, late) == ["applied"]
    assert send(alice, other) == ["review"]
    [contest] = waiting.waiting(bob).contests
    assert {side.data["value"] for side in contest.sides} == {"Số 2", "Số 3"}
    with writing():
        reviews.choose_edit(by=bob, household_id=stays.id, edit_id=late["id"])
    db.session.expire_all()
    assert db.session.get_one(Household, stays.id).address == "Số 2"
    rebuilt(place)


def test_people_who_look_alike_are_joined_only_when_somebody_says_so(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    gone = make_household(place.hamlet, "Nguyễn T. Lan", ("Nguyễn T. Lan", 1960))
    stays = make_household(place.hamlet, "Nguyễn Thị Lan", ("Nguyễn Thị Lan", 1960))
    one, two = people_of(gone)[0].id, people_of(stays)[0].id
    send(alice, done(gone.id, ITEM, one))
    preview = merging.preview(bob, gone.id, stays.id)
    assert [(a.id, b.id) for a, b in preview.twins] == [(one, two)]
    change = merge(bob, gone, stays, one)
    assert state() == {(stays.id, ITEM): [two]}
    assert [each.id for each in households.people(households.get(bob, stays.id))] == [two]
    send(alice, done(gone.id, OTHER, one))
    assert state()[stays.id, OTHER] == [two]
    rebuilt(place)
    take_back(bob, change)
    assert state() == {(gone.id, ITEM): [one], (gone.id, OTHER): [one]}
    rebuilt(place)


def recognised(chi: Viewer, home: Household, number: str) -> None:
    send(chi, done(home.id, ITEM), done(home.id, OTHER))
    with writing():
        [proposal] = recognition.propose(by=chi, household_ids=[home.id])
        decisions.record(
            by=chi, recognition_ids=[proposal.id], number=number, signed_on=today(), signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
        certificates.issue(by=chi, loopback=False)


def test_a_certificate_stays_with_its_family_and_two_alike_are_not_merged(place: Place, chi: Viewer) -> None:
    one = make_household(place.hamlet, "Hộ Một")
    two, three = make_household(place.hamlet, "Hộ Hai"), make_household(place.hamlet, "Hộ Ba")
    recognised(chi, one, "1/QĐ")
    recognised(chi, two, "2/QĐ")
    with pytest.raises(Refused, match="đều đã được công nhận"):
        merge(chi, one, two)
    change = merge(chi, one, three)
    assert [each.year for each in recognition.of_household(chi, three.id)] == [today().year]
    take_back(chi, change)
    assert not recognition.of_household(chi, three.id)
    assert len(recognition.of_household(chi, one.id)) == 1


def test_two_proposals_of_one_family_leave_one(place: Place, chi: Viewer) -> None:
    one, two = make_household(place.hamlet, "Hộ Một"), make_household(place.hamlet, "Hộ Hai")
    for home in (one, two):
        send(chi, done(home.id, ITEM), done(home.id, OTHER))
    with writing():
        recognition.propose(by=chi, household_ids=[one.id, two.id])
    merge(chi, one, two)
    listed = recognition.cases(chi, RecognitionState.PROPOSED, RecognitionState.RETURNED)
    assert [case.recipient.id for case in listed] == [two.id]


def test_a_split_takes_its_people_s_ticks_along_and_leaves_the_family_s(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    old = make_household(place.hamlet, "Ông Cũ", ("Ông Cũ", 1950), ("Con Trai", 1980), ("Con Dâu", 1982))
    son, wife = (each.id for each in people_of(old)[1:])
    send(alice, done(old.id, ITEM, son), done(old.id, OTHER))
    new = splitting.NewHome((son, wife), son, place.hamlet.id, "Số 7")
    assert splitting.preview(bob, old.id, new).ticks_going == 1
    with writing():
        change = splitting.split(by=bob, household_id=old.id, new=new)
    home = str(change.into_id)
    assert state() == {(home, ITEM): [son], (old.id, OTHER): [None]}
    assert send(alice, done(old.id, THIRD, wife), done(home, THIRD)) == ["applied"] * 2
    assert state()[home, THIRD] == [wife, None]
    assert send(alice, edit(old.id, "name", "Con Dâu Mẫu", person=wife)) == ["applied"]
    assert "Con Dâu Mẫu" in [each.name for each in households.people(households.get(alice, home))]
    rebuilt(place)
    take_back(bob, change)
    assert state() == {
        (old.id, ITEM): [son], (old.id, OTHER): [None], (old.id, THIRD): [wife, None],
    }  # fmt: skip
    assert households.get(alice, home).id == old.id
    rebuilt(place)


def test_a_split_needs_somebody_who_goes_and_somebody_who_stays(place: Place, bob: Viewer) -> None:
    old = make_household(place.hamlet, "Ông Cũ", ("Ông Cũ", 1950), ("Con Trai", 1980))
    one, two = (each.id for each in people_of(old))
    for people, head in (((), one), ((one, two), one), ((one,), two)):
        with pytest.raises(Refused):
            splitting.preview(bob, old.id, splitting.NewHome(people, head, place.hamlet.id))


def test_a_member_of_the_hamlet_that_was_left_still_sends_what_he_has(
    place: Place, alice: Viewer, chi: Viewer
) -> None:
    home = make_household(place.hamlet, "Nhà Chuyển", assigned_to=alice.user_id)
    with writing():
        change = moving.move(by=chi, household_id=home.id, hamlet_id=place.other_hamlet.id)
    with pytest.raises(NotFound):
        households.get(alice, home.id)
    assert db.session.get_one(Household, home.id).assigned_to is None
    assert send(alice, done(home.id, ITEM)) == ["applied"]
    rebuilt(place)
    take_back(chi, change)
    assert households.get(alice, home.id).assigned_to == alice.user_id
    rebuilt(place)


def test_after_ninety_days_the_hamlet_that_was_left_records_no_more(
    place: Place, alice: Viewer, chi: Viewer
) -> None:
    home = make_household(place.hamlet, "Nhà Chuyển")
    with writing():
        moving.move(by=chi, household_id=home.id, hamlet_id=place.other_hamlet.id)
        moved = db.session.get_one(Household, home.id)
        moved.former = [each | {"until": "2025-01-01T00:00:00+00:00"} for each in moved.former]
    assert send(alice, done(home.id, ITEM)) == ["rejected"]


def test_another_commune_takes_a_household_in_and_what_it_learnt_comes_along(
    place: Place, alice: Viewer, chi: Viewer
) -> None:
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = viewer(make_user(Role.OFFICER, "ly", other.commune))
    home = make_household(place.hamlet, "Nhà Đi Xa", ("Người Đi Xa", 1970), phone="0901234567")
    person = people_of(home)[0].id
    send(alice, done(home.id, ITEM, person))
    with writing():
        asked = moving.ask(by=chi, household_id=home.id, commune_id="02524", note="Theo con")
    assert households.get(chi, home.id).id == home.id
    with pytest.raises(NotFound), writing():
        moving.accept(by=chi, change_id=asked.id, hamlet_id=place.hamlet.id)
    [arrival] = listing.arrivals(ly)
    assert (arrival.head, arrival.people, arrival.commune) == ("Nhà Đi Xa", 1, place.commune.name)
    with writing():
        moving.accept(by=ly, change_id=asked.id, hamlet_id=other.hamlet.id)
    [new] = db.session.scalars(db.select(Household).where(Household.commune_id == "02524"))
    assert (new.head, new.phone) == ("Nhà Đi Xa", None)
    assert send(alice, done(home.id, OTHER, person)) == ["applied"], "what the phone still had is not lost"
    assert state() == {(new.id, ITEM): [person], (new.id, OTHER): [person]}
    assert [each.id for each in households.people(households.get(ly, new.id))] == [person]
    with pytest.raises(NotFound):
        households.get(chi, home.id)
    rebuilt(place)
    rebuilt(other)
    take_back(ly, asked)
    assert state() == {(home.id, ITEM): [person], (home.id, OTHER): [person]}
    assert households.get(chi, home.id).phone == "0901234567"


def test_a_commune_that_says_no_changes_nothing(place: Place, chi: Viewer) -> None:
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = viewer(make_user(Role.OFFICER, "ly", other.commune))
    home = make_household(place.hamlet)
    with writing():
        asked = moving.ask(by=chi, household_id=home.id, commune_id="02524")
    with pytest.raises(Conflict), writing():
        moving.ask(by=chi, household_id=home.id, commune_id="02524")
    with writing():
        moving.decline(by=ly, change_id=asked.id)
    assert households.get(chi, home.id)
    assert not listing.arrivals(ly)


def test_what_is_put_away_leaves_the_list_keeps_its_events_and_comes_back(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    home = make_household(place.hamlet)
    with writing():
        change = moving.archive(by=bob, household_id=home.id, reason="moved-away")
    with pytest.raises(NotFound):
        households.get(bob, home.id)
    assert send(alice, done(home.id, ITEM)) == ["applied"]
    rebuilt(place)
    with writing():
        moving.restore(by=bob, household_id=home.id)
    assert households.get(bob, home.id)
    with pytest.raises(Conflict):
        take_back(bob, change)
    rebuilt(place)


def test_only_the_last_of_changes_that_rest_on_each_other_is_taken_back(place: Place, bob: Viewer) -> None:
    one, two, three = (make_household(place.hamlet, f"Hộ {n}") for n in range(3))
    first, second = merge(bob, one, two), merge(bob, two, three)
    assert households.get(bob, one.id).id == three.id
    with pytest.raises(Conflict, match="thay đổi khác"):
        take_back(bob, first)
    take_back(bob, second)
    take_back(bob, first)
    assert [households.get(bob, each.id).id for each in (one, two, three)] == [one.id, two.id, three.id]


def test_a_change_is_taken_back_for_thirty_days(place: Place, bob: Viewer) -> None:
    one, two = make_household(place.hamlet), make_household(place.hamlet)
    change = merge(bob, one, two)
    with writing():
        db.session.get_one(HouseholdChange, change.id).made_at = now() - undoing.WITHIN - undoing.WITHIN / 30
    with pytest.raises(Conflict, match="30 ngày"):
        take_back(bob, change)


def test_a_leader_changes_nothing_beyond_his_hamlet(place: Place, bob: Viewer, chi: Viewer) -> None:
    own, foreign = make_household(place.hamlet), make_household(place.other_hamlet)
    with pytest.raises(NotFound):
        merge(bob, own, foreign)
    more = make_household(place.other_hamlet)
    change = merge(chi, more, foreign)
    with pytest.raises(NotFound):
        take_back(bob, change)


def new_home(by_hamlet: str | None, head: str = "Nhà Mới") -> dict[str, Any]:
    home = new_uuid()
    data = {"id": home, "head": head, "address": None, "hamlet": by_hamlet}
    return make_event("household", home, data=data)


def test_a_household_met_at_the_door_waits_for_the_leader(place: Place, alice: Viewer, bob: Viewer) -> None:
    carol = viewer(make_user(Role.MEMBER, "carol", place.commune, place.hamlet))
    made = new_home(place.hamlet.label)
    home = made["household"]
    assert send(alice, done(home, ITEM), made) == ["applied"] * 2
    assert households.get(alice, home).awaiting == alice.user_id
    with pytest.raises(NotFound):
        households.get(carol, home)
    [waits] = door.waiting(bob)
    assert (waits.household.head, waits.maker, waits.events) == ("Nhà Mới", "Người mẫu alice", 1)
    with writing():
        door.confirm(by=bob, household_id=home)
    assert households.get(carol, home).awaiting is None
    assert not door.waiting(bob)
    rebuilt(place)


def test_a_refused_new_household_keeps_its_events_and_a_known_one_takes_them(
    place: Place, alice: Viewer, bob: Viewer
) -> None:
    made, known = new_home(None), make_household(place.hamlet, "Nhà Mới")
    home = made["household"]
    send(alice, made, done(home, ITEM))
    with writing():
        door.refuse(by=bob, household_id=home)
    [refused] = door.waiting(bob)
    assert refused.refused
    assert refused.events == 1
    with writing():
        moving.restore(by=bob, household_id=home)
    merge(bob, db.session.get_one(Household, home), known)
    assert state() == {(known.id, ITEM): [None]}
    rebuilt(place)


@pytest.mark.parametrize("hamlet", ["Thôn Hai", "Không có", "0f6c3b1e-52a0-4a55-9c39-0f8a6e1c2d3b"])
def test_a_new_household_of_another_hamlet_is_not_taken(place: Place, alice: Viewer, hamlet: str) -> None:
    assert send(alice, new_home(hamlet)) == ["rejected"]


def test_any_order_of_events_around_changes_gives_one_state(place: Place, alice: Viewer, chi: Viewer) -> None:
    """The same events before, between and after the same changes."""
    chance = random.Random(20261121)
    homes = [make_household(place.hamlet, f"Nhà {n}", ("Ông Mẫu", 1950), ("Bà Mẫu", 1955)) for n in range(4)]
    people = {home.id: [each.id for each in people_of(home)] for home in homes}
    made: list[Any] = []
    for number in range(80):
        home = chance.choice(homes).id
        person = chance.choice([None, *people[home]])
        dones = [each for each in made if each["op"] == "done"]
        late_edits = [each for each in made if each["op"] == "edit" and each["household"] == home]
        made.append(
            chance.choice(
                [
                    done(home, chance.choice([ITEM, OTHER, THIRD]), person),
                    undo(chance.choice(dones)) if dones else done(home, ITEM),
                    make_event("visit", home, data={"result": "met", "next": None}),
                    edit(home, "name", f"Tên {number}", person=people[home][0])
                    if not late_edits
                    else done(home, OTHER, person),
                ]
            )
        )
    pictures = []
    for cut in (0, 40, 80):
        order = list(made)
        chance.shuffle(order)
        if cut:
            deliver(alice, order[:cut], chance)
        changes = [merge(chi, homes[0], homes[1])]
        with writing():
            movers = people[homes[2].id][1]
            new = splitting.NewHome((movers,), movers, place.hamlet.id)
            changes.append(splitting.split(by=chi, household_id=homes[2].id, new=new))
        home_made = str(changes[1].into_id)
        if order[cut:]:
            deliver(alice, order[cut:], chance)
        deliver(alice, order, chance)
        named = {home_made: "new"}
        pictures.append({(named.get(home, home), item): who for (home, item), who in state().items()})
        rebuilt(place)
        for change in reversed(changes):
            take_back(chi, change)
        rebuilt(place)
        start_again()
    assert pictures[0] == pictures[1] == pictures[2]


def start_again() -> None:
    with writing() as session:
        for table in ("live_done", "household_progress", "field_head", "household_change", "event"):
            session.execute(db.text(f"DELETE FROM {table}"))
        session.execute(db.text("UPDATE household SET merged_into = NULL, merged_at = NULL, changed = false"))
        session.execute(db.text("UPDATE person SET listed_in = NULL, name = 'Người Mẫu'"))
    db.session.expire_all()


def test_each_change_leaves_an_event_and_an_audit_row(place: Place, bob: Viewer) -> None:
    one, two = make_household(place.hamlet), make_household(place.hamlet)
    take_back(bob, merge(bob, one, two))
    assert [line["op"] for line in export.events()] == [EventOp.MERGE.value, EventOp.REVERT.value]
    actions = db.session.scalars(db.text("SELECT action FROM audit_row ORDER BY id")).all()
    assert actions[-2:] == ["household.merge", "household.merge-undo"]
    assert [line.change.kind for line in listing.lines(bob)] == [ChangeKind.MERGE]
