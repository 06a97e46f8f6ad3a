"""Plans: every hard rule holds, the bound stands below, the model prices what the bill prices."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bench.slate import made_slate
from dramaport.produce.slate import calendars
from dramaport.produce.slate.bounds import NoPlan
from dramaport.produce.slate.check import problems, shoot_problems
from dramaport.produce.slate.clash import clashes, in_words
from dramaport.produce.slate.cost import Kind, bill, budget
from dramaport.produce.slate.counting import counting_bound
from dramaport.produce.slate.draft import draft
from dramaport.produce.slate.early import as_early_as_can_be
from dramaport.produce.slate.engagements import engagements
from dramaport.produce.slate.facts import Topic
from dramaport.produce.slate.frame import Frame, fill, least_bins
from dramaport.produce.slate.model import DramaModel
from dramaport.produce.slate.occupied import Occupied
from dramaport.produce.slate.plan import Plan, Shoot, ShootingDay, Stint
from dramaport.produce.slate.planner import make_plan
from dramaport.produce.slate.replan import read_shoot
from dramaport.produce.slate.shapes import bars, dated, pattern, possible, pushing, starts
from dramaport.produce.slate.solve import Effort, search
from dramaport.produce.slate.values import Light, Slate
from slate_making import SMALL, slates, small, two_dramas

EFFORT = Effort(work=2, seconds=30)
SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@pytest.fixture(scope="module")
def planned() -> tuple[Slate, Plan]:
    slate = two_dramas()
    return slate, make_plan(slate, limit=1, workers=1)


def _frame(slate: Slate) -> Frame:
    return Frame(slate, slate.dramas[0], slate.bases[0])


def _minutes(frame: Frame) -> bool:
    """Whether outside scenes fit the sky at all; those that do not are the reader's business."""
    return all(frame.minutes[s.id] <= frame.longest[s.light] for s in frame.drama.scenes)


@given(slates())
@settings(max_examples=12, deadline=None, suppress_health_check=SLOW_MACHINE)
def test_what_the_exact_model_finds_keeps_every_rule_and_costs_what_it_says(slate: Slate) -> None:
    frame = _frame(slate)
    assume(_minutes(frame))
    made = DramaModel(frame)
    made.model.minimize(made.total)
    found = search(made.model, EFFORT)
    bound = counting_bound(frame, EFFORT)
    if found.value is None:
        assume(found.impossible)
        assert clashes(frame), "what is impossible has a reason"
        return
    shoot = read_shoot(made, found)
    assert shoot_problems(slate, [shoot]) == ()
    assert bill(slate, shoot).total <= found.value  # an unused half may leave a cheaper reading, never a dearer one
    assert bound is not None and max(bound, found.bound) <= bill(slate, shoot).total


@given(slates())
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW_MACHINE)
def test_a_clean_draft_keeps_every_rule_wherever_it_may_begin(slate: Slate) -> None:
    frame = _frame(slate)
    assume(_minutes(frame))
    days = min(frame.least_days + 1, frame.most_days)
    found = draft(frame, days, bars(frame, 0, days), 1500, 1)
    assume(found.clean)
    bound = counting_bound(frame, EFFORT)
    made = pattern(frame, found)
    for at in starts(frame, found, made, frame.crews[0]):
        shoot = dated(frame, found, frame.crews[0].id, at)
        assert shoot_problems(slate, [shoot]) == ()
        assert bill(slate, shoot).total == found.cost
        assert bound is not None and bound <= found.cost


def test_what_others_have_is_taken_only_by_who_may_push_and_no_more_of_it_than_must_be() -> None:
    slate = two_dramas()
    frame = _frame(slate)
    days = frame.least_days + 1
    alone = draft(frame, days, bars(frame, 0, days), 4000, 1)
    made = pattern(frame, alone)
    everybody = {actor.id: dict.fromkeys(frame.dates, "other") for actor in frame.actors}
    full = Occupied(actors=everybody)
    assert not possible(frame, bars(frame, 0, days, full))
    assert draft(frame, days, pushing(frame, 0, days, full), 4000, 1).clean
    first_day = {actor: {frame.dates[0]: "other"} for actor in made.called[0]}
    busy = Occupied(actors=first_day)
    polite = draft(frame, days, pushing(frame, 0, days, busy), 4000, 1)
    assert polite.clean
    assert len(pattern(frame, polite).called[0] & set(first_day)) < len(first_day)


