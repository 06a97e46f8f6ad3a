"""A rate lets through what it says and not one more, over any history; a memory in the database agrees with the pure rule."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from dramaport.data.engine import open_database
from dramaport.stream.api.limits import GUESTS, TICKETS, UNLOCKS, Gate
from dramaport.stream.api.problems import Problem
from dramaport.stream.guard import repository
from dramaport.stream.guard.address import Address, Trust, client_address
from dramaport.stream.guard.rates import Rate, decide, places_now
from stream.conftest import empty_postgres

NOW = 1_790_000_000_000
RATES = st.builds(Rate, count=st.integers(1, 50), seconds=st.integers(1, 3600))
GAPS = st.lists(st.integers(0, 30_000), max_size=120)


def let_through(rate: Rate, times: list[int]) -> list[int]:
    """The moments at which something went on."""
    due, passed = 0, []
    for now in times:
        verdict = decide(due, now, rate.every_ms, rate.window_ms)
        if not verdict.wait_ms:
            due = verdict.due_ms
            passed.append(now)
    return passed


def moments(gaps: list[int]) -> list[int]:
    now, times = NOW, []
    for gap in gaps:
        now += gap
        times.append(now)
    return times


@given(RATES)
def test_a_stranger_may_do_all_at_once_and_not_one_more(rate: Rate) -> None:
    assert len(let_through(rate, [NOW] * (rate.count + 5))) == rate.count


@given(RATES, GAPS)
def test_no_stretch_of_time_holds_more_than_all_at_once_and_the_even_rest(rate: Rate, gaps: list[int]) -> None:
    passed = let_through(rate, moments(gaps))
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= rate.count + (passed[last] - passed[first]) // rate.every_ms


@given(RATES, GAPS)
def test_who_waits_as_long_as_told_is_let_through_and_not_a_moment_before(rate: Rate, gaps: list[int]) -> None:
    due = 0
    for now in moments(gaps):
        verdict = decide(due, now, rate.every_ms, rate.window_ms)
        if verdict.wait_ms:
            assert decide(due, now + verdict.wait_ms, rate.every_ms, rate.window_ms).wait_ms == 0
            assert decide(due, now + verdict.wait_ms - 1, rate.every_ms, rate.window_ms).wait_ms == 1
        else:
            due = verdict.due_ms


@given(RATES, GAPS)
def test_an_even_asker_is_never_refused(rate: Rate, gaps: list[int]) -> None:
    even = [NOW + place * rate.every_ms for place in range(200)]
    assert let_through(rate, even) == even


@given(RATES, st.integers(1, 400))
def test_several_at_once_cost_as_many_and_never_more_than_all(rate: Rate, cost: int) -> None:
    due = decide(0, NOW, rate.every_ms, rate.window_ms, cost).due_ms
    assert due == NOW + min(cost, rate.count) * rate.every_ms


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    rate = Rate(count=3, seconds=30)
    due = decide(0, NOW, rate.every_ms, rate.window_ms).due_ms
    back = NOW - 86_400_000
    verdict = decide(due, back, rate.every_ms, rate.window_ms)
    assert 0 < verdict.wait_ms <= rate.every_ms


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "postgres":
        made = open_database(empty_postgres(request.getfixturevalue("postgres_server")))
    else:
        made = open_database(f"sqlite:///{tmp_path_factory.mktemp('rates') / 'db'}")
    yield made
    made.dispose()


@settings(max_examples=20, deadline=None)
@given(rate=RATES, gaps=st.lists(st.integers(-60_000, 30_000), max_size=30))
def test_the_database_decides_as_the_rule_does(engine: Engine, rate: Rate, gaps: list[int]) -> None:
    due = 0
    with engine.connect() as db:  # rolled back: each history begins with a stranger
        for now in moments(gaps):
            verdict = decide(due, now, rate.every_ms, rate.window_ms)
            assert repository.take(db, "somebody", rate, now) == verdict.wait_ms
            due = verdict.due_ms


def test_at_once_from_everywhere_no_more_go_through(engine: Engine) -> None:
    rate = Rate(count=7, seconds=3600)

    def ask(_: int) -> int:
        with engine.begin() as db:
            return repository.take(db, "everybody", rate, NOW)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(24)))[:8].count(0) == 7


def test_what_is_past_is_forgotten(engine: Engine) -> None:
    rate = Rate(count=2, seconds=10)
    with engine.begin() as db:
        repository.take(db, "long-gone", rate, NOW - 60_000)
        repository.take(db, "just-now", rate, NOW)
        repository.forget(db, NOW)
        assert repository.forget(db, NOW) == 0
        assert repository.take(db, "just-now", rate, NOW) == 0
        assert repository.take(db, "just-now", rate, NOW) > 0


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 700)), max_size=60))
def test_never_more_places_than_allowed_within_the_window(asks: list[tuple[str, int]]) -> None:
    seen: dict[str, int] = {}
    now = 0
    let: list[tuple[int, str]] = []
    for place, gap in asks:
        now += gap
        here = places_now(seen, place, now, 3, 1000)
        if here is not None:
            seen = dict(here)
            let.append((now, place))
    for at, _ in let:
        assert len({place for when, place in let if at - 1000 < when <= at}) <= 3


def at(text: str) -> Address:
    found = client_address(text, (), Trust())
    assert found is not None
    return found


def test_the_gate_counts_viewer_and_address_apart() -> None:
    gate = Gate()
    for _ in range(60):
        gate.admit(UNLOCKS, "anna", at("192.0.2.1"), NOW)
    with pytest.raises(Problem) as refused:
        gate.admit(UNLOCKS, "anna", at("192.0.2.1"), NOW)
    assert (refused.value.status, refused.value.code, refused.value.more) == (429, "too_many", {"retry_after": 1})
    gate.admit(UNLOCKS, "bela", at("192.0.2.1"), NOW)


def test_the_machines_own_address_is_nobodys() -> None:
    gate = Gate()
    for number in range(5000):
        gate.admit(TICKETS, f"viewer-{number}", at("127.0.0.1"), NOW)
        gate.admit(TICKETS, f"viewer-{number}", None, NOW)


def test_a_load_test_raises_every_limit_by_one_number() -> None:
    assert GUESTS.address is not None
    assert Gate(10).rate(GUESTS.address).count == 600
    assert Gate(0.001).rate(GUESTS.address).count == 1


def test_the_longest_silent_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dramaport.stream.api.limits._MOST_REMEMBERED", 10)
    gate = Gate()
    for number in range(100):
        gate.admit(UNLOCKS, f"viewer-{number}", None, NOW)
    assert len(gate._due) == 10
