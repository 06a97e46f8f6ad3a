"""A viewer in front of the player: playing, going on, choosing, reading from right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import OpenPage

pytestmark = pytest.mark.slow

#: The three players: position in s, whether halted, seconds loaded.
_PLAYERS = """() => [...document.querySelectorAll("video")].map((video) => ({
  at: video.currentTime, paused: video.paused, rate: video.playbackRate,
  loaded: video.buffered.length ? video.buffered.end(video.buffered.length - 1) : 0,
}))"""
_MOVES = "() => [...document.querySelectorAll('video')].some((video) => !video.paused && video.currentTime > 0.2)"


def plays(page: Page) -> None:
    """Wait until frames move; the first click of a visit lets a page make sound, and autoplay without it is muted."""
    page.wait_for_function(_MOVES)


def test_an_episode_plays_by_itself_and_the_next_is_loaded_before_the_swipe(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1")
    plays(page)
    page.wait_for_function(f"() => ({_PLAYERS})().filter((player) => player.paused && player.loaded > 0).length === 1")
    waiting = next(player for player in page.evaluate(_PLAYERS) if player["paused"] and player["loaded"] > 0)
    assert waiting["loaded"] <= 2.1, "one segment, not more"


def test_a_swipe_and_an_arrow_key_go_on_and_back(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1")
    plays(page)
    page.mouse.move(195, 600)
    page.mouse.down()
    page.mouse.move(195, 300, steps=5)
    page.mouse.up()
    page.wait_for_url("**/watch/d1/2")
    plays(page)
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**/watch/d1/3")
    page.keyboard.press("ArrowUp")
    page.wait_for_url("**/watch/d1/2")
    plays(page)


def test_an_episode_that_ends_is_followed_by_the_next(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1?t=3")
    page.wait_for_url("**/watch/d1/2")
    plays(page)


@pytest.mark.parametrize("path", ["/watch/nowhere/1", "/watch/d1/99"])
def test_an_address_of_no_episode_says_so_and_leads_home(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(page.get_by_text("There is nothing at this address.")).to_be_visible()
    page.get_by_role("link", name="Home").last.click()
    page.wait_for_url("**/")


def test_a_tap_halts_and_a_held_finger_doubles_the_speed(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1")
    plays(page)
    page.mouse.move(195, 400)
    page.mouse.down()
    page.wait_for_function(f"() => ({_PLAYERS})().some((player) => player.rate === 2)")
    page.mouse.up()
    page.wait_for_function(f"() => ({_PLAYERS})().every((player) => player.rate === 1)")
    page.mouse.click(195, 400)
    page.wait_for_function(f"() => ({_PLAYERS})().every((player) => player.paused)")


def test_two_taps_like(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1")
    plays(page)
    with page.expect_request(lambda asked: asked.method == "PUT" and asked.url.endswith("/v1/likes/d1/1")):
        page.mouse.dblclick(195, 400)
    expect(page.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")


def test_dragging_shows_small_pictures_and_leads_there(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1")
    plays(page)
    box = page.get_by_role("slider", name="Position").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=4)
    expect(page.locator(".preview .tile")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".preview")).to_have_count(0)
    page.wait_for_function(f"() => ({_PLAYERS})().some((player) => player.at > 2)")


def test_voice_and_subtitles_are_chosen_apart_and_remembered(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/1")
    plays(page)
    page.keyboard.press("k")
    page.get_by_role("button", name="Voice and subtitles").click()
    sheet = page.get_by_role("dialog")
    voices, subtitles = (sheet.get_by_role("group", name=name, exact=True) for name in ("Voice", "Subtitles"))
    for choice in (voices.get_by_label("Español"), subtitles.get_by_label("Off"), subtitles.get_by_label("English")):
        with page.expect_response(lambda answer: answer.request.method == "PATCH"):
            choice.check()
    page.keyboard.press("Escape")
    page.get_by_role("slider", name="Position").fill("1500")
    expect(page.locator(".captions")).to_contain_text("[en]")
    page.reload()
    page.get_by_role("button", name="Voice and subtitles").click()
    expect(voices.get_by_role("radio", checked=True)).to_have_value("es")
    expect(subtitles.get_by_role("radio", checked=True)).to_have_value("en")


def test_arabic_is_read_from_right_to_left_in_a_frame_that_does_not_overflow(open_page: OpenPage) -> None:
    page = open_page("/", language="ar-SA")
    expect(page.get_by_role("heading", name="المعبر").first).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    search, icon = page.get_by_role("searchbox").bounding_box(), page.locator("search svg").bounding_box()
    assert search is not None and icon is not None
    assert icon["x"] > search["x"] + search["width"] / 2, "the lens stands where reading begins"


@pytest.mark.parametrize("path", ["/", "/drama/d1", "/wallet", "/history", "/settings", "/watch/d1/1", "/watch/d1/12"])
def test_every_screen_is_marked_as_a_sandbox_and_fits(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(page.get_by_text("Sandbox")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
