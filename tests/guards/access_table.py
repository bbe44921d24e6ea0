"""Who may call each route, and how far its ids reach. A new route adds one line here.

A line: the endpoint, the roles that may call it (PUBLIC: anyone), the reach of the ids in its address
or form. `form` are the ids a POST sends in its body; `own` is the answer of a GET for the own corner,
where it isn't 200; `values` are arguments of the address that no corner gives; `in_query`:
a GET takes the form's ids too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from webapp.models.user import Role

MEMBER, LEADER, OFFICER = Role.MEMBER, Role.LEADER, Role.OFFICER
APPROVER, ADMIN, PROVINCE = Role.APPROVER, Role.ADMIN, Role.PROVINCE

PUBLIC: frozenset[Role] = frozenset()
ALL = frozenset(Role)
COMMUNE = ALL - {PROVINCE}
TEAM = frozenset({MEMBER, LEADER, OFFICER})
LEADERS = frozenset({LEADER, OFFICER})
RESETTERS = frozenset({LEADER, OFFICER, ADMIN})
OFFICE, ADMINS = frozenset({OFFICER}), frozenset({ADMIN})
DESK = frozenset({OFFICER, ADMIN})
MANAGERS = DESK | {LEADER}
DECIDERS = frozenset({LEADER, OFFICER, APPROVER})


class Reach(Enum):
    """NONE: the route names nothing of a commune. HAMLET: another hamlet's id is 404 for a team's account."""

    NONE = auto()
    HAMLET = auto()
    COMMUNE = auto()


@dataclass(frozen=True)
class Access:
    roles: frozenset[Role]
    reach: Reach = Reach.NONE
    form: Mapping[str, str] = field(default_factory=dict)
    own: int = 200
    values: Mapping[str, str] = field(default_factory=dict)
    in_query: bool = False


CHOSEN = {"recognition_ids": "recognition_id"}
NONE, HAMLET, COMMUNE_WIDE = Reach.NONE, Reach.HAMLET, Reach.COMMUNE

TABLE: dict[str, Access] = {
    "static": Access(PUBLIC),
    "health.show": Access(PUBLIC),
    "home.index": Access(PUBLIC),
    "fieldbook.show": Access(PUBLIC),
    "display.show": Access(PUBLIC),
    "display.choose_commune": Access(PUBLIC),
    "lessons.index": Access(PUBLIC),
    "lessons.show": Access(PUBLIC),
    "lessons.step": Access(PUBLIC),
    "lessons.check": Access(PUBLIC),
    "lessons.done": Access(PUBLIC),
    "lessons.teach": Access(PUBLIC),
    "lessons.astray": Access(PUBLIC, own=404, values={"rest": "ba"}),
    "sharing.short": Access(PUBLIC, values={"code": "qr"}, own=302),
    "sharing.show": Access(PUBLIC, values={"slug": "quet-ma-qr"}),
    "sharing.picture": Access(PUBLIC, values={"slug": "quet-ma-qr"}),
    "sharing.leaflet": Access(PUBLIC, values={"slug": "quet-ma-qr"}),
    "sharing.poster": Access(PUBLIC),
    "offline.worker": Access(PUBLIC),
    "offline.manifest": Access(PUBLIC),
    "offline.icon": Access(PUBLIC, values={"size": "192"}),
    "offline.index": Access(PUBLIC),
    "offline.pack": Access(PUBLIC, values={"kind": "bai-hoc"}),
    "offline.show": Access(PUBLIC),
    "offline.not_kept": Access(PUBLIC),
    "offline.no_network": Access(PUBLIC),
    "scams.index": Access(PUBLIC),
    "scams.show": Access(PUBLIC, values={"slug": "cong-an-bao-vneid"}),
    "scams.done": Access(PUBLIC, values={"number": "1"}),
    "counts.receive": Access(PUBLIC),
    "counts.drop_off": Access(ALL - {MEMBER, APPROVER}),
    "practice.index": Access(PUBLIC),
    "practice.show": Access(PUBLIC, values={"slug": "tra-qr"}),
    "practice.state": Access(PUBLIC, values={"slug": "tra-qr", "state": "ten-la"}),
    "commune_page.index": Access(PUBLIC),
    "commune_page.show": Access(PUBLIC, values={"code": "24133"}),
    "commune_page.share": Access(DECIDERS),
    "verify.index": Access(PUBLIC),
    "verify.show": Access(PUBLIC),
    "verify.members": Access(PUBLIC),
    "verify.member": Access(PUBLIC),
    "sync.show": Access(PUBLIC),
    "sync.receive": Access(PUBLIC),
    "accounts.sign_in": Access(PUBLIC),
    "accounts.sign_out": Access(PUBLIC),
    "accounts.slip": Access(PUBLIC),
    "accounts.show": Access(ALL),
    "accounts.change_password": Access(ALL),
    "figures.index": Access(frozenset({PROVINCE})),
    "households.index": Access(COMMUNE),
    "households.sheet": Access(COMMUNE),
    "households.show": Access(COMMUNE, HAMLET),
    "households.new": Access(LEADERS),
    "households.edit": Access(TEAM, HAMLET),
    "households.add_person": Access(TEAM, HAMLET),
    "households.edit_person": Access(TEAM, HAMLET),
    "households.visit": Access(TEAM, HAMLET),
    "households.consent": Access(TEAM, HAMLET),
    "households.assign": Access(LEADERS, HAMLET),
    "households.consent_sheet": Access(TEAM, HAMLET),
    "households.blank_consent_sheet": Access(TEAM),
    "households.consent_totals": Access(LEADERS),
    "households.helper": Access(TEAM, HAMLET),
    "households.end_help": Access(TEAM, HAMLET),
    "rounds.show": Access(TEAM),
    "rounds.sheet": Access(TEAM, own=303),
    "rounds.add": Access(TEAM, HAMLET, {"ho": "household_id"}),
    "rounds.remove": Access(TEAM),
    "rounds.move": Access(TEAM),
    "paper.index": Access(COMMUNE),
    "paper.print_pile": Access(COMMUNE, HAMLET, {"thon": "hamlet_id"}, in_query=True),
    "paper.enter": Access(TEAM, HAMLET, {"thon": "hamlet_id"}, in_query=True),
    "checklist.record": Access(TEAM, HAMLET),
    "checklist.undo": Access(TEAM, HAMLET),
    "teaching.index": Access(TEAM),
    "teaching.show": Access(TEAM, HAMLET),
    "teaching.new": Access(TEAM, HAMLET, {"person_ids": "person_id"}),
    "teaching.new_walk_in": Access(TEAM),
    "recognition.index": Access(DECIDERS),
    "recognition.propose": Access(LEADERS, HAMLET, {"household_ids": "eligible_id"}),
    "recognition.return_proposals": Access(OFFICE, COMMUNE_WIDE, CHOSEN),
    "recognition.record_decision": Access(OFFICE, COMMUNE_WIDE, CHOSEN),
    "recognition.show_decision": Access(DECIDERS, COMMUNE_WIDE),
    "recognition.print_decision": Access(DECIDERS, COMMUNE_WIDE),
    "certificates.index": Access(OFFICE),
    "certificates.issue": Access(OFFICE),
    "certificates.print_many": Access(OFFICE),
    "certificates.show": Access(OFFICE, COMMUNE_WIDE),
    "certificates.print_one": Access(OFFICE, COMMUNE_WIDE),
    "certificates.revoke": Access(OFFICE, COMMUNE_WIDE),
    "certificates.show_job": Access(OFFICE, COMMUNE_WIDE),
    "certificates.download": Access(OFFICE, COMMUNE_WIDE, own=404, values={"name": "giay-cong-nhan.pdf"}),
    "lesson_desk.index": Access(COMMUNE - {APPROVER}),
    "sync.enrol": Access(PUBLIC),
    "sync.receive_door_answers": Access(PUBLIC),
    "phones.index": Access(MANAGERS),
    "phones.revoke": Access(MANAGERS, HAMLET),
    "phones.enrol": Access(MANAGERS),
    "phones.revoke_shared": Access(MANAGERS, HAMLET),
    "phones.pick_name": Access(PUBLIC, own=303),
    "phones.set_pin": Access(TEAM),
    "assignment.index": Access(LEADERS, HAMLET),
    "assignment.give": Access(LEADERS, HAMLET, {"ho": "household_id"}),
    "assignment.divide": Access(LEADERS, HAMLET),
    "cards.index": Access(LEADERS, HAMLET, {"user_ids": "user_id"}),
    "cards.sheet": Access(LEADERS, HAMLET),
    "cards.withdraw": Access(LEADERS, HAMLET),
    "teams.index": Access(COMMUNE - {APPROVER}),
    "teams.show": Access(COMMUNE - {APPROVER}, HAMLET),
    "teams.join": Access(DESK, COMMUNE_WIDE),
    "teams.leave": Access(DESK, COMMUNE_WIDE),
    "teams.reset": Access(RESETTERS, HAMLET),
    "teams.waiting": Access(LEADERS),
    "teams.settle_twin": Access(LEADERS, HAMLET),
    "teams.choose_edit": Access(LEADERS, HAMLET),
    "teams.keep_value": Access(LEADERS, HAMLET),
    "users.index": Access(DESK),
    "users.slips": Access(DESK, COMMUNE_WIDE, {"chon": "user_id"}, in_query=True),
    "users.new": Access(ADMINS),
    "users.edit": Access(ADMINS, COMMUNE_WIDE),
    "users.disable": Access(ADMINS, COMMUNE_WIDE),
    "users.enable": Access(ADMINS, COMMUNE_WIDE),
    "admin.index": Access(ADMINS),
    "admin.list_hamlets": Access(ADMINS),
    "admin.rename_hamlet": Access(ADMINS, COMMUNE_WIDE),
    "admin.close_hamlet": Access(ADMINS, COMMUNE_WIDE),
    "admin.edit_settings": Access(ADMINS),
    "admin.show_number": Access(ADMINS),
    "admin.edit_criteria": Access(ADMINS),
    "admin.list_presets": Access(ADMINS),
    "admin.show_preset": Access(ADMINS, values={"name": "binh-thuan"}),
    "voices.index": Access(TEAM),
    "voices.show": Access(TEAM, values={"language": "vie"}),
    "voices.record": Access(TEAM, values={"language": "vie", "place": "1"}),
    "voices.waiting": Access(OFFICE),
    "voices.approve": Access(OFFICE, COMMUNE_WIDE),
    "voices.reject": Access(OFFICE, COMMUNE_WIDE),
    "voices.withdraw": Access(OFFICE, COMMUNE_WIDE),
    "voices.clips": Access(PUBLIC),
    "voices.clip": Access(PUBLIC),
    "changes.index": Access(LEADERS),
    "changes.undo": Access(LEADERS, HAMLET),
    "changes.accept": Access(OFFICE, COMMUNE_WIDE),
    "changes.decline": Access(OFFICE, COMMUNE_WIDE),
    "changes.withdraw": Access(OFFICE, COMMUNE_WIDE),
    "changes.choose": Access(LEADERS, HAMLET),
    "changes.merge": Access(LEADERS, HAMLET),
    "changes.split": Access(LEADERS, HAMLET),
    "changes.move": Access(OFFICE, COMMUNE_WIDE),
    "changes.archive": Access(LEADERS, HAMLET),
    "changes.restore": Access(LEADERS, HAMLET),
    "changes.door": Access(LEADERS),
    "changes.confirm": Access(LEADERS, HAMLET),
    "changes.refuse": Access(LEADERS, HAMLET),
    "changes.duplicates": Access(LEADERS),
    "changes.keep_apart": Access(LEADERS, HAMLET, {"household_id": "household_id", "other_id": "other_id"}),
    "authoring.index": Access(DESK),
    "authoring.new": Access(DESK),
    "authoring.copy": Access(DESK, values={"slug": "quet-ma-qr"}),
    "authoring.show": Access(DESK, COMMUNE_WIDE),
    "authoring.discard": Access(DESK, COMMUNE_WIDE),
    "authoring.hide": Access(DESK, values={"slug": "quet-ma-qr"}),
    "authoring.unhide": Access(DESK, values={"slug": "quet-ma-qr"}),
    "authoring.edit_about": Access(DESK, COMMUNE_WIDE),
    "authoring.edit_step": Access(DESK, COMMUNE_WIDE),
    "authoring.edit_question": Access(DESK, COMMUNE_WIDE),
    "authoring.edit_teaching": Access(DESK, COMMUNE_WIDE),
    "authoring.edit_facts": Access(DESK, COMMUNE_WIDE),
    "authoring.add_entry": Access(DESK, COMMUNE_WIDE, values={"kind": "buoc"}),
    "authoring.remove_entry": Access(DESK, COMMUNE_WIDE, values={"kind": "buoc"}),
    "authoring.move_entry": Access(DESK, COMMUNE_WIDE, values={"kind": "buoc", "way": "xuong"}),
    "authoring.publish": Access(DESK, COMMUNE_WIDE),
    "authoring.take_down": Access(DESK, COMMUNE_WIDE),
    "authoring.publish_again": Access(DESK, COMMUNE_WIDE, values={"version": "1"}),
    "authoring.edit_version": Access(DESK, COMMUNE_WIDE, values={"version": "1"}),
    "imports.index": Access(OFFICE),
    "imports.paste": Access(OFFICE),
    "imports.type_names": Access(OFFICE),
    "imports.template": Access(OFFICE),
    "imports.show": Access(OFFICE, COMMUNE_WIDE),
    "imports.correct": Access(OFFICE, COMMUNE_WIDE),
    "imports.bad_rows": Access(OFFICE, COMMUNE_WIDE),
    "imports.confirm": Access(OFFICE, COMMUNE_WIDE),
    "imports.discard": Access(OFFICE, COMMUNE_WIDE),
    "imports.undo": Access(OFFICE, COMMUNE_WIDE),
}
