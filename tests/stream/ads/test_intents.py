"""An advertisement opens the episode it was asked for, once, within the caps, on the network's word alone."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from dramaport.data.engine import open_database
from dramaport.stream import wallet
from dramaport.stream.ads.grant import open_episode
from dramaport.stream.ads.intents import Reward, ask, reward
from dramaport.stream.ads.values import Intent, IntentState, Policy, Watched
from dramaport.stream.ids import new_id
from dramaport.stream.stores.problems import Capped, NotEarned

NOON = 1_790_000_000_000 - 1_790_000_000_000 % 86_400_000 + 43_200_000  # of a day in UTC
AD = 15_000
POLICY = Policy(daily_cap=3, timezone="UTC", origin_daily_cap=4)
ANNA, BELA = "0" * 31 + "a", "0" * 31 + "b"


@dataclass
class Network:
    """Asks for intents and says that they were watched."""

    engine: Engine
    policy: Policy = POLICY
    opened: list[tuple[str, int]] = field(default_factory=list)

    def ask(self, number: int = 11, viewer: str = ANNA, at: int = NOON, origin: str = "", refunds: int = 0) -> Intent:
        with self.engine.begin() as db:
            return ask(
                db, viewer=viewer, market="us", drama="d", number=number, policy=self.policy, origin=origin,
                refunds=refunds, now_ms=at,
            )  # fmt: skip

    def watch(self, intent: Intent, at: int = NOON + AD, name: str | None = None, **more: str) -> Reward:
        told = {"custom_data": intent.custom_data, "user_id": intent.viewer, **more}
        word = Watched(transaction_id=name or f"tx-{intent.id}", ad_unit="1", at_ms=at, **told)
        with self.engine.begin() as db:
            return reward(db, word, lambda code: self.policy if code == "us" else None, self._grant, at)

    def _grant(self, _: Connection, intent: Intent, now_ms: int) -> None:
        self.opened.append((intent.viewer, intent.number))

    def earn(self, number: int, at: int, **more: str) -> Reward:
        return self.watch(self.ask(number, at=at, **more), at + AD)


@pytest.fixture
def network(database: Engine) -> Network:
    return Network(database)


def test_a_watched_advertisement_opens_its_episode_once(network: Network) -> None:
    intent = network.ask()
    assert network.watch(intent) is Reward.GRANTED
    assert [network.watch(intent) for _ in range(3)] == [Reward.KNOWN] * 3
    assert network.opened == [(ANNA, 11)]


def test_one_intent_is_not_paid_twice_by_two_transactions(network: Network) -> None:
    """Fraud: replayed."""
    intent = network.ask()
    network.watch(intent)
    with pytest.raises(NotEarned, match="spent"):
        network.watch(intent, NOON + 2 * AD, name="another")
    assert network.opened == [(ANNA, 11)]


def test_one_transaction_is_not_worth_two_intents(network: Network) -> None:
    first, second = network.ask(11), network.ask(12)
    assert network.watch(first, name="tx") is Reward.GRANTED
    assert network.watch(second, NOON + 2 * AD, name="tx") is Reward.KNOWN
    assert network.opened == [(ANNA, 11)]


@pytest.mark.parametrize(
    "data", ["", "d.11", "x.y", "{id}.", "{id}.00", "{id}", ".{nonce}", "{id}.{nonce}x", "{id}.ÿ", "\x00.y"]
)
def test_a_made_up_intent_opens_nothing(network: Network, data: str) -> None:
    """Fraud: a client that says what was watched. Without the intent's nonce nobody can."""
    intent = network.ask()
    with pytest.raises(NotEarned):
        network.watch(intent, custom_data=data.format(id=intent.id, nonce=intent.nonce))
    assert not network.opened


def test_another_viewers_advertisement_opens_nothing(network: Network) -> None:
    with pytest.raises(NotEarned):
        network.watch(network.ask(), user_id=BELA)


def test_an_intent_runs_out(network: Network) -> None:
    intent = network.ask()
    assert intent.state(intent.expires_ms - 1) is IntentState.OPEN
    assert intent.state(intent.expires_ms) is IntentState.EXPIRED
    with pytest.raises(NotEarned):
        network.watch(intent, intent.expires_ms + 1)


def test_an_advertisement_watched_before_it_was_asked_for_opens_nothing(network: Network) -> None:
    with pytest.raises(NotEarned):
        network.watch(network.ask(), NOON - 1)


@pytest.mark.parametrize("after", [0, 1, 4_999])
def test_an_advertisement_that_was_over_at_once_was_not_watched(network: Network, after: int) -> None:
    """Fraud: an ad farm's cadence."""
    with pytest.raises(NotEarned):
        network.watch(network.ask(), NOON + after)


def test_two_advertisements_at_once_open_one_episode(network: Network) -> None:
    """Fraud: an ad farm's cadence."""
    first, second = network.ask(11), network.ask(12)
    network.watch(first, NOON + AD)
    with pytest.raises(NotEarned, match="at once"):
        network.watch(second, NOON + AD + 1_000)
    assert network.watch(second, NOON + 2 * AD) is Reward.GRANTED