def test_a_plan_keeps_every_rule_and_stands_above_its_bound(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    assert problems(slate, plan) == ()
    assert plan.proof.value == sum(bill(slate, shoot).total for shoot in plan.shoots)
    assert plan.proof.bound <= plan.proof.value


def test_slack_is_left_at_the_end(planned: tuple[Slate, Plan]) -> None:
    """A shoot that could be anywhere in what is left of the month is shot at once, and nothing is paid for that."""
    slate, plan = planned
    last = max(plan.shoots, key=lambda shoot: shoot.first)
    frame = Frame(slate, slate.drama(last.drama), slate.base(last.base))
    late = last.model_copy(
        update={
            "days": tuple(
                day.model_copy(update={"date": on})
                for day, on in zip(last.days, frame.dates[-len(last.days) :], strict=True)
            )
        }
    )
    others = [shoot for shoot in plan.shoots if shoot != last]
    early = as_early_as_can_be(slate, [*others, late])
    assert max(shoot.first for shoot in early) <= last.first < late.first
    assert not shoot_problems(slate, early)
    assert sum(bill(slate, shoot).total for shoot in early) <= plan.proof.value


def test_equal_slates_give_equal_plans(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    assert make_plan(slate, limit=1, workers=1) == plan


@pytest.mark.slow
def test_processes_change_nothing(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    assert make_plan(slate, limit=1, workers=2) == plan


@pytest.mark.slow
def test_a_small_month_is_planned_within_a_tenth_of_its_bound() -> None:
    slate = made_slate(dramas=4, bases=2, actors=30, seed=3)
    plan = make_plan(slate, limit=20, workers=2)
    assert problems(slate, plan) == ()
    assert plan.proof.gap < 0.1


def _changed(plan: Plan, day: ShootingDay) -> Plan:
    """The plan with its first shoot's first day replaced."""
    first = plan.shoots[0]
    return plan.model_copy(
        update={"shoots": (first.model_copy(update={"days": (day, *first.days[1:])}), *plan.shoots[1:])}
    )


def test_the_checker_sees_each_broken_rule(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    first, second = plan.shoots
    day = first.days[0]
    half = next(number for number in (0, 1) if day.halves[number].scenes)
    stint = day.halves[half]

    def with_half(changed: Stint) -> ShootingDay:
        halves = (changed, day.halves[1]) if half == 0 else (day.halves[0], changed)
        return day.model_copy(update={"halves": halves})

    def with_facts(**lists: object) -> Slate:
        return slate.model_copy(update=lists)

    everyone = {actor for shoot in engagements(slate, first) for actor in [shoot.actor] if day.date in shoot.called}
    called = next(iter(sorted(everyone)))
    ill = tuple(a.model_copy(update={"away": (day.date,)}) if a.id == called else a for a in slate.actors)
    closed = tuple(p.model_copy(update={"closed": (day.date,)}) for p in slate.locations)
    tired = tuple(crew.model_copy(update={"turnaround_hours": 23}) for crew in slate.crews)
    busy = tuple(crew.model_copy(update={"away": (day.date,)}) for crew in slate.crews)
    brief = tuple(actor.model_copy(update={"max_minutes": 30}) for actor in slate.actors)
    asleep = tuple(actor.model_copy(update={"latest": date.min and slate.bases[0].sunrise}) for actor in slate.actors)
    overlong = tuple(drama.model_copy(update={"max_days": 1}) for drama in slate.dramas)
    late = tuple(drama.model_copy(update={"start": slate.end}) for drama in slate.dramas)
    same_crew = plan.model_copy(update={"shoots": (first, second.model_copy(update={"crew": first.crew}))})
    together = second.model_copy(update={"days": first.days, "crew": "b" if first.crew == "a" else "a"})
    sunday = day.model_copy(update={"date": day.date + timedelta(6 - day.date.weekday())})
    night = tuple(base.model_copy(update={"sunrise": base.sunset, "sunset": base.sunset}) for base in slate.bases)
    for facts, broken, says in (
        (slate, _changed(plan, with_half(stint.model_copy(update={"scenes": stint.scenes[1:]}))), "is shot 0 times"),
        (slate, _changed(plan, with_half(stint.model_copy(update={"scenes": (*stint.scenes, stint.scenes[0])}))), "2 times"),
        (slate, _changed(plan, with_half(stint.model_copy(update={"location": "nowhere"}))), "cannot be shot at"),
        (slate, plan.model_copy(update={"shoots": plan.shoots[:1]}), "has 0 shoots"),
        (slate, plan.model_copy(update={"shoots": (first, together)}), "both"),
        (slate, _changed(plan, sunday), "not working days"),
        (with_facts(actors=ill), plan, "is away"),
        (with_facts(locations=closed), plan, "is closed"),
        (with_facts(crews=tired), plan, "rests"),
        (with_facts(crews=busy), plan, "crew"),
        (with_facts(actors=brief), plan, "30 are allowed"),
        (with_facts(actors=asleep), plan, "may not be called"),
        (with_facts(dramas=overlong), plan, "more than the 1"),
        (with_facts(dramas=late), plan, "is outside"),
        (with_facts(bases=night), plan, "needs sun"),
        (with_facts(minutes_per_eighth=12), plan, "after its half"),
    ):  # fmt: skip
        if says == "cannot be shot at":
            facts = facts.model_copy(
                update={"locations": (*facts.locations, facts.locations[0].model_copy(update={"id": "nowhere"}))}
            )
        found = "; ".join(problems(facts, broken))
        assert says in found, (says, found)
    if (second.first - first.last).days <= 1:
        assert "between" in "; ".join(problems(slate, same_crew))


def test_a_bill_names_what_each_item_follows_from(planned: tuple[Slate, Plan]) -> None:
    slate, plan = planned
    made = bill(slate, plan.shoots[0])
    crew = slate.crew(plan.shoots[0].crew)
    assert made.of(Kind.CREW) >= len(plan.shoots[0].days) * (crew.day_rate.amount + 100_000)
    assert made.total == sum(made.of(kind) for kind in Kind)
    assert all(item.because for item in made.items)
    assert budget(slate, slate.dramas[0]) == 10_000_000


def test_an_actor_on_a_run_is_paid_for_waiting_and_one_by_the_day_is_not() -> None:
    slate = small()
    alone = {"1": "lin he", "2": "lin", "3": "he tao"}
    days = [
        ShootingDay(
            date=date(2027, 3, 1 + number), shift="day", halves=(Stint(location="house", scenes=scenes), Stint())
        )
        for number, scenes in enumerate([("1",), ("3",), ("2",)])
    ]
    shoot = Shoot(drama="ferry", base="home", crew="a", days=tuple(days))
    told = {engaged.actor: engaged for engaged in engagements(slate, shoot)}
    assert alone and told["lin"].held == (date(2027, 3, 2),)
    assert told["he"].held == ()
    assert bill(slate, shoot).of(Kind.HOLD) == 300_000


def test_facts_that_clash_are_named_and_no_others() -> None:
    drama = {**deepcopy(SMALL["dramas"][0]), "start": date(2027, 3, 8), "end": date(2027, 3, 10)}
    actors = deepcopy(SMALL["actors"])
    actors[0]["away"] = ["2027-03-08/2027-03-09"]
    actors[1]["away"] = [date(2027, 3, 18)]
    slate = small(dramas=[drama], actors=actors)
    frame = _frame(slate)
    found = clashes(frame)
    assert found is not None
    topics = {(fact.topic, fact.subject) for fact in found}
    assert (Topic.ACTOR, "lin") in topics and (Topic.WINDOW, "ferry") in topics
    assert (Topic.ACTOR, "he") not in topics and (Topic.ACTOR, "tao") not in topics
    words = "; ".join(in_words(slate, frame, found))
    assert "林照 is away on 2027-03-08 to 2027-03-09" in words
    assert "渡口 is to be shot from 2027-03-08 to 2027-03-10" in words


def test_what_can_be_shot_has_no_clash() -> None:
    assert clashes(_frame(small())) == ()


def test_more_dramas_than_days_is_proved_to_have_no_plan() -> None:
    first = deepcopy(SMALL["dramas"][0])
    many = [{**deepcopy(first), "id": f"d{number}", "title": f"d{number}"} for number in range(4)]
    slate = small(dramas=many, crews=SMALL["crews"][:1], end=date(2027, 3, 6))
    with pytest.raises(NoPlan, match="more days than all crews have") as caught:
        make_plan(slate, limit=1, workers=1)
    assert caught.value.proved


@given(slates())
@settings(max_examples=20, deadline=None)
def test_bins_are_never_fewer_than_the_sum_asks_for(slate: Slate) -> None:
    frame = _frame(slate)
    sizes = list(frame.minutes.values())
    assert least_bins(sizes, 330) >= -(-sum(sizes) // 330)
    assert fill(sizes, 330) <= 330
    assert least_bins([200, 200, 200], 330) == 3
    assert least_bins([110] * 6, 330) == 2


def test_a_second_half_loses_the_minutes_of_a_move_from_its_beginning() -> None:
    slate = small()
    base, late = slate.bases[0], slate.shift("late")
    assert calendars.usable(base, late, 0, Light.SUN) == 330
    assert calendars.usable(base, late, 0, Light.SUN, 45) == 285
    assert calendars.usable(base, late, 1, Light.DARK) == 330
    assert calendars.usable(base, slate.shift("day"), 1, Light.SUN, 45) == 330 - 45 - 50  # the sun sets at 18:10
