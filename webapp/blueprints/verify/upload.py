"""Anyone checks a PDF: ours or not, changed or not, signed by whom. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.blueprints.verify.routes import bp, private
from webapp.models.signature import SigningKind
from webapp.rules.vietnamese import show_date
from webapp.services import communes, pdf_origin, sign_in, throttle
from webapp.services.certificate_checks import Standing, standing_of
from webapp.services.pdf_origin import Examined, Finding
from webapp.services.progress import today
from webapp.web.access import public
from webapp.web.forms import Form
from webapp.web.uploads import allow_bodies

# A check takes about a second of a processor: a whole office behind one address gets a twentieth of it.
CHECKED = throttle.Limit("verify-file", most=30, minutes=10)
TOO_MANY = (
    "Từ mạng này đã kiểm 30 tệp trong 10 phút. Chờ {minutes} phút rồi kiểm tiếp, "
    "hoặc quét mã QR in trên giấy."
)
TOO_LARGE = (
    "Tệp quá lớn: tối đa 10 MB. Chọn tệp khác để kiểm, hoặc quét mã QR in trên giấy. "
    "Đừng nén hay cắt tệp: tệp bị sửa thì chữ ký số không còn đúng."
)
UPLOAD = "verify.check_file"
MOST_BYTES = 12 * 1024 * 1024


class FileForm(Form):
    file = FileField("Tệp PDF", validators=[FileRequired("Chọn một tệp PDF.")])


@dataclass(frozen=True)
class Words:
    """What a finding means: its tone, a heading, why, and what to do."""

    tone: str
    heading: str
    why: str
    do: str


ASK = "Xin lại tệp ở Ủy ban nhân dân xã, phường đã cấp."
WORDS = {
    Finding.OURS_SIGNED: Words(
        "good", "Tệp thật, chữ ký số đúng", "Tệp do xã, phường phát hành và chưa bị sửa.",
        "Xem giấy còn giá trị hay không ở dưới.",
    ),
    Finding.OURS_SIGNED_ISSUER_UNKNOWN: Words(
        "slow", "Tệp thật, chữ ký số khớp",
        "Tệp do xã, phường phát hành và chưa bị sửa. Chưa kiểm được tổ chức cấp chứng thư cho người ký.",
        "Cần chắc về người ký thì hỏi lại xã, phường.",
    ),
    Finding.OURS_SIGNER_UNCONFIRMED: Words(
        "slow", "Chữ ký của người khác ({names}), xã chưa xác nhận",
        "Phần giấy là của xã, phường và chưa bị sửa, nhưng xã, phường chưa xác nhận người này ký cho mình.",
        "Chưa dùng tệp này. Hỏi lại xã, phường.",
    ),
    Finding.OURS_NOT_RECEIVED: Words(
        "slow", "Chữ ký của {names}, xã chưa nhận tệp này",
        "Phần giấy là của xã, phường, chưa bị sửa. Người ký là của xã, phường, nhưng bản đã ký này chưa được "
        "xã, phường nhận và kiểm.",
        "Hỏi lại xã, phường trước khi dùng.",
    ),
    Finding.OURS_REVOKED: Words(
        "bad", "Chứng thư của người ký đã bị thu hồi",
        "Tệp chưa bị sửa, nhưng chứng thư của {names} đã bị tổ chức cấp thu hồi trước khi tệp được nhận.",
        f"Không dùng tệp này. {ASK}",
    ),
    Finding.OURS_OUT_OF_TIME: Words(
        "bad", "Chứng thư của người ký đã hết hạn",
        "Tệp chưa bị sửa, nhưng chứng thư của {names} hết hạn hoặc chưa có hiệu lực lúc ký.",
        f"Không dùng tệp này. {ASK}",
    ),
    Finding.OURS_NOT_TRUSTED: Words(
        "bad", "Chữ ký số không được tin cậy",
        "Tệp có ở xã, phường, nhưng chứng thư của người ký không thuộc tổ chức được tin cậy.",
        "Chưa dùng tệp này. Hỏi lại xã, phường.",
    ),
    Finding.OURS_UNSIGNED: Words(
        "slow", "Tệp thật, nhưng chưa ký số", "Đây là bản còn chờ ký. Tệp chưa bị sửa.",
        "Chờ bản đã ký số, hoặc dùng giấy có dấu đỏ.",
    ),
    Finding.OURS_UNSIGNED_COPY: Words(
        "slow", "Bản chưa ký của một tệp đã ký số", "Chữ ký số không có trong tệp này. Có thể đã bị gỡ ra.",
        "Xin bản đã ký số ở xã, phường.",
    ),
    Finding.OURS_CHANGED: Words(
        "bad", "Tệp đã bị thêm hoặc sửa", "Phần đầu là tệp của xã, phường, nhưng phía sau bị thêm nội dung.",
        f"Không dùng tệp này. {ASK}",
    ),
    Finding.OURS_RISKY: Words(
        "bad", "Tệp có lệnh chạy hoặc phần ẩn",
        "Tệp có ở xã, phường, nhưng chữ hiện ra có thể khác lúc ký, nên chữ ký số không nói chắc được gì.",
        f"Không dùng tệp này. {ASK}",
    ),
    Finding.CUT: Words(
        "slow", "Tệp chưa tải hết hoặc bị hỏng", "Tệp thiếu phần cuối, nên chưa kiểm được.",
        "Chưa dùng tệp này. Tải lại, hoặc nhờ gửi lại tệp, rồi kiểm lại.",
    ),
    Finding.SIGNED_BY_OTHERS: Words(
        "slow", "Không phải tệp của xã",
        "Tệp có chữ ký số và chưa bị sửa sau khi ký, nhưng không do hệ thống này phát hành.",
        "Hỏi người gửi tệp lấy ở đâu. Nếu ghi là giấy công nhận, hỏi xã, phường.",
    ),
    Finding.SIGNATURE_BROKEN: Words(
        "bad", "Tệp đã bị sửa", "Tệp đã bị sửa sau khi ký số.",
        f"Không dùng tệp này. {ASK}",
    ),
    Finding.NAMES_OURS: Words(
        "slow", "Tệp không có chữ ký số", "Tệp ghi số của giấy có thật, nhưng tệp có thể đã bị sửa.",
        "So từng chữ trong tệp với giấy ở dưới.",
    ),
    Finding.UNKNOWN: Words(
        "bad", "Không phải tệp của xã", "Tệp không có trong các tệp mà xã, phường đã phát hành ở đây.",
        "Nếu ghi là giấy công nhận thì có thể là giả. Quét mã QR trên giấy, hoặc hỏi xã, phường.",
    ),
}  # fmt: skip


ENDED = Words(
    "bad", "Chữ ký số đúng, nhưng giấy không còn giá trị",
    "Tệp chưa bị sửa, nhưng giấy trong tệp đã hết giá trị.",
    "Không dùng giấy này. Mở giấy ở dưới để xem vì sao.",
)  # fmt: skip
OF_A_PAPER = "Chữ ký đúng chưa nói văn bản còn hiệu lực. Cần thì hỏi xã, phường."
BROKEN = frozenset({Finding.OURS_CHANGED, Finding.SIGNATURE_BROKEN})
SIGNED_RIGHT = frozenset({Finding.OURS_SIGNED, Finding.OURS_SIGNED_ISSUER_UNKNOWN})


@bp.route("/tep/", methods=["GET", "POST"])
@public
def check_file() -> ResponseReturnValue:
    form, status = FileForm(), 200
    if form.validate_on_submit():
        network = sign_in.network_of(request.remote_addr or "")
        if not throttle.count(CHECKED, network):
            form.form_errors.append(TOO_MANY.format(minutes=throttle.minutes_left(CHECKED, network)))
            status = 429
        else:
            with form.catching_refusals():
                return _told(pdf_origin.examine(form.file.data.read()))
    return private(render_template("verify/upload.html", form=form), max(status, form.status))


allow_bodies(bp, {UPLOAD: MOST_BYTES})


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The form again: the site's own page for large bodies knows neither this limit nor the way back."""
    if request.endpoint != UPLOAD:
        return error
    form = FileForm(formdata=None)
    form.file.errors = [TOO_LARGE]
    return private(render_template("verify/upload.html", form=form), 413)