def test_a_days_cap_holds_for_new_intents_and_for_those_begun_before(network: Network) -> None:
    """Fraud: an ad farm's number."""
    early = [network.ask(number) for number in range(11, 16)]
    for place, intent in enumerate(early[:3]):
        network.watch(intent, NOON + (place + 1) * AD)
    with pytest.raises(Capped, match="tomorrow"):
        network.watch(early[3], NOON + 5 * AD)
    with pytest.raises(Capped, match="tomorrow"):
        network.ask(16)
    assert len(network.opened) == 3
    assert network.ask(16, at=NOON + 86_400_000).number == 16


def test_the_cap_is_the_days_of_the_markets_time_zone() -> None:
    midnight = 1_790_000_000_000 - 1_790_000_000_000 % 86_400_000
    assert Policy(daily_cap=1, timezone="UTC").day(midnight) != Policy(daily_cap=1, timezone="America/New_York").day(
        midnight
    )


def test_many_accounts_behind_one_address_share_a_cap(network: Network) -> None:
    """Fraud: guest accounts in a farm."""
    for place in range(4):
        network.earn(11, NOON + place * AD, viewer=f"guest{place}", origin="farm")
    with pytest.raises(Capped, match="network"):
        network.ask(viewer="guest5", origin="farm")
    assert network.ask(viewer="guest5", origin="home")


def test_asking_again_gives_the_same_intent_and_too_many_are_refused(network: Network) -> None:
    assert network.ask(11) == network.ask(11)
    for number in range(12, 16):
        network.ask(number)
    with pytest.raises(Capped, match="begun and not watched"):
        network.ask(16)


def test_who_had_many_purchases_given_back_gets_no_advertisements(network: Network) -> None:
    """Fraud: repeated refunders."""
    assert network.ask(refunds=2)
    with pytest.raises(Capped, match="given back"):
        network.ask(12, refunds=3)


def test_a_market_that_is_gone_pays_nothing(network: Network) -> None:
    intent = network.ask()
    word = Watched(transaction_id="t", ad_unit="1", at_ms=NOON + AD, custom_data=intent.custom_data)
    with network.engine.begin() as db, pytest.raises(NotEarned, match="market"):
        reward(db, word, lambda _: None, network._grant, NOON)


def test_the_networks_own_test_moves_nothing(network: Network) -> None:
    word = Watched(transaction_id="t", ad_unit="1", at_ms=NOON)
    with network.engine.begin() as db:
        assert reward(db, word, lambda _: POLICY, network._grant, NOON) is Reward.TEST
    assert not network.opened


def test_the_wallet_has_the_episode_and_stays_sound(database: Engine) -> None:
    network = Network(database)
    intent = network.ask()
    word = Watched(transaction_id="t", ad_unit="1", at_ms=NOON + AD, custom_data=intent.custom_data)
    with database.begin() as db:
        reward(db, word, lambda _: POLICY, open_episode, NOON + AD)
    with database.connect() as db:
        assert wallet.entitled(db, ANNA, "d") == {11}
        assert wallet.check(db) == ()


def test_a_grant_that_fails_leaves_the_intent_unspent(network: Network) -> None:
    """Spent and opened, or neither: the transaction is one."""
    intent = network.ask()
    word = Watched(transaction_id="t", ad_unit="1", at_ms=NOON + AD, custom_data=intent.custom_data)

    def fail(*_: object) -> None:
        raise OSError("the power went")

    with pytest.raises(OSError, match="power"), network.engine.begin() as db:
        reward(db, word, lambda _: POLICY, fail, NOON)
    assert network.watch(intent) is Reward.GRANTED


CALLBACKS = (0, 1, 2, 3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(CALLBACKS), st.lists(st.sampled_from(CALLBACKS), max_size=4))
def test_callbacks_in_any_order_and_number_open_as_many_as_the_cap(
    network: Network, arrived: list[int], again: list[int]
) -> None:
    viewer = new_id()
    network.opened.clear()
    intents = [network.ask(11 + which, viewer=viewer) for which in CALLBACKS]
    for which in (*arrived, *again):
        with contextlib.suppress(Capped):
            network.watch(intents[which], NOON + (which + 1) * AD)
    assert len(network.opened) == len(set(network.opened)) == POLICY.daily_cap


@pytest.mark.services
def test_the_cap_holds_when_everything_comes_at_once_on_postgresql(postgres: str) -> None:
    engine = open_database(postgres)
    network = Network(engine, Policy(daily_cap=2, timezone="UTC", least_ms=0))
    viewer = f"pg{time.time_ns()}"
    intents = [network.ask(number, viewer=viewer) for number in (11, 12, 13, 14)]
    calls: list[Callable[[], Reward]] = [
        lambda intent=intent: network.watch(intent)
        for intent in intents
        for _ in range(3)  # type: ignore[misc]
    ]

    def attempt(call: Callable[[], Reward]) -> object:
        try:
            return call()
        except (Capped, NotEarned) as refusal:
            return type(refusal)

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(attempt, calls))
    assert told.count(Reward.GRANTED) == 2
    assert len(network.opened) == 2
    engine.dispose()
