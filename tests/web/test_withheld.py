"""A family that refuses: what was done before its answer still counts, what came after is not kept."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browsing import HTTPS, get, post, sign_in
from tests.factories import Place, make_household, make_user, people_of, viewer
from tests.phones import add_person, done, edit, make_event, new_uuid, send, statuses, undo
from webapp.models.base import db, new_id, writing
from webapp.models.consent import ConsentPurpose
from webapp.models.event import Event, EventOp, QuarantinedEvent
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.services import export, first_refusals, imports, projection
from webapp.services.access import Viewer
from webapp.services.changes import splitting
from webapp.services.consents import Said

VNEID, QR = "kn-vneid-muc-2", "kn-quet-qr"
YES, NO = Said(frozenset({ConsentPurpose.CHECKLIST})), Said(frozenset())
EARLIER = timedelta(hours=1)


@pytest.fixture
def alice(place: Place) -> User:
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


@pytest.fixture
def phone(alice: User, client: FlaskClient) -> FlaskClient:
    sign_in(client, alice)
    return client


@pytest.fixture
def by(alice: User) -> Viewer:
    return viewer(alice)


def answer(by: Viewer, home: Household, said: Said) -> None:
    with writing() as session:
        household = session.get(Household, home.id)
        first_refusals.hear(by=by, household=household, said=replace(said, id=new_id()))


def agreed_long_ago(by: Viewer, home: Household) -> None:
    answer(by, home, replace(YES, at=datetime.now(UTC) - 2 * EARLIER))


def before() -> str:
    return (datetime.now(UTC) - EARLIER).isoformat()


def reason(response: Any) -> str:
    return str(response.get_json()["results"][0]["reason"])


def test_after_a_refusal_ticks_visits_notes_and_people_are_answered_with_a_reason_and_not_kept(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Thử", 1980))
    answer(by, home, NO)
    refused = [
        done(home.id, VNEID),
        make_event("visit", home.id, data={"result": "met", "next": None}),
        make_event("note", home.id, data={"text": "Máy cũ"}),
        add_person(home.id, new_uuid(), "Người Khác"),
    ]
    sent = send(phone, [*refused, edit(home.id, "head", "H'Mẫu Niê Kđăm")])
    assert statuses(sent) == ["rejected"] * 4 + ["applied"]
    assert "đã từ chối ghi phiếu từ ngày" in reason(sent)
    assert db.session.scalars(db.select(Event.op)).all() == ["edit"]
    assert (export.state(), len(people_of(home))) == ([], 1)


def test_what_was_done_before_the_refusal_and_comes_late_still_counts(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    tick = done(home.id, VNEID, occurred_at=before())
    agreed_long_ago(by, home)
    answer(by, home, NO)
    assert statuses(send(phone, [tick])) == ["applied"]
    assert statuses(send(phone, [tick])) == ["duplicate"]
    assert statuses(send(phone, [undo(tick)])) == ["applied"]
    assert export.state() == []


def test_a_clock_far_off_is_no_way_around_a_refusal(place: Place, by: Viewer, phone: FlaskClient) -> None:
    home = make_household(place.hamlet)
    agreed_long_ago(by, home)
    answer(by, home, NO)
    wrong = done(home.id, VNEID, occurred_at="1970-01-01T07:00:00+07:00")
    slow = datetime.now(UTC) - timedelta(hours=5)
    assert statuses(send(phone, [wrong])) == ["rejected"]
    late = done(home.id, VNEID, occurred_at=(slow - timedelta(minutes=1)).isoformat())
    assert statuses(send(phone, [late], sent_at=slow.isoformat())) == ["applied"]


def test_a_refusal_stays_true_of_its_time_when_the_family_agrees_again(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet)
    answer(by, home, NO)
    between = done(home.id, VNEID)
    assert statuses(send(phone, [between])) == ["rejected"]
    answer(by, home, YES)
    assert statuses(send(phone, [between, done(home.id, QR)])) == ["rejected", "applied"]
    assert [line["item"] for line in export.state()] == [QR]


def test_any_order_around_a_refusal_gives_one_state(place: Place, by: Viewer, phone: FlaskClient) -> None:
    states = []
    for seed in (1, 2, 3):
        home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Thử", 1980))
        person = people_of(home)[0].id
        old = [done(home.id, each, occurred_at=before()) for each in (VNEID, QR)]
        old += [done(home.id, VNEID, person, occurred_at=before()), undo(old[1]) | {"occurred_at": before()}]
        random.Random(seed).shuffle(old)
        send(phone, old[:seed])
        agreed_long_ago(by, home)
        answer(by, home, NO)
        send(phone, [*old, done(home.id, "kn-day-lai")])
        states.append([(line["item"], len(line["persons"])) for line in export.state()])
        with writing() as session:
            session.query(Event).delete()
            projection.rebuild(place.commune.id)
    assert states == [[(VNEID, 2)]] * 3


def test_a_second_event_under_a_used_id_is_not_even_put_aside_after_a_refusal(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet)
    tick = done(home.id, VNEID)
    send(phone, [tick])
    answer(by, home, NO)
    twin = make_event("note", home.id, id=tick["id"], data={"text": "Chuyện riêng"})
    assert statuses(send(phone, [twin])) == ["rejected"]
    assert db.session.scalars(db.select(QuarantinedEvent)).all() == []


def test_a_late_edit_brings_no_phone_number_back(place: Place, by: Viewer, phone: FlaskClient) -> None:
    home = make_household(place.hamlet)
    answer(by, home, Said(frozenset({ConsentPurpose.CHECKLIST, ConsentPurpose.PHONE})))
    first = edit(home.id, "phone", "0900000123")
    rivals = [edit(home.id, "phone", f"090000099{n}", first["id"]) for n in (1, 2)]
    late = edit(home.id, "phone", "0900000456", first["id"], occurred_at=before())
    assert statuses(send(phone, [first])) == ["applied"]
    assert statuses(send(phone, rivals)) == ["review", "review"]
    assert statuses(send(phone, [edit(home.id, "phone", "0900000789", id=first["id"])])) == ["review"]
    answer(by, home, YES)
    sent = send(phone, [late])
    assert (statuses(sent), "số điện thoại" in reason(sent)) == (["rejected"], True)
    with writing():
        projection.rebuild(place.commune.id)
    db.session.expire_all()
    assert db.session.get_one(Household, home.id).phone is None
    twins = [each.payload for each in db.session.scalars(db.select(QuarantinedEvent))]
    assert "0900000" not in str([*export.events(), *twins])


def test_lists_and_routes_mark_a_family_that_refuses_and_paper_leaves_it_out(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "Nhà Từ Chối", ("Y Thử", 1940))
    post(phone, "/ho/hom-nay/them", {"ho": home.id}, page="/tai-khoan/")
    answer(by, home, NO)
    listed, route = get(phone, "/ho/?loc=tat-ca").text, get(phone, "/ho/hom-nay/").text
    for page in (listed, route):
        assert "Không đồng ý ghi phiếu" in page
        assert "In phiếu giấy cho" not in page
    assert "Có người lớn tuổi</span>" not in route
    for sheet in ("/ho/phieu.pdf?loc=tat-ca", "/ho/hom-nay/phieu.pdf"):
        assert get(phone, sheet).status_code == 303


def test_a_list_brings_no_number_and_no_people_of_a_family_that_refuses_them(place: Place) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    home = make_household(place.hamlet, "Trần Văn An", ("Trần Văn An", 1961))
    names = imports.place_of(chi)
    head = "Họ và tên\tNăm sinh\tQuan hệ\tSố điện thoại\n"
    rows = "Trần Văn An\t1961\tchủ hộ\t0912345678\nLê Thị Bé\t2001\tcon\t\n"
    answer(chi, home, NO)
    source = imports.from_text(names, head + rows, "Danh sách dán", place.hamlet.id)
    draft = imports.draft(chi, names, source)
    notes = " ".join(draft.plan["told"]["notes"])
    assert draft.plan["changed"] == []
    assert "Không lấy số điện thoại của hộ không đồng ý cho lưu số: Trần Văn An." in notes
    assert "Không ghi người trong nhà và ghi chú của hộ không đồng ý cho ghi phiếu: Trần Văn An." in notes


def test_a_late_tick_for_someone_who_moved_out_asks_the_house_where_they_live_now(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    old = make_household(place.hamlet, "Ông Cũ", ("Ông Cũ", 1950), ("Con Trai", 1980))
    father, son = (person.id for person in people_of(old))
    bob = viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    with writing():
        change = splitting.split(
            by=bob, household_id=old.id, new=splitting.NewHome((son,), son, place.hamlet.id)
        )
    answer(by, db.session.get_one(Household, change.into_id), NO)
    sent = send(phone, [done(old.id, VNEID, son), done(old.id, VNEID, father)])
    assert statuses(sent) == ["rejected", "applied"]


def test_a_family_that_never_agreed_takes_along_what_was_recorded_before_its_refusal(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Thử", 1980))
    met, tick, late = new_uuid(), done(home.id, VNEID, occurred_at=before()), done(home.id, QR)
    visit = make_event("visit", home.id, data={"result": "met", "next": None})
    send(phone, [tick, add_person(home.id, met, "Người Mới"), visit])
    path = f"/ho/{home.id}/dong-y"
    assert "1 việc đã ghi trước đó cũng được xóa" in get(phone, path).text
    post(phone, path, {"purpose": ["none"], "way": "paper"})
    page = get(phone, "/ho/").text + get(phone, f"/ho/{home.id}/").text
    assert "Đã xóa 1 việc đã ghi trước đó" in page
    assert export.state() == []
    assert {each.op for each in db.session.scalars(db.select(Event))} == {EventOp.ERASED}
    assert [person.name for person in people_of(home) if person.name] == ["Y Thử"]
    assert statuses(send(phone, [tick, late])) == ["duplicate", "rejected"]
    assert "đã ghi trước đó" not in get(phone, path).text


@pytest.mark.parametrize("agreed", [False, True])
def test_any_order_around_a_first_refusal_gives_one_state(
    place: Place, by: Viewer, phone: FlaskClient, agreed: bool
) -> None:
    states = []
    for arrived in range(4):
        home = make_household(place.hamlet, "H'Mẫu Niê")
        if agreed:
            agreed_long_ago(by, home)
        old = [done(home.id, each, occurred_at=before()) for each in (VNEID, QR)]
        old.append(undo(old[1]) | {"occurred_at": before()})
        random.Random(arrived).shuffle(old)
        send(phone, old[:arrived])
        answer(by, home, NO)
        send(phone, [*old, done(home.id, "kn-day-lai")])
        states.append([line["item"] for line in export.state() if line["household"] == home.id])
    assert states == [[VNEID] if agreed else []] * 4


def test_an_agreement_that_comes_after_the_refusal_still_allows_what_was_done_under_it(
    place: Place, by: Viewer, phone: FlaskClient
) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê")
    answer(by, home, NO)
    said = {"agreed": ["checklist"], "way": "screen", "said_by": None, "version": 2}
    then = (datetime.now(UTC) - 2 * EARLIER).isoformat()
    older = make_event("consent", home.id, data=said, occurred_at=then)
    token = get(phone, "/dong-bo").get_json()["csrf"]
    body = {"device": new_uuid(), "sent_at": datetime.now(UTC).isoformat(), "events": [older]}
    phone.post("/dong-bo/y-kien", json=body, headers={"X-CSRFToken": token}, base_url=HTTPS)
    sent = send(phone, [done(home.id, VNEID, occurred_at=before()), done(home.id, QR)])
    assert statuses(sent) == ["applied", "rejected"]


def test_nothing_and_something_are_never_agreed_to_together(place: Place, phone: FlaskClient) -> None:
    home = make_household(place.hamlet)
    path = f"/ho/{home.id}/dong-y"
    both = post(phone, path, {"purpose": ["none", "phone"], "way": "screen"})
    assert (both.status_code, "Chỉ chọn một" in both.text) == (422, True)
    neither = post(phone, path, {"way": "screen"})
    assert (neither.status_code, "hoặc chọn Không đồng ý điều nào" in neither.text) == (422, True)
