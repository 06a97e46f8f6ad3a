"""The ledger counts what viewers wait for; the wall is placed from it, with its reason. What is not said is not judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.screenplay import load_screenplay
from dramaport.drama.screenplay.values import HookKind, Label, Thread, ThreadKind
from dramaport.story.plan.ledger import Account, ledger_of_screenplay, make_ledger, variety
from dramaport.story.plan.wall import usual_customs, wall_of

BELL = Thread(id="bell", kind=ThreadKind.QUESTION, text="谁的铜铃？")
WEDDING = Thread(id="wedding", kind=ThreadKind.PROMISE, text="他们会成亲", due="E03")


def accounts(*told: tuple[tuple[str, ...], tuple[str, ...]]) -> list[Account]:
    return [Account(id=f"E{at:02d}", opens=opens, closes=closes) for at, (opens, closes) in enumerate(told, 1)]


def test_debt_is_what_is_open_when_an_episode_has_ended() -> None:
    ledger = make_ledger(accounts((("bell",), ()), (("wedding",), ()), ((), ("bell",)), ((), ())), (BELL, WEDDING))
    assert ledger.debt == (1, 2, 1, 1)
    assert ledger.promises == (0, 1, 1, 1)


def test_a_promise_is_overdue_from_the_end_of_its_due_episode_until_it_is_kept() -> None:
    ledger = make_ledger(accounts((("wedding",), ()), ((), ()), ((), ()), ((), ()), ((), ("wedding",))), (WEDDING,))
    assert ledger.overdue == ((), (), ("wedding",), ("wedding",), ())


def test_one_kept_in_its_due_episode_is_never_overdue() -> None:
    ledger = make_ledger(accounts((("wedding",), ()), ((), ()), ((), ("wedding",))), (WEDDING,))
    assert not any(ledger.overdue)


def test_the_age_of_a_thread_is_counted_in_episodes() -> None:
    ledger = make_ledger(accounts((("bell",), ()), ((), ()), ((), ("bell",))), (BELL, WEDDING))
    bell, wedding = ledger.life("bell"), ledger.life("wedding")
    assert bell is not None and bell.age(2) == 2
    assert wedding is not None and wedding.age(2) is None


@pytest.mark.parametrize(
    ("told", "threads", "said"),
    [
        ([((), ("bell",)), (("bell",), ())], (BELL,), "bell is closed in E01, before E02 opens it"),
        ([((), ())], (BELL,), "bell is listed and never opened"),
        ([((), ("bell",))], (BELL,), "bell is closed and never opened"),
        ([(("ghost",), ())], (), "E01: ghost is no thread"),
        ([(("wedding",), ())], (WEDDING,), "wedding falls due in E03, which is not there"),
    ],
)
def test_faults_are_told_in_words(
    told: list[tuple[tuple[str, ...], tuple[str, ...]]], threads: tuple[Thread, ...], said: str
) -> None:
    assert said in make_ledger(accounts(*told), threads).faults


def test_variety_is_nothing_for_one_kind_and_whole_for_all_different() -> None:
    assert variety([HookKind.QUESTION] * 4) == 0
    assert variety([HookKind.QUESTION, HookKind.DANGER, HookKind.SECRET]) == 1
    assert 0 < (variety([HookKind.QUESTION, HookKind.QUESTION, HookKind.DANGER]) or 0) < 1


def test_variety_is_not_judged_where_kinds_are_not_said() -> None:
    assert variety([HookKind.QUESTION]) is None
    assert variety([None, None, None, HookKind.QUESTION, HookKind.DANGER]) is None


@given(st.lists(st.one_of(st.none(), st.sampled_from(HookKind)), max_size=12))
def test_variety_is_a_share_and_blind_to_order(kinds: list[HookKind | None]) -> None:
    found = variety(kinds)
    assert found is None or 0 <= found <= 1
    assert found == variety(kinds[::-1])


def test_a_payoff_is_a_thread_closed_or_a_beat_labelled_so() -> None:
    told = accounts((("bell",), ()), ((), ("bell",)), ((), ()))
    told[2] = told[2].model_copy(update={"labels": {Label.PAYOFF: 2}})
    ledger = make_ledger(told, (BELL,))
    assert ledger.payoffs == (0, 1, 2)
    assert ledger.payoff_gap() == 1
    assert make_ledger(accounts(((), ())), ()).payoff_gap() is None


def test_what_the_story_does_not_say_is_listed() -> None:
    unknown = make_ledger(accounts(((), ()), ((), ())), ()).unknown
    assert any("no thread is named" in told for told in unknown)
    assert any("2 of 2 episodes do not say what kind" in told for told in unknown)
    assert any("labelled" in told for told in unknown)


_THREADS = [Thread(id=f"t{at}", kind=ThreadKind.QUESTION, text="?") for at in range(4)]
_NAMES = st.lists(st.sampled_from([thread.id for thread in _THREADS]), max_size=3, unique=True).map(tuple)


@given(st.lists(st.tuples(_NAMES, _NAMES), min_size=1, max_size=12))
def test_debt_never_passes_the_threads_there_are_and_only_openings_raise_it(
    told: list[tuple[tuple[str, ...], tuple[str, ...]]],
) -> None:
    ledger = make_ledger(accounts(*told), _THREADS)
    before = 0
    for debt, account in zip(ledger.debt, ledger.accounts, strict=True):
        assert 0 <= debt <= len(_THREADS)
        assert debt <= before + len(account.opens)
        before = debt


def test_the_sample_s_script_has_a_ledger() -> None:
    ledger = ledger_of_screenplay(load_screenplay(Path("samples/ferry")))
    assert len(ledger.debt) == len(ledger.episodes) == 12


def drama(count: int, cliff: int = -1) -> list[Account]:
    """A drama in which the bell is opened first; from E10 on a second thread is open; `cliff` alone ends on danger."""
    kinds = {cliff: HookKind.DANGER}
    told = [
        Account(id=f"E{at:02d}", cliffhanger=at in kinds, cliffhanger_kind=kinds.get(at)) for at in range(1, count + 1)
    ]
    told[0] = told[0].model_copy(update={"opens": ("bell",)})
    return told


def test_the_wall_stands_where_debt_and_cliffhanger_meet() -> None:
    told = drama(80, cliff=11)
    told[8] = told[8].model_copy(update={"opens": ("wedding",)})
    told[12] = told[12].model_copy(update={"closes": ("wedding",)})
    wall = wall_of(make_ledger(told, (BELL, WEDDING.model_copy(update={"due": None}))), usual_customs())
    assert wall is not None
    assert wall.free == 11
    assert wall.judged
    assert [candidate.free for candidate in wall.candidates] == list(range(5, 17))
    assert "viewers wait for 2 things" in wall.reason
    assert "it ends on danger" in wall.reason
    assert wall.free == max(wall.candidates, key=lambda candidate: candidate.score).free


def test_without_threads_the_wall_follows_custom_and_says_so() -> None:
    wall = wall_of(make_ledger(drama(80)[:], ()), usual_customs())
    assert wall is not None
    assert not wall.judged
    assert "no judgement" in wall.reason


def test_a_short_drama_has_its_wall_scaled_and_a_very_short_one_none() -> None:
    assert wall_of(make_ledger(drama(11), (BELL,)), usual_customs()) is None
    wall = wall_of(make_ledger(drama(20), (BELL,)), usual_customs())
    assert wall is not None
    assert 1 <= wall.free <= 4
    assert "scaled to 20" in wall.reason


def test_overdue_threads_are_no_reason_to_pay() -> None:
    late = WEDDING.model_copy(update={"due": "E02"})
    told = drama(80)
    told[0] = told[0].model_copy(update={"opens": ("bell", "wedding")})
    kept = wall_of(make_ledger(told, (BELL, WEDDING.model_copy(update={"due": None}))), usual_customs())
    owed = wall_of(make_ledger(told, (BELL, late)), usual_customs())
    assert kept is not None
    assert owed is not None
    assert max(c.score for c in owed.candidates) < max(c.score for c in kept.candidates)


def test_every_custom_names_its_source() -> None:
    customs = usual_customs()
    assert all(fact.source and fact.date for fact in customs.facts)
    assert abs(sum(customs.weights.values()) - 1) < 1e-9


@given(st.integers(12, 120), st.data())
def test_the_wall_is_always_inside_the_drama(count: int, data: st.DataObject) -> None:
    cliff = data.draw(st.integers(1, count))
    wall = wall_of(make_ledger(drama(count, cliff), (BELL,)), usual_customs())
    assert wall is not None
    assert 1 <= wall.free < count
    assert all(0 <= candidate.score <= 1 for candidate in wall.candidates)
