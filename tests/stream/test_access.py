"""Who may watch what, where and when: the decision as a table of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.stream.access import Reason, allowed_languages, decide
from dramaport.stream.markets import usual_markets
from dramaport.stream.values import AgeBand, Avail, LicenseType, Show, Viewer, Way

MARKETS = usual_markets()
SHOW = Show(drama="d", episodes=80)
EVERYTHING = frozenset({LicenseType.SVOD, LicenseType.TVOD, LicenseType.AVOD})
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def right(
    territories: str = "US BR SA", start: date = date(2026, 1, 1), end: date | None = None, **more: object
) -> Avail:
    told = {"id": "a", "drama": "d", "licenses": EVERYTHING, **more}
    return Avail.model_validate({**told, "territories": frozenset(territories.split()), "start": start, "end": end})


def viewer(territory: str = "US", **more: object) -> Viewer:
    return Viewer.model_validate({"id": "v", "territory": territory, **more})


def asked(number: int, person: Viewer | None = None, *rights: Avail, now: datetime = NOON, **more: object):
    return decide(person or viewer(), SHOW, number, now, MARKETS, rights or (right(),), **more)


def test_the_first_ten_are_free_and_the_eleventh_is_the_wall() -> None:
    assert (asked(10).open, asked(10).reason) == (True, Reason.FREE)
    wall = asked(11)
    assert (wall.open, wall.reason) == (False, Reason.LOCKED)
    assert wall.ways == (Way.SUBSCRIPTION, Way.COIN, Way.AD)
    assert wall.coin_price == 60


def test_what_was_unlocked_stays_open() -> None:
    assert asked(11, viewer(unlocked={11})).reason is Reason.UNLOCKED
    assert not asked(12, viewer(unlocked={11})).open


@pytest.mark.parametrize(("left", "opens"), [(timedelta(seconds=1), True), (timedelta(0), False)])
def test_a_subscription_opens_everything_until_its_last_moment(left: timedelta, opens: bool) -> None:
    assert asked(80, viewer(subscribed_until=NOON + left)).open is opens


def test_a_subscription_does_not_open_what_it_is_not_licensed_for() -> None:
    only_coins = right(licenses=frozenset({LicenseType.TVOD}))
    locked = asked(11, viewer(subscribed_until=NOON + timedelta(days=1)), only_coins)
    assert (locked.open, locked.ways) == (False, (Way.COIN,))


def test_after_todays_advertisements_that_way_is_closed() -> None:
    assert Way.AD in asked(11, viewer(ads_today=4)).ways
    assert asked(11, viewer(ads_today=4)).ads_left == 1
    assert Way.AD not in asked(11, viewer(ads_today=5)).ways


def test_where_nothing_is_sold_nothing_is_shown() -> None:
    assert asked(1, viewer("AQ")).reason is Reason.NO_MARKET
    assert asked(1, viewer("JP")).reason is Reason.NO_RIGHT


def test_a_right_begins_and_ends_at_the_territorys_own_midnight() -> None:
    """In Saudi Arabia the first of December begins three hours before it does in London."""
    window = right("SA", date(2026, 12, 1), date(2026, 12, 2))
    begins = datetime(2026, 11, 30, 21, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    assert asked(1, viewer("SA"), window, now=begins - moment).reason is Reason.NOT_YET
    assert asked(1, viewer("SA"), window, now=begins - moment).since == begins
    assert asked(1, viewer("SA"), window, now=begins).open
    assert asked(1, viewer("SA"), window, now=begins + timedelta(days=1) - moment).open
    assert asked(1, viewer("SA"), window, now=begins + timedelta(days=1)).reason is Reason.ENDED


def test_brazil_on_the_first_of_march() -> None:
    later = right("BR", date(2027, 3, 1))
    assert asked(1, viewer("BR"), later, now=datetime(2027, 3, 1, 2, 59, tzinfo=UTC)).reason is Reason.NOT_YET
    assert asked(1, viewer("BR"), later, now=datetime(2027, 3, 1, 3, 0, tzinfo=UTC)).open


def test_a_language_held_back_is_closed_and_the_others_are_named() -> None:
    held = right(holdback=frozenset({"es"}))
    refused = asked(1, viewer(), held, language="es")
    assert (refused.reason, refused.languages) == (Reason.LANGUAGE, ("en", "fr"))
    assert asked(1, viewer(), held, language="en").open


def test_languages_are_those_that_some_right_allows() -> None:
    us = MARKETS[0]
    assert allowed_languages(us, [right(languages=frozenset({"es"}))]) == ("es",)
    assert allowed_languages(us, [right(languages=frozenset({"es"})), right(languages=frozenset({"en"}))]) == (
        "en",
        "es",
    )


@pytest.mark.parametrize(
    ("age", "least", "consent", "opens"),
    [
        (AgeBand.ADULT, 18, False, True),
        (AgeBand.TEEN, 18, True, False),
        (AgeBand.TEEN, 13, False, True),
        (AgeBand.UNKNOWN, 13, False, True),
        (AgeBand.UNKNOWN, 18, False, False),
        (AgeBand.UNDER_13, 0, False, False),
        (AgeBand.UNDER_13, 0, True, True),
        (AgeBand.UNDER_13, 13, True, False),
    ],
)
def test_age_and_a_parents_word(age: AgeBand, least: int, consent: bool, opens: bool) -> None:
    show = SHOW.model_copy(update={"least_age": least})
    person = viewer(age=age, parent_consents=consent)
    assert decide(person, show, 1, NOON, MARKETS, (right(),)).open is opens


def test_an_episode_that_does_not_exist() -> None:
    assert asked(0).reason is Reason.NO_EPISODE
    assert asked(81).reason is Reason.NO_EPISODE


@given(
    number=st.integers(-1, 90),
    ads=st.integers(0, 30),
    unlocked=st.frozensets(st.integers(1, 80)),
    days=st.integers(-400, 400),
    territory=st.sampled_from(["US", "BR", "SA", "JP", "AQ"]),
)
def test_an_open_door_needs_no_key_and_a_locked_one_names_its_price(
    number: int, ads: int, unlocked: frozenset[int], days: int, territory: str
) -> None:
    person = viewer(territory, ads_today=ads, unlocked=unlocked)
    answer = asked(number, person, right(end=date(2027, 6, 1)), now=NOON + timedelta(days=days))
    assert answer.open == (answer.reason in (Reason.FREE, Reason.UNLOCKED, Reason.SUBSCRIBED))
    assert bool(answer.ways) <= (answer.reason is Reason.LOCKED)
    assert (answer.coin_price > 0) == (answer.reason is Reason.LOCKED)
