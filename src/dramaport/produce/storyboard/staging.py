"""Who stands where: the line between people is drawn once a scene, and the camera stays on its side of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.drama.screenplay.values import ActionBeat, Emotion, LineBeat, Pose, Scene
from dramaport.produce.storyboard.values import Figure, Framing

MOST_SEEN = 3

#: Poses that last until another one is taken; all others are over with their beat.
LASTING = frozenset({Pose.SIT, Pose.KNEEL, Pose.LIE})
#: Poses that are only seen from head to foot.
WHOLE_BODY = frozenset({Pose.SIT, Pose.KNEEL, Pose.LIE, Pose.WALK, Pose.RUN, Pose.EMBRACE})

#: The middle of each head by framing and number of people, as a fraction of the frame's width, from left to right; of three
#: the middle one stands behind.
_SPOTS: dict[tuple[Framing, int], tuple[float, ...]] = {
    (Framing.WIDE, 1): (0.42,),
    (Framing.WIDE, 2): (0.28, 0.74),
    (Framing.WIDE, 3): (0.20, 0.52, 0.82),
    (Framing.FULL, 1): (0.46,),
    (Framing.FULL, 2): (0.28, 0.74),
    (Framing.FULL, 3): (0.19, 0.52, 0.83),
    (Framing.TWO, 1): (0.45,),
    (Framing.TWO, 2): (0.235, 0.775),
    (Framing.TWO, 3): (0.17, 0.51, 0.85),
}


_EMBRACED = (0.38, 0.59)

#: Where people stand along the scene's line, in order of appearance, from −1 at the left to 1 at the right.
_ALONG = (-1.0, 1.0, -0.5, 0.5, -0.75, 0.75, 0.0, -0.25, 0.25)


def along_the_line(scene: Scene, others: Sequence[str] = ()) -> dict[str, float]:
    """The line of a scene: a place on it for everybody, from left to right.

    It holds for the whole scene: who stands left of somebody does so in every shot, and looks right at them in every close-up.
    """
    return {
        name: _ALONG[number % len(_ALONG)] + number // len(_ALONG) * 0.01
        for number, name in enumerate(dict.fromkeys([*scene.cast, *others]))
    }


def placed(
    seen: Sequence[str],
    framing: Framing,
    line: Mapping[str, float],
    poses: Mapping[str, Pose],
    focus: str | None,
    partner: str | None,
) -> tuple[Figure, ...]:
    """The people of a shot in their places, those behind first. `partner` is whom the focus speaks to, seen or not."""
    names = sorted(dict.fromkeys(seen), key=lambda name: line[name])[:MOST_SEEN]
    if not names:
        return ()
    about = focus if focus in names else names[0]
    other = (
        partner if partner is not None and partner != about else next((name for name in names if name != about), None)
    )
    right = line[about] < line[other] if other is not None else line[about] <= 0
    if framing in (Framing.MEDIUM, Framing.CLOSE, Framing.EXTREME) or (len(names) == 1 and framing is Framing.OVER):
        return (_single(about, framing, right, poses),)
    if framing is Framing.OVER:
        back = next(name for name in names if name != about)
        return (_single(about, framing, right, poses), _shoulder(back, right))
    spots = _SPOTS[(framing if (framing, 1) in _SPOTS else Framing.TWO, len(names))]
    figures = []
    for number, name in enumerate(names):
        looks = right if len(names) == 1 else number == 0
        if len(names) == 3 and number == 1:
            looks = right if about == name else line[about] > line[name]
        behind = len(names) == 3 and number == 1
        figures.append(
            Figure(character=name, x=spots[number], right=looks, rank=int(behind), pose=poses.get(name, Pose.STAND))
        )
    return tuple(sorted(_together(figures), key=lambda figure: -figure.rank))


def _together(figures: list[Figure]) -> list[Figure]:
    """What people do together moves them: an embrace brings them close, a chase turns them one way, by who lies others step back."""
    poses = {figure.pose for figure in figures}
    if poses <= {Pose.WALK, Pose.RUN}:
        return [figure.model_copy(update={"right": True}) for figure in figures]
    if Pose.EMBRACE in poses and len(figures) == 2:
        return [figure.model_copy(update={"x": x}) for figure, x in zip(figures, _EMBRACED, strict=True)]
    if Pose.LIE in poses:
        return [_by_the_bed(figure) for figure in figures]
    return figures


def _by_the_bed(figure: Figure) -> Figure:
    if figure.pose is Pose.LIE:
        return figure.model_copy(update={"x": 0.50})
    return figure.model_copy(update={"rank": 1, "x": 0.78 if figure.x > 0.4 else 0.22})


def _single(name: str, framing: Framing, right: bool, poses: Mapping[str, Pose]) -> Figure:
    """One person, off the middle, with room on the side where they look."""
    off = {Framing.MEDIUM: 0.09, Framing.CLOSE: 0.06, Framing.EXTREME: 0.03, Framing.OVER: 0.10}[framing]
    pose = poses.get(name, Pose.STAND)
    if pose in WHOLE_BODY or (framing in (Framing.CLOSE, Framing.EXTREME) and pose not in (Pose.PHONE, Pose.TURN_AWAY)):
        pose = Pose.STAND
    return Figure(character=name, x=0.5 - off if right else 0.5 + off, right=right, rank=0, pose=pose)


def _shoulder(name: str, right: bool) -> Figure:
    """The listener's back at the frame's edge, on the side where the one who is seen looks."""
    return Figure(character=name, x=1.02 if right else -0.02, right=not right, back=True, pose=Pose.TURN_AWAY)


def posed(poses: dict[str, Pose], beat: ActionBeat | LineBeat) -> dict[str, Pose]:
    """Everybody's pose after a beat begins: gestures of earlier beats are over, lasting ones stay."""
    kept = {name: pose for name, pose in poses.items() if pose in LASTING}
    if isinstance(beat, ActionBeat):
        kept |= {acting.character: acting.pose for acting in beat.acting}
    return kept


def feeling_of(beat: LineBeat) -> Emotion:
    """What a line's face shows. A shout that is told no emotion is at least wide awake."""
    if beat.emotion is Emotion.NEUTRAL and beat.delivery == "shout":
        return Emotion.SURPRISE
    return beat.emotion
