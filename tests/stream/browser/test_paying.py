"""Every way through the wall, with the sandbox's shop and ad network behind it: only their signed word opens anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from conftest import wait_until
from dramaport.stream import wallet

from .conftest import OpenPage, Town

pytestmark = pytest.mark.slow

_MOVES = "() => [...document.querySelectorAll('video')].some((video) => !video.paused && video.currentTime > 0.2)"


#: What the API says to the page's own viewer.
_ASK = """async (path) => {
  const headers = { Authorization: `Bearer ${localStorage.getItem("dramaport.token")}` };
  return (await fetch(path, { headers })).json();
}"""


def plays(page: Page) -> None:
    page.wait_for_function(_MOVES)


def at_the_wall(open_page: OpenPage, number: int = 11) -> Page:
    page = open_page(f"/watch/d1/{number}")
    expect(page.get_by_role("dialog", name=f"Episode {number} is locked")).to_be_visible()
    return page


def buy(page: Page, item: str, way: str = "Pay by card") -> None:
    """Press the item's button and pay on the page that opens."""
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=item).first.click()
    shop = opened.value
    shop.get_by_role("button", name=way).click()
    shop.wait_for_load_state()


def test_coins_are_bought_and_open_the_episode(open_page: OpenPage, town: Town) -> None:
    page = at_the_wall(open_page)
    buy(page, "500 coins")
    page.get_by_role("button", name="Unlock for 60 coins").click(timeout=20_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    plays(page)
    page.goto("/wallet")
    expect(page.get_by_text("440 coins")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Coins bought")).to_have_count(1)
    with town.database.connect() as db:
        assert wallet.check(db) == ()


@pytest.mark.parametrize("way", ["Buy as in the App Store", "Buy as in Google Play"])
def test_what_a_phones_store_sold_is_there_as_well(open_page: OpenPage, way: str) -> None:
    page = at_the_wall(open_page)
    buy(page, "500 coins", way)
    wait_until(lambda: page.evaluate(_ASK, "/v1/wallet")["balance"] == 500)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Unlock for 60 coins").click()
    plays(page)


def test_the_app_believes_the_stores_message_and_no_page(open_page: OpenPage) -> None:
    page = at_the_wall(open_page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="500 coins").first.click()
    shop = opened.value
    shop.get_by_role("link", name="Do not buy").click()  # comes back to the app's own wallet page
    expect(page.get_by_text("Waiting for confirmation…")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("60 more coins needed")).to_be_visible()


def test_an_advertisement_opens_one_episode_and_counts(open_page: OpenPage) -> None:
    page = at_the_wall(open_page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Watch an ad").click()
    shown = opened.value
    shown.get_by_role("button", name="I watched it").click(timeout=15_000)
    plays(page)
    page.keyboard.press("ArrowDown")
    sheet = page.get_by_role("dialog", name="Episode 12 is locked")
    expect(sheet.get_by_role("button", name="Watch an ad")).to_contain_text("4 of 5 left today")


def test_a_subscription_opens_everything(open_page: OpenPage) -> None:
    page = at_the_wall(open_page)
    buy(page, "$19.99 a week")
    page.wait_for_function(_MOVES, timeout=20_000)
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**/watch/d1/12")
    expect(page.get_by_role("dialog")).to_have_count(0)
    plays(page)


def test_a_refund_in_the_shop_closes_what_it_paid_for(open_page: OpenPage, town: Town) -> None:
    page = at_the_wall(open_page)
    buy(page, "500 coins")
    page.get_by_role("button", name="Unlock for 60 coins").click(timeout=20_000)
    plays(page)
    orders = page.context.new_page()
    orders.goto(f"{town.sandbox}/orders")
    orders.get_by_role("button", name="Refund").first.click()
    orders.wait_for_load_state()
    wait_until(lambda: page.evaluate(_ASK, "/v1/feed?drama=d1&from=11&count=1")["items"][0]["ticket"] is None)
    page.goto("/watch/d1/11")
    expect(page.get_by_role("dialog", name="Episode 11 is locked")).to_be_visible()
    page.goto("/wallet")
    expect(page.get_by_text("60 coins of a returned purchase are still owed")).to_be_visible()
    expect(page.get_by_text("Refund", exact=True)).to_be_visible()


def test_the_next_episodes_open_together(open_page: OpenPage) -> None:
    page = at_the_wall(open_page)
    buy(page, "500 coins")
    page.get_by_role("radio", name="Next 2 episodes").click(timeout=20_000)
    page.get_by_role("button", name="Unlock for 120 coins").click()
    plays(page)
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**/watch/d1/12")
    plays(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
