"""Where an episode cuts, and what each shot shows: a pure plan over its timeline.

Every decision looks at the current shot alone, so that a line that grows longer changes its own shot and none after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dramaport.drama.screenplay.values import Delivery, Emotion, Label, Pose, Scene, Screenplay, Style
from dramaport.drama.values import Span
from dramaport.produce.storyboard.props import prop_in
from dramaport.produce.storyboard.staging import MOST_SEEN, WHOLE_BODY, along_the_line, feeling_of, placed, posed
from dramaport.produce.storyboard.values import Angle, Figure, Framing, Move, Shot, Treatment
from dramaport.produce.timeline import FRAME, SaidLine, SeenAction, ShownScreen, Timeline, down
from dramaport.produce.words import card_parts

SHORTEST = 1200  # ms a shot lasts at least, unless a phone or an action cuts in
AIM = 2200  # after so long the next speaker gets a shot of their own
LONGEST = 6500  # after so long any next line does
_BREATH = 2 * FRAME  # a cut comes this long before the line it opens with

_STRONG = frozenset(
    {Emotion.ANGER, Emotion.FEAR, Emotion.SORROW, Emotion.SURPRISE, Emotion.TENDERNESS, Emotion.CONTEMPT}
)
_FORCED = {
    Label.HOOK: Treatment.HOOK,
    Label.TURN: Treatment.TURN,
    Label.REVERSAL: Treatment.REVERSAL,
    Label.CLIFFHANGER: Treatment.CLIFFHANGER,
}

_Event = SaidLine | ShownScreen | SeenAction


@dataclass(frozen=True)
class _Draft:
    """A shot being planned: where it begins and what has happened in it so far."""

    start: int
    opens: str
    events: tuple[_Event, ...]
    why: str
    treatment: Treatment = Treatment.PLAIN
    kind: str = "talk"  # talk, action, phone
    first: bool = False
    number: int = 0  # of the talk shots in the scene: sizes alternate by it


def plan_shots(timeline: Timeline, play: Screenplay, scenes: Sequence[Scene]) -> tuple[Shot, ...]:
    """The shots of an episode: they fill it from its first frame to its last."""
    shots: list[Shot] = []
    for scene, span in zip(scenes, timeline.scenes, strict=True):
        inside = [event for event in timeline.events if span.start <= event.span.start < span.end]
        drafts = list(_cut(scene, span, inside))
        ends = [*(draft.start for draft in drafts[1:]), span.end]
        poses: dict[str, Pose] = {}
        for draft, end in zip(drafts, ends, strict=True):
            if end > draft.start:
                shots.append(_shot(draft, end, scene, play, poses, shots))
    return tuple(_named(_never_empty(shots)))


# ------------------------------------------------------------------------------------------------------- where it cuts


def _cut(scene: Scene, span: Span, events: Sequence[_Event]) -> Iterator[_Draft]:
    """Drafts in order. Cuts fall at the starts of lines, actions and phone messages, never into speech."""
    now = _Draft(span.start, _id_of(events[0]) if events else scene.id, (), "the scene opens", first=True)
    said, number = span.start, 0
    for event in events:
        forced = _treatment(event)
        at = down(event.span.start)
        if isinstance(event, ShownScreen) and event.beat.style is Style.PHONE:
            yield from _unless_empty(now, at)
            yield _Draft(at, event.beat.id, (event,), "a message is read", kind="phone")
            said = event.span.end
            now = _Draft(event.span.end, event.beat.id, (), "back to who reads it", number=number)
            continue
        if isinstance(event, SeenAction):
            opening = now.first and not now.events
            if not opening:
                yield from _unless_empty(now, at)
            now = _Draft(
                now.start if opening else at, event.beat.id, (event,), "somebody acts", forced, "action", first=opening
            )
            said = max(said, event.span.end)
            continue
        if isinstance(event, SaidLine):
            why = _reason(now, event, said, forced)
            if why:
                yield now
                number += 1
                cut = max(down(event.span.start - _BREATH), down(said), now.start + FRAME)
                now = _Draft(cut, event.beat.id, (), why, forced, number=number)
            elif forced is not Treatment.PLAIN:
                now = replace(now, treatment=forced)
            said = max(said, event.span.end)
        now = replace(now, events=(*now.events, event))
    yield now


def _unless_empty(draft: _Draft, at: int) -> Iterator[_Draft]:
    if at > draft.start:
        yield draft


def _reason(now: _Draft, line: SaidLine, said: int, forced: Treatment) -> str:
    """Why the line opens a new shot, or nothing. A line that overlaps the one before never does."""
    begun = line.span.start - now.start
    if line.span.start < said or begun < SHORTEST // 2:
        return ""
    if now.kind == "action" and now.events:
        return "the action is over"
    if forced is not Treatment.PLAIN and now.events:
        return f"the beat is a {forced.value}"
    if begun < SHORTEST:
        return ""
    seen = {event.beat.character for event in now.events if isinstance(event, SaidLine)}
    last = next((event.beat.character for event in reversed(now.events) if isinstance(event, SaidLine)), None)
    if now.treatment is not Treatment.PLAIN and last is not None and line.beat.character != last:
        return f"the {now.treatment.value} is over"
    if len(seen | {line.beat.character}) > MOST_SEEN:
        return "a fourth person speaks"
    if line.beat.delivery is Delivery.SHOUT and line.beat.character not in seen and seen:
        return "somebody new shouts"
    if last is not None and line.beat.character != last and begun >= AIM:
        return "another one speaks"
    return "the shot was long" if begun >= LONGEST else ""


def _treatment(event: _Event) -> Treatment:
    labels = event.beat.labels
    return next((treatment for label, treatment in _FORCED.items() if label in labels), Treatment.PLAIN)


def _id_of(event: _Event) -> str:
    return event.beat.id


# ------------------------------------------------------------------------------------------------------- what it shows


def _shot(
    draft: _Draft, end: int, scene: Scene, play: Screenplay, poses: dict[str, Pose], before: Sequence[Shot]
) -> Shot:
    span = Span(start=draft.start, end=end)
    beats = tuple(event.beat.id for event in draft.events)
    if draft.kind == "phone":
        return Shot(
            id=draft.opens, scene=scene.id, span=span, framing=Framing.PHONE, move=Move.PUSH, beats=beats, why=draft.why
        )
    for event in draft.events:
        if isinstance(event, SaidLine | SeenAction):
            after = posed(poses, event.beat)
            poses.clear()
            poses.update(after)
    action = next((event.beat for event in draft.events if isinstance(event, SeenAction)), None)
    speaking = [
        event.beat.character for event in draft.events if isinstance(event, SaidLine) and event.beat.channel == "on"
    ]
    carded = [name for event in draft.events if isinstance(event, ShownScreen) for name in _named_by(event, play)]
    acting = [acting.character for acting in action.acting] if action is not None else []
    seen = tuple(dict.fromkeys([*carded, *acting, *speaking]))[:MOST_SEEN]
    prop = prop_in(action.text) if action is not None and not action.acting else None
    if prop is not None and not speaking:
        return Shot(
            id=draft.opens,
            scene=scene.id,
            span=span,
            framing=Framing.INSERT,
            move=Move.PUSH,
            treatment=draft.treatment,
            prop=prop,
            beats=beats,
            why=draft.why,
        )
    if draft.first and not acting:
        seen = tuple(dict.fromkeys([*seen, *scene.cast]))[: max(2, len(seen))]
    focus = (
        (speaking[-1] if draft.treatment is Treatment.PLAIN else speaking[0])
        if speaking
        else acting[0]
        if acting
        else None
    )
    framing = _framing(draft, seen, speaking, poses)
    if framing is Framing.OVER:
        seen = tuple(dict.fromkeys([focus or seen[0], *seen, *_listener(focus, before, scene)]))[:2]
        framing = Framing.OVER if len(seen) == 2 else Framing.MEDIUM
    partner = next(iter(_listener(focus, before, scene)), None)
    figures = placed(seen, framing, along_the_line(scene, [role.id for role in play.characters]), poses, focus, partner)
    angle, move = _camera(draft, framing, poses, figures, before)
    return Shot(
        id=draft.opens, scene=scene.id, span=span, framing=framing, angle=angle, move=move, treatment=draft.treatment,
        figures=_feeling(figures, draft, before), focus=focus, beats=beats, why=draft.why,
    )  # fmt: skip


def _framing(draft: _Draft, seen: Sequence[str], speaking: Sequence[str], poses: dict[str, Pose]) -> Framing:
    """Sizes tighten with what is at stake: labels and strong feelings come close, others alternate."""
    if not seen:
        return Framing.WIDE
    action = any(isinstance(event, SeenAction) for event in draft.events)
    if action:
        whole = any(poses.get(name) in WHOLE_BODY for name in seen)
        return (
            Framing.WIDE if draft.first else Framing.FULL if whole else Framing.TWO if len(seen) > 1 else Framing.MEDIUM
        )
    if draft.treatment in (Treatment.REVERSAL, Treatment.CLIFFHANGER, Treatment.TURN) and len(set(speaking)) == 1:
        return Framing.CLOSE
    if draft.first:
        return Framing.WIDE
    if len(seen) > 1:
        return Framing.TWO
    lines = [event.beat for event in draft.events if isinstance(event, SaidLine)]
    if any(feeling_of(line) in _STRONG or line.delivery is not Delivery.NORMAL for line in lines):
        return Framing.CLOSE
    return (Framing.OVER, Framing.MEDIUM, Framing.CLOSE)[draft.number % 3]


def _listener(focus: str | None, before: Sequence[Shot], scene: Scene) -> list[str]:
    """Who is spoken to: the last one seen besides, else the next of the scene."""
    seen = [
        name
        for shot in reversed(before)
        if shot.scene == scene.id
        for name in (shot.focus, *shot.seen)
        if name and name != focus
    ]
    return seen[:1] or [name for name in scene.cast if name != focus][:1]


def _camera(
    draft: _Draft, framing: Framing, poses: dict[str, Pose], figures: Sequence[Figure], before: Sequence[Shot]
) -> tuple[Angle, Move]:
    running = any(poses.get(figure.character) is Pose.RUN for figure in figures)
    match draft.treatment:
        case Treatment.REVERSAL:
            return Angle.LOW, Move.RUSH
        case Treatment.CLIFFHANGER | Treatment.TURN | Treatment.HOOK:
            return Angle.EYE, Move.PUSH
        case Treatment.PLAIN:
            pass
    if running:
        return Angle.EYE, Move.HAND
    low = any(poses.get(figure.character) in (Pose.KNEEL, Pose.LIE) for figure in figures)
    if framing is Framing.WIDE:
        return Angle.EYE, Move.PUSH if len(before) == 0 else (Move.RIGHT, Move.LEFT)[len(before) % 2]
    return (Angle.HIGH if low else Angle.EYE), Move.PUSH if framing is Framing.CLOSE else Move.DRIFT


def _feeling(figures: Sequence[Figure], draft: _Draft, before: Sequence[Shot]) -> tuple[Figure, ...]:
    """What each face shows from when on: its own lines and actions, and before them what it last showed."""
    felt: dict[str, list[tuple[int, Emotion]]] = {}
    for event in draft.events:
        at = max(0, down(event.span.start) - draft.start)
        if isinstance(event, SaidLine):
            felt.setdefault(event.beat.character, []).append((at, feeling_of(event.beat)))
        elif isinstance(event, SeenAction):
            for acting in event.beat.acting:
                felt.setdefault(acting.character, []).append((at, acting.emotion))
    done = []
    for figure in figures:
        own = felt.get(figure.character, [])
        first = own[0][1] if own else _last_shown(figure.character, before)
        changes = [(0, first), *[change for change in own if change[0] > 0]]
        kept = [changes[0], *[after for last, after in pairwise(changes) if after[1] is not last[1]]]
        done.append(figure.model_copy(update={"feelings": tuple(kept)}))
    return tuple(done)


def _last_shown(character: str, before: Sequence[Shot]) -> Emotion:
    """A listener keeps the face of the last time, unless it was a smile or a start that has passed."""
    for shot in reversed(before):
        for figure in shot.figures:
            if figure.character == character:
                last = figure.feelings[-1][1]
                return last if last not in (Emotion.SURPRISE, Emotion.JOY) else Emotion.NEUTRAL
    return Emotion.NEUTRAL


def _named_by(screen: ShownScreen, play: Screenplay) -> list[str]:
    """The character a name card is about."""
    if screen.beat.style is not Style.CARD:
        return []
    head, _ = card_parts(screen.beat.text)
    return [role.id for role in play.characters if role.name == head]


def _never_empty(shots: Sequence[Shot]) -> Iterator[Shot]:
    """A shot in which nobody speaks or acts shows whoever was seen last in the scene, or will be seen next."""
    for number, shot in enumerate(shots):
        bare = not shot.figures and shot.framing not in (Framing.PHONE, Framing.INSERT)
        near = [*reversed(shots[:number]), *shots[number + 1 :]]
        found = next(
            (figure for other in near if other.scene == shot.scene for figure in other.figures if not figure.back), None
        )
        if bare and found is not None:
            alone = found.model_copy(
                update={
                    "x": 0.44 if found.right else 0.56,
                    "pose": Pose.STAND,
                    "rank": 0,
                    "feelings": ((0, found.feelings[-1][1]),),
                }
            )
            framing = Framing.CLOSE if number else Framing.WIDE
            yield shot.model_copy(update={"figures": (alone,), "framing": framing, "focus": found.character})
        else:
            yield shot


def _named(shots: Iterator[Shot]) -> Iterator[Shot]:
    """Give each shot its own id: the beat's, with a letter where one beat has several."""
    count: dict[str, int] = {}
    for shot in shots:
        number = count[shot.id] = count.get(shot.id, 0) + 1
        yield shot if number == 1 else shot.model_copy(update={"id": f"{shot.id}{chr(ord('a') + number - 1)}"})
