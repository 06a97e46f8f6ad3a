"""Where an episode cuts, who is seen in each shot and from where: the rules of the storyboard."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storyboard_making import action, line, numbered, play_of, screen, sound

from dramaport.drama.screenplay.values import Beat, Channel, Delivery, Emotion, Label, LineBeat, Pose, Style
from dramaport.drama.values import Span
from dramaport.errors import BadInput
from dramaport.produce.storyboard import Framing, Move, Shot, Treatment, plan_shots
from dramaport.produce.storyboard.export import shot_list
from dramaport.produce.storyboard.overrides import directed, read_overrides
from dramaport.produce.storyboard.plan import AIM
from dramaport.produce.storyboard.props import prop_in
from dramaport.produce.timeline import FRAME, lay_out

BEATS = st.lists(
    st.one_of(
        st.builds(
            lambda pause, overlap, who: line(0, pause=pause, overlap=overlap, character=who),
            st.floats(0, 2),
            st.booleans(),
            st.sampled_from("abcde"),
        ),
        st.builds(lambda style, seconds: screen(0, style, seconds), st.sampled_from(Style), st.floats(0.5, 4)),
        st.builds(sound, st.sampled_from(["door", "water"])),
        st.builds(
            lambda who, pose: action(0, (who, Emotion.FEAR, pose)), st.sampled_from("abcde"), st.sampled_from(Pose)
        ),
    ),
    min_size=1,
    max_size=14,
)


def shots_of(*scenes: list[Beat], duration: int = 1200) -> tuple[Shot, ...]:
    """The plan of scenes whose lines all last `duration` ms."""
    play = play_of(*scenes)
    made = play.episode("E01").scenes
    timeline = lay_out(
        [scene.beats for scene in made],
        {beat.id: duration for scene in made for beat in scene.beats if isinstance(beat, LineBeat)},
    )
    return plan_shots(timeline, play, made)


@settings(max_examples=40)
@given(st.lists(BEATS, min_size=1, max_size=3).map(numbered), st.integers(0, 2**20))
def test_shots_fill_the_episode_and_never_cut_into_speech_that_overlaps(scenes: list[list[Beat]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    play = play_of(*scenes)
    made = play.episode("E01").scenes
    timeline = lay_out(
        scenes,
        {beat.id: int(rng.integers(150, 3000)) for beats in scenes for beat in beats if isinstance(beat, LineBeat)},
    )
    shots = plan_shots(timeline, play, made)
    assert shots[0].span.start == 0
    assert shots[-1].span.end == timeline.duration
    assert all(before.span.end == after.span.start for before, after in pairwise(shots))
    assert all(shot.span.duration > 0 and shot.span.start % FRAME == 0 for shot in shots)
    assert all(len(shot.seen) <= 3 for shot in shots)
    assert len({shot.id for shot in shots}) == len(shots), "each shot has its own name"
    phones = [shown.span for shown in timeline.screens if shown.beat.style is Style.PHONE]
    assert [shot.span for shot in shots if shot.framing is Framing.PHONE] == phones
    for shot in shots[1:]:
        assert not any(
            said.span.start + FRAME <= shot.span.start <= said.span.end - FRAME for said in timeline.lines
        ), shot.why


@settings(max_examples=40)
@given(st.lists(BEATS, min_size=1, max_size=2).map(numbered))
def test_nobody_changes_sides_within_a_scene(scenes: list[list[Beat]]) -> None:
    """The 180° rule: who stands left of somebody in one shot does so in all, and the outer two look at each other."""
    shots = shots_of(*scenes)
    for scene in {shot.scene for shot in shots}:
        order: dict[tuple[str, str], bool] = {}
        for shot in shots:
            if shot.scene != scene or shot.framing is Framing.OVER:
                continue
            people = sorted(shot.figures, key=lambda figure: figure.x)
            for left, right in pairwise(people):
                assert order.setdefault((left.character, right.character), True)
                assert (right.character, left.character) not in order
            if len(people) > 1:
                assert people[0].right
                assert not people[-1].right


def test_close_ups_of_two_who_talk_look_at_each_other() -> None:
    beats: list[Beat] = [line(n, character="ab"[n % 2], emotion=Emotion.ANGER) for n in range(1, 14)]
    closes = [shot for shot in shots_of(beats, duration=2400) if shot.framing is Framing.CLOSE]
    looks = {
        figure.character: {
            other.right for shot in closes for other in shot.figures if other.character == figure.character
        }
        for shot in closes
        for figure in shot.figures
    }
    assert len(looks) == 2
    assert looks["a"] | looks["b"] == {True, False}
    assert all(len(sides) == 1 for sides in looks.values())


def test_the_first_shot_is_wide_and_a_named_card_brings_its_character() -> None:
    shots = shots_of([screen(1, Style.CARD, text="人c，船工"), *(line(n, character="ab"[n % 2]) for n in range(2, 10))])
    assert shots[0].framing is Framing.WIDE
    assert "c" in shots[0].seen
    assert len(shots) > 2


def test_every_scene_opens_with_where_it_is() -> None:
    shots = shots_of(
        [line(n, character="ab"[n % 2]) for n in range(1, 6)], [line(n, character="bc"[n % 2]) for n in range(6, 12)]
    )
    first: dict[str, Shot] = {}
    for shot in shots:
        first.setdefault(shot.scene, shot)
    assert [shot.framing for shot in first.values()] == [Framing.WIDE, Framing.WIDE]


@pytest.mark.parametrize("delivery", list(Delivery))
def test_a_shout_by_somebody_new_opens_a_shot(delivery: Delivery) -> None:
    beats: list[Beat] = [
        line(1),
        line(2),
        line(3, character="b").model_copy(update={"delivery": delivery}),
        *(line(n, character="ab"[n % 2]) for n in range(4, 12)),
    ]
    opened = {shot.id for shot in shots_of(beats, duration=200)}
    assert ("E01.003" in opened) == (delivery is Delivery.SHOUT)


@pytest.mark.parametrize(
    ("label", "treatment", "move"),
    [
        (Label.HOOK, Treatment.HOOK, Move.PUSH),
        (Label.TURN, Treatment.TURN, Move.PUSH),
        (Label.REVERSAL, Treatment.REVERSAL, Move.RUSH),
        (Label.CLIFFHANGER, Treatment.CLIFFHANGER, Move.PUSH),
    ],
)
def test_a_labelled_beat_gets_its_own_treatment_and_shot(label: Label, treatment: Treatment, move: Move) -> None:
    beats: list[Beat] = [line(1), line(2, character="b"), line(3, character="b", labels=(label,)), line(4)]
    (shot,) = (shot for shot in shots_of(beats) if shot.treatment is treatment)
    assert (shot.id, shot.move, shot.focus) == ("E01.003", move, "b")
    if label is not Label.HOOK:
        assert shot.framing is Framing.CLOSE


def test_an_action_is_seen_from_head_to_foot_while_it_lasts() -> None:
    shots = shots_of(
        [line(1), line(2, character="b"), action(3, ("b", Emotion.FEAR, Pose.KNEEL)), line(4, character="b"), line(5)]
    )
    (shot,) = (shot for shot in shots if shot.id == "E01.003")
    assert shot.framing is Framing.FULL
    assert 2000 <= shot.span.duration <= 2400
    (figure,) = shot.figures
    assert (figure.pose, figure.feelings) == (Pose.KNEEL, ((0, Emotion.FEAR),))


def test_who_sits_stays_seated_and_a_gesture_passes() -> None:
    beats: list[Beat] = [
        action(1, ("a", Emotion.NEUTRAL, Pose.SIT), ("b", Emotion.NEUTRAL, Pose.POINT)),
        *(line(n, character="ab"[n % 2]) for n in range(2, 6)),
    ]
    poses = {
        figure.character: figure.pose
        for shot in shots_of(beats)[1:]
        for figure in shot.figures
        if shot.framing in (Framing.WIDE, Framing.FULL, Framing.TWO)
    }
    assert poses.get("a", Pose.SIT) is Pose.SIT
    assert poses.get("b", Pose.STAND) is Pose.STAND


def test_a_thing_named_by_an_action_without_people_is_shown_by_itself() -> None:
    shots = shots_of([line(1), action(2, text="一只铜铃挂在门上"), line(3)])
    (shot,) = (shot for shot in shots if shot.framing is Framing.INSERT)
    assert (shot.prop, shot.figures) == ("bell", ())
    assert prop_in("他拔出刀，看着信") == "knife"
    assert prop_in("江面起雾") is None


def test_a_narrator_is_not_seen_speaking() -> None:
    told = line(3, character="c").model_copy(update={"channel": Channel.VOICE_OVER})
    assert all(
        "c" not in shot.seen
        for shot in shots_of([line(1), line(2, character="b"), told])
        if shot.framing is not Framing.WIDE
    )


def test_a_line_that_grows_changes_its_own_shot_alone() -> None:
    beats: list[Beat] = [line(n, character="ab"[n % 2]) for n in range(1, 16)]
    play = play_of(beats)
    scenes = play.episode("E01").scenes

    def planned(longer: int) -> list[tuple[str, int, Framing]]:
        timeline = lay_out([beats], {beat.id: 1310 + (longer if beat.id == "E01.004" else 0) for beat in beats})
        return [(shot.id, shot.span.duration, shot.framing) for shot in plan_shots(timeline, play, scenes)]

    before, after = planned(0), planned(170)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_a_talk_is_cut_as_often_as_people_take_turns() -> None:
    shots = shots_of([line(n, character="ab"[n % 2]) for n in range(1, 20)], duration=1500)
    assert all(shot.span.duration <= 3 * AIM for shot in shots)


def test_the_directors_word_wins(tmp_path: Path) -> None:
    shots = shots_of([line(n, character="ab"[n % 2]) for n in range(1, 10)])
    name = shots[1].id
    file = tmp_path / "director.toml"
    file.write_text(
        f'["{name}"]\nframing = "extreme"\nmove = "hold"\n[["{name}".figures]]\ncharacter = "b"\nx = 0.4\nright = false\n',
        "utf-8",
    )
    wanted = directed(shots, read_overrides(file), "E01")[1]
    assert (wanted.framing, wanted.move, wanted.seen) == (Framing.EXTREME, Move.HOLD, ("b",))
    assert wanted.span == shots[1].span


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["E01.001"]\nframing = "huge"\n', "E01.001.framing"),
        ('["E01.001"]\nprop = "sword"\n', "no prop is called 'sword'"),
        ("[", "is not valid TOML"),
    ],
)
def test_a_wrong_wish_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "director.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        read_overrides(file)


def test_a_wish_about_no_shot_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "director.toml"
    file.write_text('["E01.999"]\nmove = "hold"\n', "utf-8")
    with pytest.raises(BadInput, match="has no such shot"):
        directed(shots_of([line(1)]), read_overrides(file), "E01")


def test_the_shot_list_is_json_with_seconds() -> None:
    rows = json.loads(shot_list(shots_of([line(1), line(2, character="b")])))
    assert rows[0]["id"] == "E01.001"
    assert rows[0]["seconds"] > 0
    assert Span.model_validate(rows[0]["span"]).start == 0
