"""Prices, rights by date, and a support person's view of a wallet, as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from cli_making import TITLE, Command, refused
from dramaport.cli.context import House, open_house
from dramaport.drama import repository as dramas
from dramaport.settings import Settings
from dramaport.stream import repository, wallet
from dramaport.stream.accounts import repository as accounts
from dramaport.stream.accounts.values import Identity, SignInWay
from dramaport.stream.catalogue import Show
from dramaport.stream.ids import new_id
from dramaport.stream.markets import usual_markets
from dramaport.stream.people import Person
from dramaport.stream.support import repository as support
from dramaport.stream.values import Avail, LicenseType
from dramaport.stream.wallet import Kind, Sale, Share, Stake

REASON = "the advertisement did not count"


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    """A drama of twelve episodes, sold in Brazil from March 2027 to June."""
    made = open_house(Settings(home=home))
    with made.database.begin() as db:
        drama = dramas.create(db, TITLE, "zh")
        repository.put_markets(db, usual_markets())
        repository.put_show(db, Show(drama=drama.id, title=TITLE, source="zh", episodes=12), 1)
        everything = frozenset({LicenseType.SVOD, LicenseType.TVOD})
        repository.put_avail(
            db,
            Avail(
                id="a1", drama=drama.id, territories=frozenset({"BR"}), licenses=everything,
                start=date(2027, 3, 1), end=date(2027, 6, 1), holdback=frozenset({"es"}),
            ),
        )  # fmt: skip
    yield made
    made.database.dispose()


@pytest.fixture
def viewer(house: House) -> str:
    """An account with a purchase, two opened episodes, and a name."""
    person = Person(id=new_id(), kind="account", since_ms=1, territory="US")
    drama = house.drama(TITLE).id
    with house.database.begin() as db:
        repository.put_person(db, person)
        accounts.put_identity(db, Identity(way=SignInWay.EMAIL, subject="reader@example.org"), person.id, 1)
        sale = Sale(store="stripe", amount=499, currency="USD")
        wallet.credit(
            db, transaction_id=new_id(), viewer=person.id, kind=Kind.PURCHASE, paid=500, bonus=0,
            bonus_expires_ms=None, sale=sale, at_ms=1_790_000_000_000,
        )  # fmt: skip
        share = Share(stakes=(Stake(creator="studio", points=5000),))
        wallet.unlock(
            db, viewer=person.id, drama=drama, numbers=(11, 12), price_each=60, key="k" * 8, body_hash="h",
            share=share, at_ms=1_790_000_000_001,
        )  # fmt: skip
    return person.id


# --- prices ------------------------------------------------------------------------------------------------------------


def test_a_price_is_set_in_the_markets_currency_and_listed(house: House, dramaport: Command) -> None:
    assert "15.90 BRL" in dramaport("price", "set", "br", "c500", "15.90", "BRL").out
    said = dramaport("price", "list", "--market", "br").out
    assert re.search(r"c500 +│ 15\.90 BRL", said)
    assert "USD" not in said


def test_packs_and_plans_are_made_and_others_stay(house: House, dramaport: Command) -> None:
    dramaport("price", "set", "jp", "c3000", "4800", "JPY", "--coins", "3000", "--bonus", "500")
    dramaport("price", "set", "jp", "year", "29800", "JPY", "--period", "year")
    with house.database.begin() as db:
        japan = next(market for market in repository.markets(db) if market.code == "jp")
    assert [(pack.id, pack.amount) for pack in japan.packs] == [("c500", 800), ("c1000", 1600), ("c3000", 4800)]
    assert [(plan.id, plan.amount) for plan in japan.plans][-1] == ("year", 29800)


def test_an_episode_costs_its_own_by_drama_and_market(house: House, dramaport: Command) -> None:
    dramaport("price", "set", "br", "episode", "50", "COIN", "--drama", TITLE)
    dramaport("price", "set", "us", "episode", "70", "COIN")
    said = dramaport("price", "list", "--drama", TITLE).out
    assert re.search(rf"br +│ episode +│ 50 COIN +│ an episode of {TITLE}", said)
    assert re.search(rf"us +│ episode +│ 70 COIN +│ an episode of {TITLE}", said)
    assert "50 coins" in dramaport("avail", "show", TITLE, "BR", "2027-03-01").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("br", "c500", "-3", "BRL"), ("above zero", "-3")),
        (("br", "c500", "0", "BRL"), ("above zero",)),
        (("br", "c500", "NaN", "BRL"), ("NaN",)),
        (("br", "c500", "dear", "BRL"), ("dear", "4.99")),
        (("br", "c500", "1e40", "BRL"), ("zeros",)),
        (("br", "c500", "4.99", "USD"), ("BRL", "USD")),
        (("br", "episode", "4.99", "BRL"), ("COIN",)),
        (("br", "episode", "-5", "COIN"), ("-5", "coins")),
        (("jp", "c500", "4.5", "JPY"), ("JPY has 0 decimals",)),
        (("xx", "c500", "4.99", "USD"), ("'xx'", "known are us, gb")),
        (("br", "c9", "4.99", "BRL"), ("'c9'", "--coins", "c500")),
        (("br", "c500", "4.99", "BRL", "--drama", TITLE), ("--drama",)),
        (("br", "week", "4.99", "BRL", "--coins", "5"), ("plan",)),
        (("br", "c500", "4.99", "BRL", "--period", "week"), ("pack",)),
        (("br", "c9", "4.99", "BRL", "--coins", "0"), ("one coin or more",)),
        (("br", "episode", "60", "COIN", "--drama", "nothing"), ("nothing",)),
    ],
    ids=lambda value: " ".join(value),
)
def test_what_is_no_price_is_refused_and_nothing_changes(
    house: House, dramaport: Command, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    before = dramaport("price", "list").out
    refused(dramaport("price", "set", *words), *told)
    assert dramaport("price", "list").out == before


# --- rights by date ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2027-02-28", "episodes 1 to 12: closed: not_yet (2027-03-01)"),
        ("2027-03-01", "episodes 1 to 10: open: free\nepisodes 11 to 12: locked; opens by a subscription, 60 coins"),
        ("2027-06-01", "episodes 1 to 12: closed: ended (2027-06-01)"),
    ],
)
def test_a_territory_is_shown_at_a_date(house: House, dramaport: Command, day: str, told: str) -> None:
    assert told in dramaport("avail", "show", TITLE, "br", day).out


def test_a_language_held_back_is_closed_there(house: House, dramaport: Command) -> None:
    said = dramaport("avail", "show", TITLE, "BR", "2027-03-01", "--lang", "es").out
    assert "episodes 1 to 12: closed: language" in said
    assert "languages: pt-BR en" in said


@pytest.mark.parametrize(("words", "told"), [(("AQ",), "AQ"), (("BR", "1 March"), "1 March")])
def test_no_territory_and_no_day_are_refused(
    house: House, dramaport: Command, words: tuple[str, ...], told: str
) -> None:
    refused(dramaport("avail", "show", TITLE, *words), told)


# --- wallets -----------------------------------------------------------------------------------------------------------


def test_an_account_is_found_by_its_address_and_shown_whole(dramaport: Command, viewer: str) -> None:
    assert viewer in dramaport("wallet", "find", "READER@").out
    for who in (viewer, "reader@example.org"):
        said = dramaport("wallet", "show", who).out
        assert "380 coins: 380 bought, 0 given" in said
        assert f"{TITLE}: opened 11, 12" in said
        assert "4.99 USD" in said
        assert said.count("-60") == 2


def test_support_sees_why_an_episode_is_closed(dramaport: Command, viewer: str) -> None:
    refused(dramaport("wallet", "show", viewer, "--drama", "nothing"), "nothing")
    said = dramaport("wallet", "show", viewer, "--drama", TITLE, "--episode", "12").out
    assert "episode 12: closed: no_right" in said


def test_a_grant_has_a_reason_and_a_name_and_is_in_the_books(house: House, dramaport: Command, viewer: str) -> None:
    said = dramaport("wallet", "grant", viewer, "100", "--reason", REASON, "--by", "ann").out
    assert "100 coins are given" in said
    shown = dramaport("wallet", "show", viewer).out
    assert "480 coins: 380 bought, 100 given" in shown
    assert "ann" in shown
    assert "the books are right" in dramaport("wallet", "check").out


def test_above_the_days_limit_a_second_person_must_agree(house: House, dramaport: Command, viewer: str) -> None:
    dramaport("wallet", "grant", viewer, "500", "--reason", REASON, "--by", "ann")
    said = dramaport("wallet", "grant", viewer, "200", "--reason", REASON, "--by", "ann").out
    waiting = re.search(r"approve (\w{32})", said)
    assert waiting is not None
    assert "880 coins" in dramaport("wallet", "show", viewer).out
    refused(dramaport("wallet", "approve", waiting[1], "--by", "Ann "), "another person")
    assert "200 coins are given" in dramaport("wallet", "approve", waiting[1], "--by", "ben").out
    refused(dramaport("wallet", "approve", waiting[1], "--by", "cyd"), "given already")
    assert "1080 coins" in dramaport("wallet", "show", viewer).out
    with house.database.begin() as db:
        grants = support.of_viewers(db, (viewer,))
    assert [(grant.asked_by, grant.approved_by) for grant in grants] == [("ann", "ben"), ("ann", None)]


def test_the_database_itself_wants_two_people(house: House, viewer: str) -> None:
    grant = support.Grant(
        id=new_id(), viewer=viewer, coins=1, reason=REASON, asked_by="ann", asked_ms=1, approved_by="ann"
    )
    with pytest.raises(IntegrityError), house.database.begin() as db:
        support.add(db, grant)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("0", "--reason", REASON), "give 1 to"),
        (("50000", "--reason", REASON), "give 1 to"),
        (("10",), "--reason"),
        (("10", "--reason", "hm"), "--reason"),
        (("10", "--reason", REASON, "--by", " "), "--by"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(dramaport: Command, viewer: str, words: tuple[str, ...], told: str) -> None:
    refused(dramaport("wallet", "grant", viewer, *words), told)
    assert "380 coins" in dramaport("wallet", "show", viewer).out


@pytest.mark.parametrize(
    "words",
    [("show", "nobody"), ("find", "nobody@"), ("grant", "nobody", "10", "--reason", REASON), ("approve", "none")],
)
def test_nobody_is_named(house: House, dramaport: Command, words: tuple[str, ...]) -> None:
    refused(dramaport("wallet", *words), words[1])


def test_a_creators_statement_says_coins_and_money(dramaport: Command, viewer: str) -> None:
    said = dramaport("wallet", "statement", "studio", "--from", "2026-09-01", "--to", "2026-10-01").out
    assert re.search(rf"{TITLE} +│ 60 +│ 0", said)
    assert "worth 0.59 USD" in said
    refused(dramaport("wallet", "statement", "studio", "--from", "2026-10-01", "--to", "2026-09-01"), "--from")
    refused(dramaport("wallet", "statement", "studio", "--from", "yesterday"), "yesterday")


def test_books_that_are_wrong_are_named_and_the_command_fails(
    house: House, dramaport: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wallet, "check", lambda _: (wallet.Problem(rule="a rule", subject="it", found="3"),))
    said = dramaport("wallet", "check")
    assert "a rule: it (3)" in said.out
    assert said.code != 0
