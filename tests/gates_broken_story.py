"""What breaks the gates on openings, turns, what viewers wait for, and the plan: one change each."""

from __future__ import annotations

from dramaport.drama.screenplay.values import (
    ActionBeat,
    HookKind,
    Label,
    LineBeat,
    ScreenBeat,
    Screenplay,
    Style,
    ThreadKind,
)
from dramaport.drama.screenplay.values import Thread as Waiting
from dramaport.story.gates import Case
from dramaport.story.values import Plan, Turn, Wall
from gates_making import (
    BROKEN,
    COUNT,
    NAMES,
    breaks,
    breaks_in_plan,
    other_limit,
    plan,
    with_beat,
    with_beats,
    with_episode,
    with_plan,
    with_thread,
)

__all__ = ["BROKEN"]

# Openings, turns and endings


@breaks("told")
def _(play: Screenplay) -> Screenplay | Case:
    return with_episode(play, "E03", hook=" ")


@breaks("hook-early")
def _(play: Screenplay) -> Screenplay | Case:
    play = with_beat(play, "E03", 0, labels=(), seconds=4.5)
    return with_beat(play, "E03", 1, labels=(Label.HOOK,))


@breaks("hook-beat")
def _(play: Screenplay) -> Screenplay | Case:
    short = [
        ScreenBeat(kind="screen", id=f"E03.{number}", style=Style.CARD, text="夜", seconds=0.5)
        for number in (91, 92, 93)
    ]
    return with_beats(play, "E03", [*short, *play.episodes["E03"].beats])


@breaks("conflict-early")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(with_beat(play, "E03", 2, labels=()), "E03", 6, labels=(Label.CONFLICT,))


@breaks("turn-gap")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(play, "E03", 10, labels=())


@breaks("cliffhanger-late")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(with_beat(play, "E03", 19, labels=()), "E03", 17, labels=(Label.CLIFFHANGER,))


@breaks("hook-run")
def _(play: Screenplay) -> Screenplay | Case:
    return with_episode(with_episode(play, "E03", hook_kind=HookKind.SECRET), "E04", hook_kind=HookKind.SECRET)


@breaks("hook-variety")
def _(play: Screenplay) -> Screenplay | Case:
    for name in NAMES:
        if play.episodes[name].hook_kind is HookKind.QUESTION:
            play = with_episode(play, name, hook_kind=HookKind.SECRET)
    return with_episode(play, "E03", hook_kind=HookKind.DANGER)


@breaks("reversal-early")
def _(play: Screenplay) -> Screenplay | Case:
    play = with_beat(play, "E10", 15, labels=(Label.PAYOFF,))
    play = with_beat(play, "E05", 15, labels=(Label.TURN,))
    play = with_beat(play, "E12", 15, labels=(Label.PAYOFF, Label.REVERSAL))
    return Case(play, plan(), other_limit("reversal_episodes_max", 12))


@breaks("reversal-rate")
def _(play: Screenplay) -> Screenplay | Case:
    play = with_beat(play, "E05", 15, labels=(Label.TURN,))
    play = with_beat(play, "E10", 15, labels=(Label.PAYOFF,))
    return with_beat(play, "E01", 15, labels=(Label.REVERSAL,))


@breaks("payoff-gap")
def _(play: Screenplay) -> Screenplay | Case:
    return Case(with_beat(play, "E06", 15, labels=(Label.TURN,)), with_plan(plan(), 5, turns=()))


# What viewers wait for


@breaks("thread-order")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(play, "E03", 4, opens=("vow",))


@breaks("thread-unused")
def _(play: Screenplay) -> Screenplay | Case:
    return play.model_copy(
        update={"threads": (*play.threads, Waiting(id="key", kind=ThreadKind.QUESTION, text="钥匙？"))}
    )


@breaks("promise-due")
def _(play: Screenplay) -> Screenplay | Case:
    return with_thread(play, 1, due=None)


@breaks("overdue")
def _(play: Screenplay) -> Screenplay | Case:
    return with_thread(play, 1, due="E04")


