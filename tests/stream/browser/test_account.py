"""A guest becomes an account in the browser, is signed in elsewhere, signs out, and is forgotten."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dramaport.stream import wallet
from dramaport.stream.ids import new_id

from .conftest import OpenPage, Town

pytestmark = pytest.mark.slow

EMAIL = "reader@example.org"
_WHO = """async () => {
  const headers = { Authorization: `Bearer ${localStorage.getItem("dramaport.token")}` };
  return (await (await fetch("/v1/me", { headers })).json()).id;
}"""


def ask_for_a_letter(page: Page) -> None:
    page.goto("/settings")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text(f"We sent a letter to {EMAIL}")).to_be_visible()


def mailbox(page: Page, town: Town) -> Page:
    shown = page.context.new_page()
    shown.goto(f"{town.sandbox}/mailbox/")
    return shown


def coins(town: Town, viewer: str, count: int) -> None:
    with town.database.begin() as db:
        wallet.credit(
            db, transaction_id=new_id(), viewer=viewer, kind=wallet.Kind.PROMO, paid=0, bonus=count,
            bonus_expires_ms=None, sale=None, at_ms=1,
        )  # fmt: skip


def test_a_letters_link_makes_a_guest_an_account(open_page: OpenPage, town: Town) -> None:
    page = open_page("/settings")
    ask_for_a_letter(page)
    letters = mailbox(page, town)
    letters.get_by_role("link").first.click()
    expect(letters.get_by_text(f"Sign in as {EMAIL}?")).to_be_visible()
    assert "#" not in letters.url, "the code leaves the address bar"
    letters.get_by_role("button", name="Sign in").click()
    expect(letters.get_by_text("You are signed in.")).to_be_visible()
    expect(letters.get_by_text(EMAIL)).to_be_visible()
    expect(letters.get_by_text("This device")).to_be_visible()


def test_on_another_device_the_link_shows_the_code_to_type(open_page: OpenPage, town: Town) -> None:
    page = open_page("/settings")
    ask_for_a_letter(page)
    link = mailbox(page, town).get_by_role("link").first.get_attribute("href")
    assert link is not None
    other = open_page(link.removeprefix(town.app), language="th")
    expect(other.get_by_text("พิมพ์รหัสนี้บนอุปกรณ์ที่คุณเริ่มไว้")).to_be_visible()
    code = other.locator(".code").inner_text()
    page.get_by_label("Code").fill("AAAA-AAAA")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("That code does not fit.")).to_be_visible()
    page.get_by_label("Code").fill(code.lower())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()


@pytest.mark.parametrize("provider", ["Apple", "Google"])
def test_a_provider_signs_in_and_a_guests_coins_go_into_the_account(
    open_page: OpenPage, town: Town, provider: str
) -> None:
    for bonus, told, total in (
        (100, "You are signed in.", "100"),
        (40, "What you had here is in your account now.", "140"),
    ):
        page = open_page("/settings")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        coins(town, page.evaluate(_WHO), bonus)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name=f"Continue with {provider}").click()
        page.get_by_role("button", name="Go on as viewer 1").click()
        expect(page.get_by_text(told)).to_be_visible()
        page.goto("/wallet")
        expect(page.get_by_text(f"{total} coins", exact=True)).to_be_visible()
    with town.database.connect() as db:
        assert wallet.check(db) == ()


def test_signing_out_everywhere_makes_guests_of_all(open_page: OpenPage, town: Town) -> None:
    pages = []
    for _ in range(2):
        page = open_page("/settings")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Continue with Google").click()
        page.get_by_role("button", name="Go on as viewer 2").click()
        expect(page.get_by_text("You are signed in.")).to_be_visible()
        pages.append(page)
    first, second = pages
    second.get_by_role("button", name="Sign out everywhere").click()
    expect(second.get_by_text("You are signed out.")).to_be_visible()
    expect(second.get_by_role("heading", name="Guest")).to_be_visible()
    first.reload()
    expect(first.get_by_role("heading", name="Guest")).to_be_visible()


def test_a_deleted_account_is_gone_and_its_address_begins_anew(open_page: OpenPage, town: Town) -> None:
    page = open_page("/settings")
    ask_for_a_letter(page)
    code = mailbox(page, town).get_by_role("heading", level=2).first.inner_text().split()[0]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    coins(town, page.evaluate(_WHO), 100)
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("Your account was deleted.")).to_be_visible()
    expect(page.get_by_text(EMAIL)).to_have_count(0)
    page.goto("/wallet")
    expect(page.get_by_text("0 coins", exact=True)).to_be_visible()


def test_consents_are_off_until_they_are_given_and_are_remembered(open_page: OpenPage) -> None:
    page = open_page("/settings")
    choice = page.get_by_label("Use what I watch to improve the stories")
    expect(choice).not_to_be_checked()
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.status == 200):
        choice.check()
    page.reload()
    expect(choice).to_be_checked()
    expect(page.get_by_label("Suggest dramas from what I watch")).not_to_be_checked()
