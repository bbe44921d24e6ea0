"""A lesson in the words of a message for a Zalo group, and of the hamlet's loudspeaker."""

from __future__ import annotations

from webapp.lessons.schema import Lesson

NEVER_ASKED = "Trang này không hỏi mật khẩu, mã OTP hay số căn cước."
OWN_RULE = "Không đọc mã OTP, không đưa mật khẩu cho ai, kể cả người đến giúp."


def group_message(lesson: Lesson, url: str) -> str:
    """A text to paste into a group chat; `url` stands on a line of its own, so that every phone links it."""
    lines = (
        f"Bài học: {lesson.title}",
        lesson.goal,
        f"{len(lesson.steps)} bước có hình, khoảng {lesson.minutes} phút, không cần đăng nhập. Bấm để xem:",
        url,
        NEVER_ASKED,
    )
    return "\n".join(lines)


def loudspeaker_text(lesson: Lesson) -> str:
    """About a minute to read aloud; paragraphs are the reader's breaths. No address: ears can't tap."""
    points = (
        f"{word}: {point}"
        for word, point in zip(("Một là", "Hai là", "Ba là"), lesson.teach.say, strict=False)
    )
    paragraphs = (
        f"Kính thưa bà con. Tổ công nghệ số cộng đồng xin nói về việc: {lesson.title}.",
        lesson.goal,
        "Bà con nhớ mấy điều sau.",
        *points,
        "Bà con muốn tập thử thì mở bài học trên điện thoại, hoặc gọi tổ viên của thôn, tổ đến tận nhà "
        "chỉ giúp, không mất tiền.",
        f"Xin nhắc lại. {OWN_RULE} Xin cảm ơn bà con đã nghe.",
    )
    return "\n\n".join(paragraphs)
