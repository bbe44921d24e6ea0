"""Biên bản họp thôn, in the order of Nghị định 30/2020, Mẫu 1.9, with what Luật 10/2022/QH15 asks for."""

from __future__ import annotations

from webapp.models.commune import Hamlet
from webapp.models.stage import Ballot, HamletMeeting
from webapp.rules.dates import administrative_date
from webapp.rules.stages import falls_short, head_of_unit, share_text
from webapp.services import communes
from webapp.services.access import Viewer
from webapp.services.stages import meetings
from webapp.web.labels import label
from webapp.web.papers import Block, Column, Paper, Signature, Style, Table, Text
from webapp.web.papers.issuers import hamlet_head
from webapp.web.stage_papers.setting import Setting, counted

NOTE = "(ký, ghi rõ họ tên)"
FRONT = ("TRƯỞNG BAN", "CÔNG TÁC MẶT TRẬN")


def minutes(viewer: Viewer, meeting: HamletMeeting) -> Paper:
    setting = Setting.of(viewer, meeting.submission_id)
    hamlet = communes.hamlet(viewer, meeting.hamlet_id)
    kind = hamlet.kind.lower()
    return Paper(
        title="BIÊN BẢN",
        subject=f"Họp {kind} {setting.subject('bình xét hộ gia đình')}",
        head=hamlet_head(setting.commune, hamlet),
        blocks=(*_beginning(meeting, hamlet), *_votes(viewer, setting, meeting), *_end(setting, meeting)),
        signatures=_signatures(meeting, hamlet),
        recipients=(
            f"- UBND {setting.place};",
            f"- Ủy ban MTTQ Việt Nam {setting.place};",
            f"- Lưu: {hamlet.label}.",
        ),
        demo=setting.commune.demo,
    )


def _beginning(meeting: HamletMeeting, hamlet: Hamlet) -> tuple[Block, ...]:
    absent = meeting.invited - meeting.present
    share = share_text(meeting.present, meeting.invited)
    lines = [
        ("Thời gian bắt đầu:", f"{_clock(meeting.began)}{administrative_date(meeting.held_on)}."),
        ("Địa điểm:", f"{meeting.place}."),
        (
            "Thành phần tham dự:",
            f"Số hộ được mời: {meeting.invited}; số hộ có đại diện dự họp: {meeting.present} "
            f"({share}\u00a0%); vắng: {absent}.",
        ),
        ("Chủ trì:", f"Ông (bà) {meeting.chair}, {head_of_unit(hamlet.kind)}."),
        ("Thư ký (người ghi biên bản):", f"Ông (bà) {meeting.secretary}."),
    ]
    if meeting.front_head:
        lines.append(("Trưởng Ban Công tác Mặt trận:", f"Ông (bà) {meeting.front_head}."))
    return tuple(Text(text, lead=lead) for lead, text in lines)


def _votes(viewer: Viewer, setting: Setting, meeting: HamletMeeting) -> tuple[Block, ...]:
    votes = meetings.votes_of(meeting)
    rows = []
    for case in meetings.cases_of(viewer, meeting):
        vote = votes.get(case.recognition.id) if case.recognition else None
        if vote is None:
            rows.append((case.recipient.name, "", "", ""))
            continue
        result = "Đề nghị công nhận" if vote.passed else f"Không đề nghị: {vote.reason}"
        share = share_text(vote.agreed, meeting.present)
        rows.append((case.recipient.name, f"{vote.agreed}/{meeting.present}", share, result))
    columns = (
        Column("Họ và tên chủ hộ", 52), Column("Số đồng ý", 25, centred=True),
        Column("Tỷ lệ (%)", 22, centred=True), Column("Kết quả", 54),
    )  # fmt: skip
    how = label(Ballot(meeting.ballot)).lower()
    return (
        Text("Nội dung cuộc họp:", style=Style.HEADING),
        Text(
            f"Người chủ trì nêu tiêu chí {setting.honour} và danh sách hộ gia đình đủ tiêu chí theo phiếu "
            "theo dõi của Tổ công nghệ số cộng đồng.",
            lead="1.",
        ),
        *((Text(meeting.discussion, lead="Ý kiến tại cuộc họp:"),) if meeting.discussion else ()),
        Text(f"Cuộc họp biểu quyết từng hộ bằng hình thức {how}. Kết quả như sau:", lead="2."),
        Table(columns, tuple(rows)),
    )


def _end(setting: Setting, meeting: HamletMeeting) -> tuple[Block, ...]:
    votes = meetings.votes_of(meeting).values()
    passed = sum(vote.passed for vote in votes)
    left = len(votes) - passed
    also = f"; không đề nghị {counted(left)} với lý do ghi trong bảng trên" if left else ""
    rules = setting.settings.stages
    blocks = [
        Text(f"Đề nghị công nhận {counted(passed)} {_achieves(setting)}{also}.", lead="3. Kết luận:"),
    ]
    if falls_short(meeting.present, meeting.invited, rules.present_percent):
        blocks.append(
            Text(
                f"Số hộ dự họp dưới mức gợi ý {rules.present_percent}\u00a0% số hộ được mời; cuộc họp vẫn "
                "thống nhất kết quả trên."
            )
        )
    blocks.append(
        Text(
            f"Cuộc họp kết thúc vào {_clock(meeting.ended)}{administrative_date(meeting.held_on)}. Biên bản "
            "được đọc cho những người dự họp nghe và thống nhất./."
        )
    )
    return tuple(blocks)


def _achieves(setting: Setting) -> str:
    return f"{setting.settings.certificate.achieves} {setting.honour}"


def _signatures(meeting: HamletMeeting, hamlet: Hamlet) -> tuple[tuple[Signature, ...], ...]:
    first, second = [*meeting.representatives, "", ""][:2]
    return (
        (
            Signature(("THƯ KÝ",), meeting.secretary, NOTE),
            Signature(("CHỦ TRÌ", head_of_unit(hamlet.kind).upper()), meeting.chair, NOTE),
        ),
        (
            Signature(("ĐẠI DIỆN HỘ GIA ĐÌNH",), first, NOTE),
            Signature(("ĐẠI DIỆN HỘ GIA ĐÌNH",), second, NOTE),
        ),
        (Signature(FRONT, meeting.front_head, NOTE),),
    )


def _clock(time: str) -> str:
    """ "19 giờ 30 phút, "; room to write where it isn't known."""
    if not time:
        return "...... giờ ......, "
    hour, minute = time.split(":")
    return f"{int(hour)} giờ {minute} phút, "
