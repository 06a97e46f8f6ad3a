"""A new fact comes in: keep what is shot or sent out, change as little as can be, and say what moved and why.

Only dramas that the facts make impossible are touched. For each, first the fewest scenes change their day, then, among plans with as few,
the cheapest is taken. Where that finds nothing, dramas not yet begun that share its crew or its actors may move too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from ortools.sat.python.cp_model import LinearExprT

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.produce.slate.bounds import NoPlan
from dramaport.produce.slate.check import shoot_problems
from dramaport.produce.slate.clash import clashes, in_words
from dramaport.produce.slate.cost import bill
from dramaport.produce.slate.draft import Draft
from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.model import DramaModel, shift_of
from dramaport.produce.slate.occupied import Occupied, occupied
from dramaport.produce.slate.plan import Fact, Plan, Shoot
from dramaport.produce.slate.proof import Proof
from dramaport.produce.slate.shapes import dated
from dramaport.produce.slate.solve import Effort, Found, search
from dramaport.produce.slate.values import Actor, Crew, Location, Slate

#: Enough on the sample and the bench's dramas for the fewest moves to be found; more rarely changes the answer.
_EFFORT: Final = Effort(work=12, seconds=60)


class Move(Value):
    """A scene that is shot on another day than before, and why."""

    drama: str
    scene: str
    before: date
    after: date
    why: str


class Replanned(Value):
    plan: Plan
    moves: tuple[Move, ...]
    resend: tuple[tuple[str, date], ...]  # call sheets that were sent and must be sent again: drama and day


def with_facts(slate: Slate, facts: Sequence[Fact]) -> Slate:
    """The slate as it is now. Raises BadInput for a fact about nobody."""
    lists: dict[str, tuple[Actor | Location | Crew, ...]] = {
        "actor": slate.actors,
        "location": slate.locations,
        "crew": slate.crews,
    }
    names = {"actor": "away", "location": "closed", "crew": "away"}
    for fact in facts:
        if fact.subject not in {entry.id for entry in lists[fact.kind]}:
            raise BadInput(f"there is no {fact.kind} {fact.subject!r} in the slate; check the id")
        lists[fact.kind] = tuple(
            entry.model_copy(update={names[fact.kind]: tuple(sorted({*getattr(entry, names[fact.kind]), *fact.dates}))})
            if entry.id == fact.subject
            else entry
            for entry in lists[fact.kind]
        )
    return slate.model_copy(update={"actors": lists["actor"], "locations": lists["location"], "crews": lists["crew"]})


def replan(slate: Slate, plan: Plan, facts: Sequence[Fact], shot: date | None, sent: date | None) -> Replanned:
    """The plan with new facts. `slate` is the one the plan was made from.

    Days up to `shot` stay as they are, whatever the facts say of them. Days up to `sent` keep every scene that the facts
    allow. Raises NoPlan.
    """
    past = max((day for day in (shot, sent, plan.frozen) if day is not None), default=None)
    every = (*plan.facts, *(later for fact in facts if (later := _after(fact, shot)) is not None))
    now = with_facts(slate, every)
    stand = {shoot.drama: shoot for shoot in plan.shoots}
    loose = [shoot for shoot in plan.shoots if _broken(now, shoot, shot)]
    for shoot in loose:
        del stand[shoot.drama]
    queue = list(loose)
    widened = False
    while queue:
        shoot = queue.pop(0)
        made = _made_again(now, shoot, occupied(now, stand.values()), shot, past, moved=shoot not in loose)
        if made is not None:
            stand[shoot.drama] = made
        elif widened:
            raise _why(now, shoot, stand)
        else:
            widened = True
            for other in _movable(now, shoot, stand, past):
                del stand[other.drama]
                queue.append(other)
            queue.insert(0, shoot)
    shoots = tuple(sorted(stand.values(), key=lambda shoot: (shoot.first, shoot.drama)))
    value = sum(bill(now, shoot).total for shoot in shoots)
    # Facts only take possibilities away, so the bound of the plan before still holds.
    proof = Proof(value=value, bound=min(plan.proof.bound, value))
    moves = _moves(now, plan, shoots, facts)
    fresh = plan.model_copy(update={"shoots": shoots, "proof": proof, "facts": every, "frozen": past})
    return Replanned(plan=fresh, moves=moves, resend=_resend(plan, shoots, shot, past))


def _after(fact: Fact, shot: date | None) -> Fact | None:
    """What a fact says of days that are not shot yet."""
    dates = tuple(day for day in fact.dates if shot is None or day > shot)
    return fact.model_copy(update={"dates": dates}) if dates else None


def _broken(slate: Slate, shoot: Shoot, shot: date | None) -> bool:
    """Whether a rule is broken on a day that is still to come. What is shot is shot."""
    if shot is not None and shoot.last <= shot:
        return False
    alone = slate.model_copy(update={"dramas": (slate.drama(shoot.drama),)})
    return bool(shoot_problems(alone, [shoot]))


def _movable(slate: Slate, shoot: Shoot, stand: dict[str, Shoot], past: date | None) -> list[Shoot]:
    """Dramas not begun that share the crew or an actor."""
    cast = set(slate.drama(shoot.drama).cast)
    return [
        other
        for other in stand.values()
        if (past is None or other.first > past)
        and (other.crew == shoot.crew or cast & set(slate.drama(other.drama).cast))
    ]


def _made_again(
    slate: Slate, shoot: Shoot, others: Occupied, shot: date | None, past: date | None, *, moved: bool
) -> Shoot | None:
    """One shoot with the fewest scenes on other days, then as cheap as can be; None where nothing was found."""
    frame = Frame(slate, slate.drama(shoot.drama), slate.base(shoot.base))
    made = DramaModel(frame, others)
    changes = _anchored(made, shoot, shot, past, moved=moved)
    made.model.minimize(changes)
    first = search(made.model, _EFFORT)
    if first.value is None:
        return None
    _hint(made, first)
    made.model.add(changes <= first.value)
    made.model.minimize(made.total)
    second = search(made.model, _EFFORT)
    return read_shoot(made, second if second.value is not None else first)


def _anchored(made: DramaModel, shoot: Shoot, shot: date | None, past: date | None, *, moved: bool) -> LinearExprT:
    """Fix what is shot or sent, and count what changes: scenes on another day, or days by which a shoot not begun is moved."""
    frame, model = made.frame, made.model
    begin = frame.dates.index(shoot.first)
    drama = frame.drama
    if moved:
        for (crew, at), literal in made.begins.items():
            model.add_hint(literal, crew == shoot.crew and at == begin)
        late = [abs(at - begin) * len(drama.scenes) * literal for (_, at), literal in made.begins.items()]
        return sum([*late, *_changed(made, shoot)])
    model.add(made.begins[shoot.crew, begin] == 1)
    for number, day in enumerate(shoot.days):
        if past is None or day.date > past:
            continue
        model.add(made.shift[number, day.shift] == 1)
        done = shot is not None and day.date <= shot
        for half, stint in enumerate(day.halves):
            for scene in stint.scenes:
                if done or _allowed(frame, scene, day.date):
                    model.add(made.shot[scene, 2 * number + half] == 1)
        for other in drama.scenes if done else ():
            if other.id not in day.scenes:
                model.add(made.shot[other.id, 2 * number] + made.shot[other.id, 2 * number + 1] == 0)
    return sum(_changed(made, shoot))


def _allowed(frame: Frame, scene: str, day: date) -> bool:
    cast = frame.drama.scene(scene).cast
    return day not in frame.location[scene].closed and not any(day in frame.slate.actor(actor).away for actor in cast)


def _changed(made: DramaModel, shoot: Shoot) -> list[LinearExprT]:
    """For each scene 0 where it keeps its day of the shoot, 1 where not."""
    found: list[LinearExprT] = []
    for number, day in enumerate(shoot.days):
        for half, stint in enumerate(day.halves):
            for scene in stint.scenes:
                found.append(1 - made.shot[scene, 2 * number] - made.shot[scene, 2 * number + 1])
                for side in range(2 * made.days):
                    made.model.add_hint(made.shot[scene, side], side == 2 * number + half)
    return found


def _hint(made: DramaModel, found: Found) -> None:
    """Begin the next search where the last one ended."""
    made.model.clear_hints()  # type: ignore[no-untyped-call]
    for number in range(len(made.model.proto.variables)):
        variable = made.model.get_bool_var_from_proto_index(number)
        made.model.add_hint(variable, found.solver.boolean_value(variable))


def read_shoot(made: DramaModel, found: Found) -> Shoot:
    """The shoot of a solution."""
    frame, solver = made.frame, found.solver
    days = [day for day in range(made.days) if solver.boolean_value(made.used[day])]
    halves = tuple(
        tuple(scene.id for scene in frame.drama.scenes if solver.boolean_value(made.shot[scene.id, half]))
        for half in range(2 * len(days))
    )
    shifts = tuple(shift_of(made, solver, day).id for day in days)
    crew, at = next(key for key, literal in made.begins.items() if solver.boolean_value(literal))
    return dated(frame, Draft(halves=halves, shifts=shifts, cost=0, clean=True), crew, at)


def _why(slate: Slate, shoot: Shoot, stand: dict[str, Shoot]) -> NoPlan:
    """What stands in the way of a shoot, as far as it can be said."""
    frame = Frame(slate, slate.drama(shoot.drama), slate.base(shoot.base))
    found = clashes(frame, occupied(slate, stand.values()))
    title = frame.drama.title
    if not found:
        return NoPlan(
            f"{title}: nothing was found that keeps what is shot and sent; give it more days or another crew",
            (shoot.drama,),
        )
    return NoPlan(
        f"{title}: these stand against each other: {'; '.join(in_words(slate, frame, found))}",
        (shoot.drama,),
        proved=True,
    )


def _moves(slate: Slate, plan: Plan, shoots: Sequence[Shoot], facts: Sequence[Fact]) -> tuple[Move, ...]:
    """Every scene on another day than before: kept from its day by a fact, or moved to make room."""
    found = []
    for shoot in shoots:
        old = plan.shoot(shoot.drama)
        frame = Frame(slate, slate.drama(shoot.drama), slate.base(old.base))
        for scene in frame.drama.scenes:
            before, after = old.day_of(scene.id), shoot.day_of(scene.id)
            if before != after:
                why = _reason(frame, scene.id, old, before, facts)
                found.append(Move(drama=shoot.drama, scene=scene.id, before=before, after=after, why=why))
    return tuple(found)


def _reason(frame: Frame, scene: str, old: Shoot, before: date, facts: Sequence[Fact]) -> str:
    cast, location = frame.drama.scene(scene).cast, frame.location[scene].id
    for fact in facts:
        hit = {"actor": fact.subject in cast, "location": fact.subject == location, "crew": fact.subject == old.crew}
        if before in fact.dates and hit[fact.kind]:
            return f"{fact.kind} {fact.subject} {fact.reason or 'is away'} on {before}"
    return "makes room for what had to move"


def _resend(plan: Plan, shoots: Sequence[Shoot], shot: date | None, past: date | None) -> tuple[tuple[str, date], ...]:
    """Days whose call sheets were sent and which are no longer as they said."""
    found = []
    for shoot in shoots:
        days = {day.date: day for day in shoot.days}
        for day in plan.shoot(shoot.drama).days:
            sent = past is not None and day.date <= past and (shot is None or day.date > shot)
            if sent and days.get(day.date) != day:
                found.append((shoot.drama, day.date))
    return tuple(found)
