"""Why a drama cannot be shot: a smallest set of facts that stand against each other, in words.

Facts stand in the model under assumption literals. CP-SAT names assumptions that are enough for the contradiction; then each is left out
in turn, and where the contradiction stays without it, it is left out for good. What remains is needed, all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from ortools.sat.python import cp_model

from dramaport.produce.slate import calendars
from dramaport.produce.slate.facts import Clash, Topic
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.model import DramaModel
from dramaport.produce.slate.occupied import NOTHING, Occupied
from dramaport.produce.slate.solve import Effort
from dramaport.produce.slate.values import Slate

_EFFORT: Final = Effort(work=20, seconds=60)
_EACH: Final = Effort(work=5, seconds=15)


def clashes(frame: Frame, others: Occupied = NOTHING) -> tuple[Clash, ...] | None:
    """The facts that clash; none where the drama can be shot, None where that was not found out."""
    made = DramaModel(frame, others, explain=True)
    facts = list(made.assumed)
    core = _core(made, facts, _EFFORT)
    if not core:
        return core
    for fact in sorted(core, key=_weight):
        smaller = _core(made, [other for other in core if other != fact], _EACH)
        if smaller:
            core = tuple(other for other in core if other in smaller)
    return tuple(sorted(core))


def _core(made: DramaModel, facts: list[Clash], effort: Effort) -> tuple[Clash, ...] | None:
    """Facts among these that cannot all hold; none where they can, None where that was not found out."""
    made.model.clear_assumptions()
    made.model.add_assumptions([made.assumed[fact] for fact in facts])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.max_time_in_seconds = effort.seconds
    status = solver.solve(made.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    if status != cp_model.INFEASIBLE:
        return None
    by_index = {made.assumed[fact].index: fact for fact in facts}
    return tuple(by_index[index] for index in solver.sufficient_assumptions_for_infeasibility())


def _weight(fact: Clash) -> tuple[int, Clash]:
    """Facts nobody can change are tried last, so that those that remain are ones somebody can act on."""
    fixed = (Topic.SLATE, Topic.LIGHT, Topic.REST)
    return (1 if fact.topic in fixed else 0, fact)


def in_words(slate: Slate, frame: Frame, found: Iterable[Clash]) -> tuple[str, ...]:
    """Each fact as a producer reads it, with what would mend it."""
    return tuple(_words(slate, frame, fact) for fact in found)


def _words(slate: Slate, frame: Frame, fact: Clash) -> str:
    drama = frame.drama
    match fact.topic:
        case Topic.ACTOR:
            actor = slate.actor(fact.subject)
            return f"{actor.name} is away on {stretches(actor.away)}"
        case Topic.HOURS:
            actor = slate.actor(fact.subject)
            limits = [
                f"from {actor.earliest:%H:%M}" if actor.earliest else "",
                f"until {actor.latest:%H:%M}" if actor.latest else "",
            ]
            limits.append(f"{actor.max_minutes} minutes of scenes a day" if actor.max_minutes else "")
            return f"{actor.name} may be called {', '.join(part for part in limits if part)}"
        case Topic.CREW:
            return f"crew {slate.crew(fact.subject).name} is away on {stretches(slate.crew(fact.subject).away)}"
        case Topic.LOCATION:
            location = slate.location(fact.subject)
            return f"{location.name} is closed on {stretches(location.closed)}"
        case Topic.LIGHT:
            base = slate.base(fact.subject)
            return f"at {base.name} the sun is up from {base.sunrise:%H:%M} to {base.sunset:%H:%M}, and the shifts leave no more of it"
        case Topic.REST:
            crew = next((crew for crew in slate.crews if crew.id == fact.subject), None)
            who = crew or slate.actor(fact.subject)
            return f"{who.name} must rest {who.turnaround_hours} hours between two shifts"
        case Topic.DAYS:
            why = (
                "as the slate says"
                if drama.max_days
                else f"{frame.most_days - frame.least_days} more than its scenes fill"
            )
            return f"{drama.title} may take {frame.most_days} shooting days, {why}"
        case Topic.WINDOW:
            first, last = calendars.window(slate, drama)
            return f"{drama.title} is to be shot from {first} to {last}"
        case Topic.SLATE:
            return f"{frame.base.name} has {len(frame.dates)} working days from {slate.start} to {slate.end}"
        case Topic.OTHER:
            return f"{slate.drama(fact.subject).title} has the crew, a location or an actor on the days it was given"


def stretches(days: Iterable[date]) -> str:
    """Days as people write them: "2027-03-09 to 2027-03-11, 2027-03-20"."""
    found: list[list[date]] = []
    for day in sorted(days):
        if found and day - found[-1][-1] == timedelta(1):
            found[-1].append(day)
        else:
            found.append([day])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in found)
