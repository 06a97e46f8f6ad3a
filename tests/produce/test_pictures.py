"""Drawn people, sets and things: consistent, moving where they speak, and different where they should be."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from dramaport.drama.screenplay.values import Emotion, Pose, Role, TimeOfDay, Weather
from dramaport.drama.values import Age, Gender
from dramaport.produce.pictures.drawn.person import draw_person
from dramaport.produce.pictures.drawn.things import THINGS, draw_thing
from dramaport.produce.pictures.drawn.wardrobe import Look, look_of
from dramaport.produce.pictures.sets import SETS, paint_set
from dramaport.produce.pictures.sets.board import HEIGHT, WIDTH
from dramaport.produce.pictures.values import Cel, Light
from dramaport.produce.storyboard.props import PROPS

LIGHT = Light()


def role(name: str = "lin", *, look: str = "", gender: Gender = Gender.FEMALE, age: Age = Age.YOUNG) -> Role:
    return Role(id=name, name="林", gender=gender, age=age, look=look)


def drawn(look: Look, emotion: Emotion = Emotion.NEUTRAL, pose: Pose = Pose.STAND, right: bool = True) -> Cel:
    return draw_person(look, emotion, pose, 60, 9, LIGHT, right)


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """How much two layers differ, in steps of 255 where either is seen."""
    if one.shape != other.shape:
        return 255.0
    seen = (one[..., 3] > 0) | (other[..., 3] > 0)
    return float(np.abs(one.astype(int) - other.astype(int))[seen].mean())


def test_a_role_looks_the_same_whenever_it_is_asked_for() -> None:
    assert look_of(role()) == look_of(role())
    assert look_of(role().model_copy(update={"voice": "zf_xiaoxiao", "note": "x"})) == look_of(role())


def test_two_roles_of_one_kind_can_be_told_apart() -> None:
    looks = {look_of(role(f"woman_{number}")) for number in range(12)}
    assert len(looks) == 12
    assert len({look.hair for look in looks}) > 1
    assert len({look.top for look in looks}) > 1


@pytest.mark.parametrize(
    ("told", "field", "value"),
    [
        ("黑色西装，背头", "top", "suit"),
        ("黑色西装，背头", "hair", "slick"),
        ("青色汉服，长发", "lower", "robe"),
        ("red dress and a ponytail", "hair", "ponytail"),
        ("戴眼镜的白大褂", "glasses", True),
        ("戴斗笠的老人", "hat", True),
        ("grey hair, brown coat", "hair_colour", "#cfccc6"),
    ],
)
def test_a_look_is_read_from_its_words(told: str, field: str, value: object) -> None:
    assert getattr(look_of(role(look=told)), field) == value


def test_a_colour_belongs_to_the_garment_it_stands_before() -> None:
    assert look_of(role(look="红色毛衣，黑色长裤")).top_colour == "#b23a40"
    assert look_of(role(look="blue jacket")).top_colour == "#34568c"


@pytest.mark.parametrize("age", list(Age))
@pytest.mark.parametrize("gender", list(Gender))
def test_nine_emotions_are_nine_faces(gender: Gender, age: Age) -> None:
    look = look_of(role(gender=gender, age=age))
    faces = [drawn(look, emotion).layer for emotion in Emotion]
    assert min(apart(one, other) for one, other in combinations(faces, 2)) > 0.2


def test_twelve_poses_are_twelve_silhouettes() -> None:
    look = look_of(role())
    shapes = [drawn(look, pose=pose).layer for pose in Pose]
    assert min(apart(one, other) for one, other in combinations(shapes, 2)) > 4


@pytest.mark.parametrize("pose", list(Pose))
def test_nobody_floats(pose: Pose) -> None:
    """The lowest thing drawn lies on the ground; in a run one foot is off it."""
    for gender in Gender:
        cel = drawn(look_of(role(gender=gender)), pose=pose)
        lowest = np.flatnonzero((cel.layer[..., 3] > 128).any(axis=1))[-1]
        assert lowest == pytest.approx(cel.foot[1], abs=0.34 * cel.head)


@pytest.mark.parametrize("right", [True, False])
def test_lips_and_lids_move_and_nothing_else(right: bool) -> None:
    cel = drawn(look_of(role()), right=right)
    assert (len(cel.lips), len(cel.lids)) == (4, 3)
    for patches in (cel.lips, cel.lids):
        still, *moved = patches
        high, wide = still.layer.shape[:2]
        place = cel.layer[still.top : still.top + high, still.left : still.left + wide]
        assert apart(place[: high * 3 // 4], still.layer[: high * 3 // 4]) < 3, (
            "the first state is what the whole picture shows"
        )
        assert all(apart(still.layer, patch.layer) > 1 for patch in moved)
        assert all((patch.left, patch.top) == (still.left, still.top) for patch in moved)


def test_turning_somebody_mirrors_them_but_not_the_light() -> None:
    look = look_of(role())
    lit = Light("#404040", "#ffffff", "#ffffff", 1.0, 1.0)
    right = draw_person(look, Emotion.NEUTRAL, Pose.STAND, 60, 9, lit, True).layer
    left = draw_person(look, Emotion.NEUTRAL, Pose.STAND, 60, 9, lit, False).layer
    assert np.array_equal(right[..., 3], left[:, ::-1, 3])
    assert apart(right, np.ascontiguousarray(left[:, ::-1])) > 1


def test_who_turns_away_shows_no_face() -> None:
    cel = drawn(look_of(role()), pose=Pose.TURN_AWAY)
    assert (cel.lips, cel.lids) == ((), ())


def test_there_are_sets_enough_inside_and_outside() -> None:
    names = {name for name, found in SETS.items() if not found.drawn_as}
    assert len(names) >= 20
    assert {
        "home_rich",
        "home_poor",
        "office",
        "hospital",
        "school",
        "restaurant",
        "car",
        "court",
        "wedding_hall",
        "palace",
    } <= names
    assert {"street_old", "street_new", "village", "temple", "river", "mountain"} <= {
        name for name in names if SETS[name].outdoors
    }


@pytest.mark.parametrize("name", ["river", "office"])
def test_hour_and_weather_change_a_set_and_leave_its_shapes(name: str) -> None:
    seen = {
        (time, weather): paint_set(name, time, weather).far
        for time, weather in (
            (TimeOfDay.DAY, Weather.CLEAR),
            (TimeOfDay.NIGHT, Weather.CLEAR),
            (TimeOfDay.DAY, Weather.SNOW),
        )
    }
    day, night, snow = seen.values()
    assert day.shape == (HEIGHT, WIDTH, 4)
    assert night[..., :3].mean() < 0.75 * day[..., :3].mean()
    assert apart(day, snow) > 4


def test_a_set_is_the_same_every_time() -> None:
    first = paint_set("temple", TimeOfDay.DUSK, Weather.CLEAR).far.copy()
    paint_set.cache_clear()
    assert np.array_equal(first, paint_set("temple", TimeOfDay.DUSK, Weather.CLEAR).far)


def test_the_first_sets_keep_their_hour_unless_the_scene_says_otherwise() -> None:
    river = SETS["night_river"]
    assert river.mood(TimeOfDay.DAY, Weather.CLEAR).dark
    assert river.mood(TimeOfDay.DAY, Weather.CLEAR).wet
    assert not river.mood(TimeOfDay.DUSK, Weather.CLEAR).dark


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SETS))
def test_every_set_is_painted_at_every_hour(name: str) -> None:
    for time in TimeOfDay:
        plates = paint_set(name, time, Weather.RAIN)
        assert plates.far[..., 3].min() == 255
        assert plates.far[..., :3].std() > 8


def test_every_prop_that_words_name_can_be_drawn() -> None:
    assert set(PROPS) == set(THINGS)
    for name in THINGS:
        layer = draw_thing(name, LIGHT)
        assert 0.03 < (layer[..., 3] > 128).mean() < 0.9, name
