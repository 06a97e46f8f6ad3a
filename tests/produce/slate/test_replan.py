"""A new fact: what is shot and sent stays, as little as can be moves, and every move has a reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.errors import BadInput, DramaportError
from dramaport.produce.slate.bounds import NoPlan
from dramaport.produce.slate.check import problems
from dramaport.produce.slate.engagements import engagements
from dramaport.produce.slate.plan import Fact, Plan
from dramaport.produce.slate.planner import make_plan
from dramaport.produce.slate.replan import replan, with_facts
from dramaport.produce.slate.values import Slate
from slate_making import two_dramas


@pytest.fixture(scope="module")
def planned() -> tuple[Slate, Plan]:
    slate = two_dramas()
    return slate, make_plan(slate, limit=1, workers=1)


def _ill(actor: str, *days: date) -> Fact:
    return Fact(kind="actor", subject=actor, dates=days, reason="is ill")


def test_a_fact_that_touches_nobody_moves_nothing(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    found = replan(slate, plan, [_ill("he", date(2027, 3, 7))], None, None)  # a Sunday
    assert found.moves == () and found.plan.shoots == plan.shoots


def test_who_is_ill_is_not_called_and_only_their_drama_moves(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    last = plan.shoots[-1]
    engaged = next(e for e in engagements(slate, last) if e.actor == "lin")
    fact = _ill("lin", engaged.last)
    found = replan(slate, plan, [fact], None, None)
    now = with_facts(slate, [fact])
    assert problems(now, found.plan) == ()
    assert found.moves and {move.drama for move in found.moves} == {last.drama}
    assert found.plan.shoot(plan.shoots[0].drama) == plan.shoots[0]
    assert any(move.why == f"actor lin is ill on {engaged.last}" for move in found.moves)
    for move in found.moves:
        assert plan.shoot(move.drama).day_of(move.scene) == move.before
        assert found.plan.shoot(move.drama).day_of(move.scene) == move.after


@given(st.integers(0, 3), st.sampled_from(["lin", "he", "tao"]))
@settings(max_examples=6, deadline=None)
def test_what_is_shot_stays_as_it_was(planned: tuple[Slate, Plan], frozen: int, actor: str) -> None:
    slate, plan = planned
    days = [day for _, day in sorted(((s, d) for s, d in plan.days()), key=lambda pair: pair[1].date)]
    shot = days[min(frozen, len(days) - 2)].date
    to_come = next((day.date for day in days if day.date > shot), None)
    if to_come is None:
        return
    try:
        found = replan(slate, plan, [_ill(actor, to_come)], shot, None)
    except NoPlan:
        return
    for shoot in plan.shoots:
        kept = [day for day in shoot.days if day.date <= shot]
        assert list(found.plan.shoot(shoot.drama).days[: len(kept)]) == kept
    assert found.plan.frozen == shot


def test_a_sent_sheet_changes_only_where_it_must_and_is_named(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    shoot = plan.shoots[0]
    day = shoot.days[0]
    drama = slate.drama(shoot.drama)
    cast = sorted({actor for scene in day.scenes for actor in drama.scene(scene).cast})
    found = replan(slate, plan, [_ill(cast[0], day.date)], None, day.date)
    fresh = found.plan.shoot(shoot.drama)
    for scene in day.scenes:
        if cast[0] not in drama.scene(scene).cast:
            assert fresh.day_of(scene) == day.date
        else:
            assert fresh.day_of(scene) != day.date
    assert (shoot.drama, day.date) in found.resend


def test_an_illness_on_days_that_are_shot_changes_nothing(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    first = plan.shoots[0].days[0].date
    found = replan(slate, plan, [_ill("lin", first)], first, None)
    assert found.moves == () and found.plan.facts == ()


def test_a_fact_that_leaves_no_way_says_what_stands_against_it(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    month = tuple(date(2027, 3, day) for day in range(1, 21))
    with pytest.raises(DramaportError, match="林照 is away on 2027-03-01 to 2027-03-20"):
        replan(slate, plan, [_ill("lin", *month)], None, None)


def test_a_fact_about_nobody_is_refused(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    with pytest.raises(BadInput, match="no actor 'nobody'"):
        replan(slate, plan, [_ill("nobody", date(2027, 3, 1))], None, None)
