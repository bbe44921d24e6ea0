"""The state is a pure function of the set of events: hypothesis tries orders, splits and replays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.rules.checklist import Edit, Tick, field_state, live_dones

IDS = st.sampled_from([f"e{number}" for number in range(12)])
ITEMS = st.sampled_from(["quet-ma-qr", "hoi-ai"])
PEOPLE = st.sampled_from([None, "ong", "ba", "chua-biet"])
DONES = st.lists(st.builds(Tick, IDS, ITEMS, PEOPLE), unique_by=lambda tick: tick.id)
UNDOS = st.lists(st.builds(Tick, st.uuids().map(str), ITEMS, PEOPLE, IDS), max_size=12)
EDITS = st.lists(
    st.builds(Edit, IDS, st.one_of(st.none(), IDS), st.sampled_from(["A", "B", "C"])),
    unique_by=lambda edit: edit.id,
).map(lambda edits: [edit for edit in edits if edit.after is None or edit.after < edit.id])
ACCEPTED = st.lists(IDS, unique=True).map(lambda ids: {each: f"a{n}" for n, each in enumerate(ids)})


@given(DONES, UNDOS, st.randoms())
def test_order_and_replay_change_nothing(dones: list[Tick], undos: list[Tick], chance: object) -> None:
    first = {tick.id for tick in live_dones(dones, undos, {"ong", "ba"})}
    again, undone = [*dones], [*undos, *undos]
    chance.shuffle(again)  # type: ignore[attr-defined]
    chance.shuffle(undone)  # type: ignore[attr-defined]
    assert {tick.id for tick in live_dones(again, undone, {"ong", "ba"})} == first


@given(DONES, UNDOS)
def test_a_tick_lives_unless_an_undo_names_it_whole_or_its_person_is_unknown(
    dones: list[Tick], undos: list[Tick]
) -> None:
    live = {tick.id for tick in live_dones(dones, undos, {"ong", "ba"})}
    for tick in dones:
        named = any(
            (undo.cancels, undo.item, undo.person) == (tick.id, tick.item, tick.person) for undo in undos
        )
        assert (tick.id in live) == (not named and tick.person != "chua-biet")


@given(EDITS, ACCEPTED, st.randoms())
def test_edits_give_one_value_in_any_order(
    edits: list[Edit], accepted: dict[str, str], chance: object
) -> None:
    first = field_state("gốc", edits, accepted)
    again = [*edits]
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert field_state("gốc", again, accepted) == first


@given(EDITS)
def test_two_edits_after_the_same_value_never_count(edits: list[Edit]) -> None:
    state = field_state("gốc", edits, {})
    for edit_id in state.competing:
        assert state.head != edit_id
    if state.head is not None:
        head = next(edit for edit in edits if edit.id == state.head)
        assert state.value == head.value