def _told(examined: Examined) -> ResponseReturnValue:
    file = examined.file
    standings = [standing_of(paper, today()) for paper in examined.papers]
    ended = bool(standings) and not any(each is Standing.VALID for each in standings)
    page = render_template(
        "verify/upload_result.html",
        words=_words(examined, ended=ended),
        signatures=[
            {**each, "at": _moment(each["at"]), "verdict": _verdict(each, examined.finding)}
            for each in examined.signatures
        ],
        broken=examined.finding in BROKEN,
        commune=communes.get(file.commune_id) if file else None,
        papers=list(zip(examined.papers, standings, strict=True)),
        joined=bool(file and file.kind is SigningKind.JOINED and examined.signatures),
        risky=examined.risky and examined.finding is not Finding.OURS_RISKY,
        more=max(0, len(file.certificate_ids) - len(examined.papers)) if file else 0,
    )
    return private(page, 200)


def _words(examined: Examined, *, ended: bool) -> Words:
    """The finding's words, with the names of those whom it is about."""
    if ended and examined.finding in SIGNED_RIGHT:
        return ENDED
    about = {
        Finding.OURS_NOT_RECEIVED: [each for each in examined.signatures if not each["received"]],
        Finding.OURS_REVOKED: [each for each in examined.signatures if each["revocation"] == "revoked"],
        Finding.OURS_SIGNER_UNCONFIRMED: [each for each in examined.signatures if not each["confirmed"]],
        Finding.OURS_OUT_OF_TIME: [each for each in examined.signatures if not each["in_time"]],
    }.get(examined.finding, [])
    names = ", ".join(dict.fromkeys(each["name"] for each in about or examined.signatures))
    words = WORDS[examined.finding]
    if examined.finding is Finding.OURS_SIGNED and not examined.papers:
        words = replace(words, do=OF_A_PAPER)
    return replace(
        words, heading=words.heading.replace("{names}", names), why=words.why.replace("{names}", names)
    )


def _verdict(signature: dict[str, Any], finding: Finding) -> str:
    """One signature in words that never contradict the heading."""
    if finding in BROKEN or not signature["intact"] or signature["changed"]:
        return "không dùng được, tệp bị sửa"
    if finding is Finding.OURS_RISKY:
        return "khớp, nhưng tệp có lệnh chạy hoặc phần ẩn"
    at, until = _moment(signature["at"]), _moment(signature["valid_until"])
    if not signature["in_time"]:
        expired = at is not None and until is not None and at > until
        day = f" ngày {show_date(until.date())}" if until else ""
        return f"chứng thư hết hạn{day}" if expired else "chứng thư chưa có hiệu lực lúc ký"
    if signature["revocation"] == "revoked":
        since = _moment(signature["revoked_on"])
        return f"chứng thư đã bị thu hồi{f' ngày {show_date(since.date())}' if since else ''}"
    return "đúng, tệp không bị sửa sau khi ký"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
