"""Recording a step with a phone's microphone, and hearing it again where a visitor taps Nghe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import sounds
from tests.browser.conftest import ARGUMENTS, OpenPage
from tests.browser.quick_site import quick_site
from tests.conftest import make_app
from tests.factories import PASSWORD, make_clip, make_place, make_user, viewer
from tools.machine import chromium
from webapp.models.base import writing
from webapp.models.user import Role
from webapp.services import communes, settings, voices
from webapp.web import audio

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
STEP = "/giong-doc/quet-ma-qr/rad/"
LESSON = "/bai-hoc/quet-ma-qr/"
RECORDED = ((1, "vie"), (2, "vie"), (2, "rad"), (3, "vie"))
LENGTH = """one => new Promise((done) => {
    one.onloadedmetadata = () => done(one.duration);
    one.load();
})"""
ZALO = "Mozilla/5.0 (Linux; Android 12; wv) Chrome/109 Mobile Safari/537.36 Zalo android/12100630"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A commune that also reads in Ê Đê; the first three steps of one lesson have approved clips."""
    folder = tmp_path_factory.mktemp("voices")
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    sound = audio.encoded(sounds.made("ogg", seconds=1.5)).content
    with make_app(url, folder).app_context():
        place = make_place()
        alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
        chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
        admin = viewer(make_user(Role.ADMIN, "quan", place.commune))
        with writing():
            now = communes.settings_of(place.commune.id)
            settings.change(by=admin, settings=replace(now, languages=("rad",)))
        for step, language in RECORDED:
            with writing():
                clip = make_clip(viewer(alice), place=step, language=language, sound=sound)
                voices.approve(by=chi, clip_id=clip.id)
    with quick_site(folder, url) as address:
        yield address


@pytest.fixture(scope="module")
def with_microphone(browser: Browser) -> Iterator[Browser]:
    """A browser whose microphone beeps once a second and whose user allows it."""
    other = browser.browser_type.launch(executable_path=chromium(), args=[*ARGUMENTS, *MICROPHONE])
    yield other
    other.close()


def sign_in(page: Page, site: str, name: str = "alice") -> Page:
    page.goto(f"{site}/dang-nhap")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "dang-nhap" not in url)
    return page


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_member_records_listens_and_sends_also_when_the_network_was_away(
    with_microphone: Browser, site: str
) -> None:
    context = with_microphone.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    page = sign_in(context.new_page(), site)
    page.goto(f"{site}{STEP}4")
    button(page, "Ghi âm")
    expect(page.locator("[data-time]")).to_have_text("0:01", timeout=5000)
    button(page, "Dừng")
    button(page, "Nghe lại")
    expect(page.get_by_text("Đang phát lại…")).to_be_visible()
    context.set_offline(True)
    button(page, "Gửi duyệt")
    expect(page.get_by_text("Mất mạng. Bản ghi còn ở đây")).to_be_visible()
    context.set_offline(False)
    button(page, "Gửi duyệt")
    page.wait_for_url(f"{site}{STEP}5")
    expect(page.get_by_text("Đã gửi: Bước 4")).to_be_visible()
    page.goto(f"{site}{STEP}")
    length = page.locator("li", has_text="Bước 4").locator("audio").evaluate(LENGTH)
    assert 1 <= length < 4
    context.close()


