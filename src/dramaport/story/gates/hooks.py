"""Gates on rhythm: openings, turns, endings. They read the labels people gave to beats; no word of a text is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from dramaport.drama.screenplay.values import HookKind, Label, SoundBeat
from dramaport.story.gates.case import KINDS, LABELS, SCRIPT, TURNS, WHOLE, Case, Timed, Told
from dramaport.story.gates.values import Gate, Need, Spot

_WORDS = Need(
    "a script, or a plan that says hooks in words",
    lambda case: bool(case.episodes) or any(told.synopsis or told.hook or told.cliffhanger for told in case.told),
)
_MANY = Need("as many episodes as the window is long", lambda case: len(case.told) >= case.limits["hook_window"])
_STRETCH = Need(
    "as many episodes as the stretch is long", lambda case: len(case.told) >= case.limits["reversal_episodes_max"]
)


def _first(timeline: Sequence[Timed], labels: frozenset[Label]) -> Timed | None:
    return next((timed for timed in timeline if labels.intersection(timed.beat.labels)), None)


def _opening(case: Case, timeline: Sequence[Timed]) -> Spot:
    return Spot(episode=timeline[0].episode, quote=case.episodes[timeline[0].episode].title, found="")


def _without(case: Case, timeline: Sequence[Timed], found: str) -> Spot:
    return _opening(case, timeline).model_copy(update={"found": found})


def _told(case: Case) -> Iterator[Spot]:
    last = case.told[-1].id
    for told in case.judged:
        missing = [key for key in ("synopsis", "hook", "cliffhanger") if not getattr(told, key).strip()]
        if told.id == last and case.whole and "cliffhanger" in missing:
            missing.remove("cliffhanger")  # a story may end
        if missing:
            yield told.spot(f"no {' and no '.join(missing)}")


def _hook_early(case: Case) -> Iterator[Spot]:
    for timeline in case.timelines.values():
        hook = _first(timeline, frozenset({Label.HOOK}))
        if hook is None:
            yield _without(case, timeline, "no beat is labelled hook")
        elif hook.start / 1000 > case.limits["hook_seconds_max"]:
            yield hook.spot(f"begins at {hook.start / 1000:.1f} s")


def _hook_beat(case: Case) -> Iterator[Spot]:
    for timeline in case.timelines.values():
        beats = [timed for timed in timeline if not isinstance(timed.beat, SoundBeat)]
        hook = _first(beats, frozenset({Label.HOOK}))
        if hook is not None and beats.index(hook) >= case.limits["hook_beats_max"]:
            yield hook.spot(f"is beat {beats.index(hook) + 1}")


def _conflict_early(case: Case) -> Iterator[Spot]:
    for timeline in case.timelines.values():
        conflict = _first(timeline, frozenset({Label.CONFLICT}))
        if conflict is None:
            yield _without(case, timeline, "no beat is labelled conflict")
        elif conflict.start / 1000 > case.limits["conflict_seconds_max"]:
            yield conflict.spot(f"begins at {conflict.start / 1000:.1f} s")


def _turn_gap(case: Case) -> Iterator[Spot]:
    for timeline in case.timelines.values():
        since, before = 0, timeline[0]
        for timed in (*timeline, None):
            if timed is not None and not TURNS.intersection(timed.beat.labels):
                continue
            until = timed.start if timed is not None else timeline[-1].end
            if (until - since) / 1000 > case.limits["turn_seconds_max"]:
                yield before.spot(f"nothing turns from {since / 1000:.0f} to {until / 1000:.0f} s")
            if timed is not None:
                since, before = timed.start, timed


def _cliffhanger_late(case: Case) -> Iterator[Spot]:
    for name, timeline in case.timelines.items():
        if case.whole and name == case.told[-1].id:
            continue  # a story may end
        ends = [timed for timed in timeline if Label.CLIFFHANGER in timed.beat.labels]
        left = (timeline[-1].end - ends[-1].end) / 1000 if ends else 0
        if not ends:
            yield _without(case, timeline, "no beat is labelled cliffhanger")
        elif left > case.limits["cliffhanger_seconds_max"]:
            yield ends[-1].spot(f"{left:.1f} s follow it")


def _hook_run(case: Case) -> Iterator[Spot]:
    for side, kinds in _kinds(case):
        for kind, group in groupby(kinds, key=lambda pair: pair[1]):
            run = [told for told, _ in group]
            if kind is not None and len(run) > case.limits["hook_run_max"]:
                yield run[-1].spot(f"{side}: {kind} {len(run)} times on end, from {run[0].id}", getattr(run[-1], side))


def _hook_variety(case: Case) -> Iterator[Spot]:
    window = int(case.limits["hook_window"])
    for side, kinds in _kinds(case):
        for at in range(len(kinds) - window + 1):
            told = [kind for _, kind in kinds[at : at + window]]
            known = {kind for kind in told if kind is not None}
            if None not in told and len(known) < case.limits["hook_kinds_min"]:
                first, last = kinds[at][0], kinds[at + window - 1][0]
                yield last.spot(f"{side}: {len(known)} kinds in {first.id}–{last.id}: {', '.join(sorted(known))}")
                break


def _kinds(case: Case) -> Iterator[tuple[str, list[tuple[Told, HookKind | None]]]]:
    yield "hook", [(told, told.hook_kind) for told in case.told]
    yield "cliffhanger", [(told, told.cliffhanger_kind) for told in case.told]


def _reversal_early(case: Case) -> Iterator[Spot]:
    first = next((told for told in case.told if Label.REVERSAL in told.labels), None)
    if first is None:
        yield case.told[-1].spot("no beat of the whole story is labelled reversal")
    elif len(case.told) > 1 and first is case.told[-1]:
        yield first.spot("the first reversal is in the last episode")


def _reversal_rate(case: Case) -> Iterator[Spot]:
    yield from _gaps(case, Label.REVERSAL, int(case.limits["reversal_episodes_max"]))


def _payoff_gap(case: Case) -> Iterator[Spot]:
    yield from _gaps(case, Label.PAYOFF, int(case.limits["payoff_episodes_max"]))


def _gaps(case: Case, label: Label, most: int) -> Iterator[Spot]:
    """Stretches of `most` episodes or more on end, the first and the last ones too, without the label."""
    for there, group in groupby(case.told, key=lambda told: label in told.labels):
        run = list(group)
        if not there and len(run) >= most and (case.whole or run[-1] is not case.told[-1]):
            yield run[-1].spot(f"no {label} in {run[0].id}–{run[-1].id}")


GATES = (
    Gate(
        "told", "every episode has a synopsis, a hook and a cliffhanger in words; the last one may end",
        "write the missing words: why somebody stays, and why somebody comes back",
        "shuohao outline/ep-fields, outline/ep1-hook, script/hook-cliff", _told, (_WORDS,),
    ),
    Gate(
        "hook-early", "an episode's hook begins within {hook_seconds_max} s",
        "open on the hook and tell afterwards how it came to it",
        "ArcReel and huobao: 3 to 4 s; shuohao outline/ep1-hook", _hook_early, (SCRIPT, LABELS),
    ),
    Gate(
        "hook-beat", "an episode's hook is among its first {hook_beats_max} beats",
        "move the hook forward",
        "shuohao script/hook-open", _hook_beat, (SCRIPT, LABELS),
    ),
    Gate(
        "conflict-early", "two wills meet within {conflict_seconds_max} s of an episode",
        "let somebody want the opposite earlier",
        "ours", _conflict_early, (SCRIPT, LABELS),
    ),
    Gate(
        "turn-gap", "something turns at least every {turn_seconds_max} s (turn, reversal or pay-off)",
        "cut what stands between the turns, or turn once more",
        "ArcReel: a turn about every 15 s", _turn_gap, (SCRIPT, LABELS),
    ),
    Gate(
        "cliffhanger-late", "an episode but the last ends on its cliffhanger: at most {cliffhanger_seconds_max} s follow",
        "cut what follows, or move it to the next episode",
        "shuohao script/hook-cliff, in seconds", _cliffhanger_late, (SCRIPT, LABELS),
    ),
    Gate(
        "hook-run", "no kind of hook or cliffhanger comes more than {hook_run_max} times on end",
        "end one of them on something else: a decision, an arrival, a secret",
        "PlotPilot #75: no pattern three times on end", _hook_run, (KINDS,),
    ),
    Gate(
        "hook-variety", "any {hook_window} episodes on end have at least {hook_kinds_min} kinds of hooks and of cliffhangers",
        "vary the kinds; the ledger lists them",
        "ours", _hook_variety, (KINDS, _MANY),
    ),
    Gate(
        "reversal-early", "the first reversal comes before the last episode",
        "overthrow something people believe well before the end",
        "shuohao outline/major-early", _reversal_early, (LABELS, WHOLE),
    ),
    Gate(
        "reversal-rate", "no {reversal_episodes_max} episodes on end are without a reversal",
        "let something believed prove false in that stretch",
        "ours", _reversal_rate, (LABELS, _STRETCH),
    ),
    Gate(
        "payoff-gap", "no {payoff_episodes_max} episodes on end are without a pay-off, from the first to the last",
        "let something that viewers wait for happen earlier",
        "shuohao outline/beat-gap", _payoff_gap, (LABELS,),
    ),
)  # fmt: skip
