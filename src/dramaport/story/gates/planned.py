"""Gates on the way from the source to the plan to the script: nothing planned is lost, nothing read is skipped."""

from __future__ import annotations

from collections.abc import Iterator

from dramaport.drama.screenplay.values import SourceSpan
from dramaport.story.gates.case import PLAN, SCRIPT, Case
from dramaport.story.gates.values import Gate, Need, Spot
from dramaport.story.values import EpisodePlan


def _pairs(case: Case) -> Iterator[EpisodePlan]:
    """The planned episodes that are written."""
    yield from (planned for planned in (case.plan.episodes if case.plan else ()) if planned.id in case.episodes)


def _threads_kept(case: Case) -> Iterator[Spot]:
    told = {one.id: one for one in case.told}
    for planned in _pairs(case):
        written = told[planned.id]
        lost = [f"opens {name}" for name in planned.opens if name not in written.opens]
        lost += [f"closes {name}" for name in planned.closes if name not in written.closes]
        if lost:
            yield written.spot(f"no beat {' or '.join(lost)}", planned.synopsis or planned.title)


def _turns_kept(case: Case) -> Iterator[Spot]:
    told = {one.id: one for one in case.told}
    for planned in _pairs(case):
        lost = [turn for turn in planned.turns if turn.label not in told[planned.id].labels]
        for turn in lost:
            yield told[planned.id].spot(f"no beat is labelled {turn.label}", turn.text)


def _cast_kept(case: Case) -> Iterator[Spot]:
    names = {role.id: role.name for role in case.roles}
    for planned in _pairs(case):
        cast = {names.get(who, who) for who in case.episodes[planned.id].cast}
        lost = [name for name in planned.cast if name in names.values() and name not in cast]
        if lost:
            yield Spot(episode=planned.id, quote="、".join(lost), found="planned to be in it, and are not")


def _source_order(case: Case) -> Iterator[Spot]:
    before: tuple[str, SourceSpan] | None = None
    for name, span in _spans(case):
        if before is not None and span.text == before[1].text and span.start != before[1].end:
            kind = "overlaps" if span.start < before[1].end else "leaves out what stands after"
            found = f"begins at byte {span.start}; {before[0]} ends at {before[1].end}: it {kind} {before[0]}"
            yield Spot(episode=name, quote=before[1].last_words, found=found)
        before = (name, span)


def _spans(case: Case) -> Iterator[tuple[str, SourceSpan]]:
    planned = {episode.id: episode.source for episode in case.plan.episodes} if case.plan else {}
    for told in case.told:
        written = case.episodes.get(told.id)
        span = (written.source if written else None) or planned.get(told.id)
        if span is not None:
            yield told.id, span


def _wall_range(case: Case) -> Iterator[Spot]:
    if case.plan is None or case.plan.wall is None:
        return
    percent = 100 * case.plan.wall.free / len(case.told)
    if not case.limits["free_percent_min"] <= percent <= case.limits["free_percent_max"]:
        last = case.told[min(case.plan.wall.free, len(case.told)) - 1]
        yield last.spot(f"{case.plan.wall.free} of {len(case.told)} episodes are free, {percent:.0f} %")


_TURNS = Need(
    "turns in the plan", lambda case: bool(case.plan and any(episode.turns for episode in case.plan.episodes))
)
_CAST = Need(
    "the cast in the plan", lambda case: bool(case.plan and any(episode.cast for episode in case.plan.episodes))
)
_OPENS = Need("threads in the plan", lambda case: bool(case.plan and case.plan.threads))
_WALL = Need("a wall in the plan", lambda case: bool(case.plan and case.plan.wall))
_SOURCE = Need("the episodes' places in a novel", lambda case: len(list(_spans(case))) > 1)

GATES = (
    Gate(
        "threads-kept", "what the plan opens and closes in an episode, a beat of its script opens and closes",
        "label the beat that does it, or change the plan",
        "shuohao script/beats-claimed, storyboard/coverage", _threads_kept, (SCRIPT, PLAN, _OPENS),
    ),
    Gate(
        "turns-kept", "a turn, reversal or pay-off planned for an episode is a beat of its script",
        "write the beat and label it, or change the plan",
        "shuohao script/beats-claimed", _turns_kept, (SCRIPT, PLAN, _TURNS),
    ),
    Gate(
        "cast-kept", "whom the plan has in an episode is in its script",
        "write them in, or change the plan",
        "shuohao script/refs-characters", _cast_kept, (SCRIPT, PLAN, _CAST),
    ),
    Gate(
        "source-order", "episodes tell the source in order, without gap or overlap",
        "cut the plan again: dramaport story plan",
        "ArcReel: cuts in order; ours", _source_order, (_SOURCE,),
    ),
    Gate(
        "wall-range", "{free_percent_min} to {free_percent_max} % of the episodes are free",
        "move the wall in the plan",
        "trade press: first card point of an 80-episode drama between episode 8 and 16", _wall_range, (PLAN, _WALL),
    ),
)  # fmt: skip
