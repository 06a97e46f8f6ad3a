"""A viewer at the wall and in their wallet and settings."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine

from dramaport.stream import wallet

from .conftest import OpenPage

pytestmark = pytest.mark.slow

#: The viewer's id, as the page's own session knows it.
_WHO = """async () => {
  const headers = { Authorization: `Bearer ${localStorage.getItem("dramaport.token")}` };
  return (await (await fetch("/v1/me", { headers })).json()).id;
}"""


def test_a_locked_episode_says_what_would_open_it(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/11")
    sheet = page.get_by_role("dialog", name="Episode 11 is locked")
    expect(sheet.get_by_role("radio", name="This episode 60 coins worth $0.60")).to_be_checked()
    expect(sheet.get_by_role("radio", name="Next 2 episodes")).to_be_visible()
    expect(sheet.get_by_text("60 more coins needed")).to_be_visible()
    expect(sheet.get_by_role("button", name="500 coins").first).to_contain_text("$4.99")
    expect(sheet.get_by_role("button", name="Watch an ad")).to_contain_text("left today")
    expect(sheet.get_by_role("button", name="$19.99 a week")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Episode 11 is locked"


def test_coins_open_it_and_it_plays_at_once(open_page: OpenPage, database: Engine) -> None:
    page = open_page("/wallet")
    expect(page.get_by_text("No movements yet.")).to_be_visible()
    viewer = page.evaluate(_WHO)
    with database.begin() as db:
        wallet.credit(
            db,
            transaction_id="t" * 32,
            viewer=viewer,
            kind=wallet.Kind.PROMO,
            paid=0,
            bonus=100,
            bonus_expires_ms=None,
            sale=None,
            at_ms=1,
        )
    page.goto("/watch/d1/11")
    page.get_by_role("button", name="Unlock for 60 coins").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("() => [...document.querySelectorAll('video')].some((video) => video.currentTime > 0.2)")
    page.goto("/wallet")
    expect(page.get_by_text("Episodes unlocked · Episode 11")).to_be_visible()
    expect(page.get_by_text("40 coins")).to_be_visible()


def test_escape_closes_the_wall_and_the_way_back_to_it_is_a_button(open_page: OpenPage) -> None:
    page = open_page("/watch/d1/11")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Episode 11, locked").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_interface_changes_its_language_and_keeps_it(open_page: OpenPage) -> None:
    page = open_page("/settings")
    page.get_by_label("Interface language").select_option("th")
    expect(page.get_by_role("heading", name="ตั้งค่า")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="ตั้งค่า")).to_be_visible()


def test_an_account_is_deleted_after_one_question(open_page: OpenPage) -> None:
    page = open_page("/settings")
    page.get_by_role("button", name="Delete my account").click()
    with page.expect_response(lambda answer: answer.request.method == "DELETE" and answer.status == 204):
        page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("Your account was deleted.")).to_be_visible()
