"""Gates on what is seen: places, and what is hard to make."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from dramaport.drama.screenplay.values import ActionBeat, Pose, Scene, Setting, TimeOfDay, Weather
from dramaport.drama.values import Age
from dramaport.story.gates.case import SCRIPT, WHOLE, Case
from dramaport.story.gates.people import appearances
from dramaport.story.gates.values import Gate, Need, Spot

_TOUCH = frozenset({Pose.EMBRACE})
_WET = frozenset({Weather.RAIN, Weather.STORM, Weather.SNOW})


def uses(case: Case) -> Mapping[str, list[tuple[str, Scene]]]:
    """The scenes of each place, with their episodes."""
    found: defaultdict[str, list[tuple[str, Scene]]] = defaultdict(list)
    for name, episode in case.episodes.items():
        for scene in episode.scenes:
            found[scene.place].append((name, scene))
    return found


def place_cap(case: Case) -> int:
    """How many places a drama of this length may have: 4 and one for every ten episodes begun, within limits."""
    wanted = case.limits["places_base"] + math.ceil(len(case.told) / case.limits["episodes_a_place"])
    return int(min(max(wanted, case.limits["places_least"]), case.limits["places_most"]))


def _place_count(case: Case) -> Iterator[Spot]:
    sets = {_set(case, place) for place in uses(case)}
    if len(sets) > place_cap(case):
        yield Spot(
            quote=" ".join(sorted(sets)), found=f"{len(sets)} sets, {place_cap(case)} for {len(case.told)} episodes"
        )


def _place_once(case: Case) -> Iterator[Spot]:
    """A set that one episode alone uses; a place that shares its set with another is dressed anew, not built."""
    by_set: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, tuple[str, Scene]] = {}
    for place, scenes in uses(case).items():
        by_set[_set(case, place)].update(name for name, _ in scenes)
        first.setdefault(_set(case, place), scenes[0])
    once = [built for built, names in by_set.items() if len(names) == 1]
    if len(once) > case.limits["single_use_sets_max"]:
        for built in once:
            name, scene = first[built]
            yield Spot(episode=name, scene=scene.id, quote=built, found="is used in this episode alone")


def _set(case: Case, place: str) -> str:
    found = case.play.place(place) if case.play else None
    return found.set or found.id if found else place


def _place_unused(case: Case) -> Iterator[Spot]:
    used = uses(case)
    for place in case.play.places if case.play else ():
        if place.id not in used:
            yield Spot(quote=place.name, found=f"{place.id} is in no scene")


def _hard_to_make(case: Case) -> Iterator[Spot]:
    for name, episode in case.episodes.items():
        for scene in episode.scenes:
            reasons = _hard(case, scene)
            if reasons and not any(beat.note for beat in scene.beats):
                yield Spot(
                    episode=name, scene=scene.id, quote=scene.place, found=f"{', '.join(reasons)}, and no note says how"
                )


def _hard(case: Case, scene: Scene) -> list[str]:
    """What makes a scene dear or dangerous, from what it says of itself; no word of its text is searched."""
    poses = {acting.pose for beat in scene.beats if isinstance(beat, ActionBeat) for acting in beat.acting}
    ages = {role.age for role in case.roles if role.id in scene.cast}
    outside = scene.setting is not Setting.INTERIOR
    return [
        reason
        for reason, there in (
            (f"{scene.weather} outside", outside and scene.weather in _WET),
            ("people touch", bool(_TOUCH & poses)),
            ("a child at night outside", outside and scene.time is TimeOfDay.NIGHT and Age.CHILD in ages),
            (f"{len(scene.extras)} extras", len(scene.extras) > case.limits["extras_max"]),
        )
        if there
    ]


def _role_looks(case: Case) -> Iterator[Spot]:
    seen = appearances(case)
    for role in case.roles:
        if len(seen.get(role.id, ())) > 1 and not role.look.strip():
            yield Spot(quote=role.name, found=f"{role.id} is in {len(seen[role.id])} episodes and has no look")


def _place_looks(case: Case) -> Iterator[Spot]:
    used = uses(case)
    for place in case.play.places if case.play else ():
        if place.id in used and not place.look.strip():
            yield Spot(quote=place.name, found=f"{place.id} has no look")


_ROLE_LOOKS = Need("looks of characters", lambda case: any(role.look for role in case.roles))
_PLACE_LOOKS = Need("looks of places", lambda case: bool(case.play and any(place.look for place in case.play.places)))
_PLACES = Need("a list of places in drama.toml", lambda case: bool(case.play and case.play.places))

GATES = (
    Gate(
        "place-count", "sets number at most {places_base} and one for every {episodes_a_place} episodes,"
        " at least {places_least}, at most {places_most}",
        "let two scenes play in one place, or dress one set as two places (place.set)",
        "shuohao outline/scene-cap", _place_count, (SCRIPT,),
    ),
    Gate(
        "place-once", "at most {single_use_sets_max} sets are used in one episode alone",
        "play the scene where others play, or dress another place's set for it (place.set)",
        "shuohao outline/once-scene", _place_once, (SCRIPT, WHOLE),
    ),
    Gate(
        "place-unused", "every place that is listed has a scene",
        "strike it from drama.toml",
        "shuohao outline/refs", _place_unused, (SCRIPT, _PLACES, WHOLE),
    ),
    Gate(
        "hard-to-make", "rain, storm or snow outside, people touching, a child outside at night and more than {extras_max}"
        " extras have a note that says how",
        "write the note on a beat of the scene: a stand-in, a cut, an insert, a permit",
        "shuohao outline/risk-flag, from the scene's own fields instead of keywords", _hard_to_make, (SCRIPT,),
    ),
    Gate(
        "role-looks", "everybody who comes back has a look",
        "write what tells them apart: clothes, hair, one thing they carry",
        "shuohao art/anchors", _role_looks, (SCRIPT, _ROLE_LOOKS),
    ),
    Gate(
        "place-looks", "every place has a look",
        "write what one knows the place by",
        "shuohao art/anchors", _place_looks, (SCRIPT, _PLACE_LOOKS),
    ),
)  # fmt: skip