def _longer(play: Screenplay, count: int) -> Screenplay:
    """The same drama with more episodes, each with turns, pay-offs and hooks like the second to fifth."""
    episodes = dict(play.episodes)
    for number in range(COUNT + 1, count + 1):
        model = episodes[f"E{number - 8:02}"]
        name = f"E{number:02}"
        beats = [beat.model_copy(update={"opens": (), "closes": ()}) for beat in model.beats]
        beats = [
            beat.model_copy(
                update={"text": f"{beat.text[:-4]}{'春夏秋冬'[number % 4]}{'东南西北'[number // 4 % 4]}夜声。"}
            )
            if isinstance(beat, LineBeat)
            else beat
            for beat in beats
        ]
        scene = model.scenes[0].model_copy(update={"id": f"{name}.S1", "beats": tuple(beats)})
        episodes[name] = model.model_copy(update={"title": f"{model.title}之后{number}", "scenes": (scene,)})
    return play.model_copy(update={"episodes": episodes})


@breaks("thread-age")
def _(play: Screenplay) -> Screenplay | Case:
    play = with_beat(play, "E12", 14, closes=("boat",))
    play = _longer(play, 23)
    return Case(with_beat(play, "E23", 14, closes=("ring",)))


@breaks("debt")
def _(play: Screenplay) -> Screenplay | Case:
    new = tuple(Waiting(id=f"q{number}", kind=ThreadKind.QUESTION, text="？为什么") for number in range(6))
    play = play.model_copy(update={"threads": (*play.threads, *new)})
    play = with_beat(play, "E01", 6, opens=tuple(thread.id for thread in new))
    return with_beat(play, "E03", 6, closes=tuple(thread.id for thread in new))


@breaks("new-threads")
def _(play: Screenplay) -> Screenplay | Case:
    new = tuple(Waiting(id=f"q{number}", kind=ThreadKind.QUESTION, text="？为什么") for number in range(3))
    play = play.model_copy(update={"threads": (*play.threads, *new)})
    play = with_beat(play, "E04", 6, opens=tuple(thread.id for thread in new))
    return with_beat(play, "E06", 6, closes=tuple(thread.id for thread in new))


@breaks("next-reason")
def _(play: Screenplay) -> Screenplay | Case:
    play = with_beat(play, "E12", 14, closes=("boat",))
    return Case(with_beat(play, "E08", 14, closes=("letter", "ring")))


@breaks("progress")
def _(play: Screenplay) -> Screenplay | Case:
    beats = [beat.model_copy(update={"labels": tuple(label for label in beat.labels if label is not Label.TURN)})
             for beat in play.episodes["E03"].beats]  # fmt: skip
    return Case(with_beats(play, "E03", beats), plan(), other_limit("turn_seconds_max", 120))


@breaks("season-debt")
def _(play: Screenplay) -> Screenplay | Case:
    more = Waiting(id="key", kind=ThreadKind.QUESTION, text="钥匙呢？")
    play = play.model_copy(update={"threads": (*play.threads, more)})
    play = with_beat(play, "E12", 14, closes=("boat",))
    return Case(with_beat(play, "E12", 6, opens=("key",)))


# From the source to the plan to the script


@breaks_in_plan("threads-kept")
def _(plan: Plan) -> Plan:
    return with_plan(plan, 3, opens=("letter",))


@breaks_in_plan("turns-kept")
def _(plan: Plan) -> Plan:
    return with_plan(plan, 2, turns=(Turn(label=Label.REVERSAL, text="他才是写信的人"),))


@breaks("cast-kept")
def _(play: Screenplay) -> Screenplay | Case:
    beats = [
        beat.model_copy(update={"character": "bo"}) if isinstance(beat, LineBeat) and beat.character == "an" else beat
        for beat in play.episodes["E03"].beats
    ]
    beats = [beat.model_copy(update={"acting": ()}) if isinstance(beat, ActionBeat) else beat for beat in beats]
    return with_beats(play, "E03", beats)


@breaks_in_plan("source-order")
def _(plan: Plan) -> Plan:
    span = plan.episodes[4].source
    return with_plan(plan, 4, source=span.model_copy(update={"start": span.start + 5}))


@breaks_in_plan("wall-range")
def _(plan: Plan) -> Plan:
    return plan.model_copy(update={"wall": Wall(free=6, reason="half")})