def test_recording_stops_by_itself_after_fifteen_seconds(with_microphone: Browser, site: str) -> None:
    page = sign_in(with_microphone.new_context(service_workers="block").new_page(), site)
    page.clock.install()
    page.goto(f"{site}{STEP}5")
    button(page, "Ghi âm")
    page.wait_for_timeout(1200)
    page.clock.fast_forward(15_000)
    expect(page.get_by_role("button", name="Nghe lại")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi duyệt")).to_be_visible()


def test_without_a_microphone_a_recorder_or_scripts_a_file_is_sent(open_page: OpenPage, site: str) -> None:
    page = sign_in(open_page(), site)
    page.goto(f"{site}{STEP}6")
    expect(page.locator("input[type=file]")).to_be_hidden()
    button(page, "Ghi âm")
    expect(page.locator("[data-said]")).to_contain_text("micro", ignore_case=True)
    expect(page.locator("input[type=file]")).to_be_visible()
    large = {"name": "dai.wav", "mimeType": "audio/wav", "buffer": b"RIFF" * 600_000}
    page.set_input_files("input[type=file]", large)  # type: ignore[arg-type]
    button(page, "Gửi tệp")
    expect(page.locator("#recording-loi")).to_contain_text("Tệp quá lớn, tối đa 2 MB")

    old = sign_in(open_page(), site)
    old.add_init_script("delete window.MediaRecorder")
    old.goto(f"{site}{STEP}6")
    expect(old.get_by_text("Trình duyệt này không ghi âm được")).to_be_visible()
    expect(old.get_by_role("button", name="Ghi âm", exact=True)).to_be_hidden()

    plain = sign_in(open_page(java_script_enabled=False), site)
    plain.goto(f"{site}{STEP}6")
    expect(plain.get_by_text("Bấm Ghi âm")).to_be_hidden()
    sound = {"name": "ghi.m4a", "mimeType": "audio/mp4", "buffer": sounds.made("m4a")}
    plain.set_input_files("input[type=file]", sound)  # type: ignore[arg-type]
    button(plain, "Gửi tệp")
    expect(plain.get_by_text("Đã gửi: Bước 6")).to_be_visible()

    chi = sign_in(open_page(), site, "chi")
    chi.goto(f"{site}/giong-doc/cho-duyet")
    card = chi.locator("[data-hear]").last
    heard = card.get_by_label("Tôi đã nghe hết đoạn này")
    card.get_by_role("button", name="Duyệt").click()
    expect(heard).to_be_focused()
    heard.check()
    expect(card.get_by_text("Chưa nghe hết, vẫn duyệt?")).to_be_visible()
    heard.uncheck()
    card.locator("audio").evaluate("one => { one.muted = true; return one.play(); }")
    expect(heard).to_be_checked(timeout=8000)
    expect(card.get_by_text("Chưa nghe hết")).to_be_hidden()
    card.get_by_role("button", name="Duyệt").click()
    expect(chi.get_by_text("Đã duyệt. Bà con nghe được ngay.")).to_be_visible()


def test_nghe_plays_the_chosen_language_and_says_what_is_missing(open_page: OpenPage, site: str) -> None:
    page = open_page()
    lists: list[str] = []
    page.on("request", lambda request: lists.append(request.url) if ".json" in request.url else None)
    page.goto(f"{site}{LESSON}2")
    assert lists == []
    button(page, "Nghe")
    button(page, "Ê Đê")
    expect(page.get_by_text("Giọng Ê Đê")).to_be_visible()
    expect(page.get_by_role("button", name="Dừng")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe")).to_be_visible(timeout=6000)

    page.goto(f"{site}{LESSON}3")
    button(page, "Nghe")
    expect(page.get_by_text("Đoạn này chưa có giọng Ê Đê. Nghe tiếng Việt.")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe")).to_be_visible(timeout=6000)

    page.goto(f"{site}{LESSON}4")
    button(page, "Nghe")
    told = page.get_by_text("Đoạn này chưa có giọng Ê Đê. Máy này chưa đọc được tiếng Việt")
    expect(told).to_be_visible(timeout=6000)
    assert len(lists) == 1
    button(page, "Đổi tiếng")
    button(page, "Tiếng Việt")
    expect(page.get_by_text("Máy này chưa đọc được tiếng Việt")).to_be_visible()
    page.goto(f"{site}{LESSON}1")
    button(page, "Nghe")
    expect(page.get_by_text("Giọng tiếng Việt")).to_be_visible()


def test_inside_zalo_a_recorded_step_plays_in_place(open_page: OpenPage, site: str) -> None:
    page = open_page(user_agent=ZALO)
    page.goto(f"{site}{LESSON}1")
    button(page, "Nghe")
    button(page, "Tiếng Việt")
    expect(page.get_by_role("button", name="Dừng")).to_be_visible()
    expect(page.get_by_role("link", name="Mở bằng Chrome để nghe")).to_have_count(0)


def test_a_clip_that_does_not_come_gives_way_to_what_the_device_has(open_page: OpenPage, site: str) -> None:
    page = open_page()
    page.add_init_script("localStorage.setItem('tieng-nghe', 'vie')")
    page.route("**/giong-doc/clip/*", lambda route: route.fulfill(status=404))
    page.goto(f"{site}{LESSON}1")
    button(page, "Nghe")
    told = page.get_by_text("Chưa tải được giọng ghi âm. Máy này chưa đọc được tiếng Việt")
    expect(told).to_be_visible(timeout=6000)
