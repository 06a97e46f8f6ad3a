"""Gates on the cast: how many, who speaks how much, who comes when, and whether viewers can tell who is who."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dramaport.drama.screenplay.values import ActionBeat, LineBeat, Role, ScreenBeat
from dramaport.drama.speech_rate import estimate
from dramaport.story.gates.case import SCRIPT, WHOLE, Case
from dramaport.story.gates.names import spoken_of
from dramaport.story.gates.values import Gate, Need, Spot


def speech(case: Case) -> Mapping[str, int]:
    """How long each role speaks over the whole script, in ms."""
    said: Counter[str] = Counter()
    for _, line in case.lines():
        said[line.character] += estimate(line.text, case.language)
    return said


def appearances(case: Case) -> Mapping[str, list[int]]:
    """The positions of the episodes each role is in."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, episode in enumerate(case.episodes.values()):
        for name in episode.cast:
            found[name].append(at)
    return found


def standing(case: Case) -> Mapping[str, str]:
    """Each role's place in the cast, from what it does: a lead by its share of the speech, a functional one by how few
    episodes it is in. Nobody has to declare it, and it changes with the script.
    """
    said, seen = speech(case), appearances(case)
    everything = sum(said.values()) or 1
    found = {}
    for name in seen:
        if 100 * said.get(name, 0) / everything >= case.limits["lead_speech_percent"]:
            found[name] = "lead"
        elif len(seen[name]) <= case.limits["functional_episodes"]:
            found[name] = "functional"
        else:
            found[name] = "supporting"
    return found


def _roles(case: Case, place: str) -> list[Role]:
    standings = standing(case)
    return [role for role in case.roles if standings.get(role.id) == place]


def _count(case: Case, place: str, least: int, most: float) -> Iterator[Spot]:
    roles = _roles(case, place)
    if not least <= len(roles) <= most:
        yield Spot(quote="、".join(role.name for role in roles), found=f"{len(roles)} {place} roles")


def _leads(case: Case) -> Iterator[Spot]:
    yield from _count(case, "lead", 1, case.limits["leads_max"])


def _supporting(case: Case) -> Iterator[Spot]:
    yield from _count(case, "supporting", 0, case.limits["supporting_max"])


def _functional(case: Case) -> Iterator[Spot]:
    yield from _count(case, "functional", 0, case.limits["functional_max"])


def _speaker_share(case: Case) -> Iterator[Spot]:
    said = speech(case)
    everything = sum(said.values())
    for role in case.roles:
        percent = 100 * said.get(role.id, 0) / everything
        if percent > case.limits["speaker_percent_max"]:
            yield Spot(quote=role.name, found=f"{role.id} speaks {percent:.0f} % of all that is said")


def _scene_cast(case: Case) -> Iterator[Spot]:
    for name, episode in case.episodes.items():
        for scene in episode.scenes:
            if len(scene.cast) > case.limits["scene_cast_max"]:
                yield Spot(episode=name, scene=scene.id, quote=" ".join(scene.cast), found=f"{len(scene.cast)} people")


def _crowd(case: Case) -> Iterator[Spot]:
    for timed in case.beats():
        beat = timed.beat
        if isinstance(beat, ActionBeat) and len(beat.acting) > case.limits["frame_cast_max"] and not beat.note:
            yield timed.spot(f"{len(beat.acting)} people in one picture, and no note says how")


def _role_unused(case: Case) -> Iterator[Spot]:
    seen = appearances(case)
    for role in case.roles:
        if role.id not in seen:
            yield Spot(quote=role.name, found=f"{role.id} is in no episode")


def _new_faces(case: Case) -> Iterator[Spot]:
    first: defaultdict[int, list[str]] = defaultdict(list)
    for name, episodes in appearances(case).items():
        first[episodes[0]].append(name)
    names = list(case.episodes)
    for at, roles in sorted(first.items()):
        if len(roles) > case.limits["new_faces_max"]:
            found = f"{len(roles)} people are new: {' '.join(roles)}"
            yield Spot(episode=names[at], quote=case.episodes[names[at]].title, found=found)


def _introduced(case: Case) -> Iterator[Spot]:
    """Whoever is in enough episodes to be remembered is called by a name soon after coming in."""
    names, within = list(case.episodes), int(case.limits["introduced_episodes_max"])
    for role in case.roles:
        episodes = appearances(case).get(role.id, [])
        if len(episodes) < case.limits["introduced_from_episodes"]:
            continue
        heard = {name for name in names[: episodes[0] + within] if _named(case, name, role)}
        if not heard and (case.whole or len(names) >= episodes[0] + within):
            later = next((name for name in names if _named(case, name, role)), "")
            found = f"{role.id} is in from {names[episodes[0]]} and is " + (
                f"first named in {later}" if later else "never named"
            )
            yield Spot(episode=names[episodes[0]], quote=role.name, found=found)


def _named(case: Case, episode: str, role: Role) -> bool:
    """Whether a line, a text on screen or a sign tells viewers the name; an action's words are not heard."""
    beats = (timed.beat for timed in case.timelines[episode] if isinstance(timed.beat, LineBeat | ScreenBeat))
    return any(spoken_of(role.name, beat.text) for beat in beats)


def _lead_absent(case: Case) -> Iterator[Spot]:
    names, seen = list(case.episodes), appearances(case)
    for role in _roles(case, "lead"):
        stops = [*seen[role.id], *([len(names)] if case.whole else [])]
        for before, after in pairwise(stops):
            if after - before - 1 > case.limits["lead_absent_max"]:
                found = f"{role.id} is away in {names[before + 1]}–{names[after - 1]}"
                yield Spot(episode=names[before + 1], quote=role.name, found=found)


def _one_voice(case: Case) -> Iterator[Spot]:
    for name, episode in case.episodes.items():
        voices = {line.character for line in episode.lines}
        if len(voices) < case.limits["voices_min"]:
            yield Spot(episode=name, quote=episode.title, found=f"only {' '.join(voices)} speaks")


_FEW = Need("three written episodes or more", lambda case: len(case.episodes) >= 3)

GATES = (
    Gate(
        "leads", "one to {leads_max} roles carry the drama (each with at least {lead_speech_percent} % of the speech)",
        "give the lines of one lead to another; where nobody leads, give the story to somebody",
        "shuohao outline/lead-cap, counted from the lines", _leads, (SCRIPT,),
    ),
    Gate(
        "supporting", "at most {supporting_max} roles are neither leads nor in {functional_episodes} episodes or fewer",
        "let one person do what two do",
        "shuohao outline/support-cap, counted from the lines", _supporting, (SCRIPT,),
    ),
    Gate(
        "functional", "at most {functional_max} roles are in {functional_episodes} episodes or fewer",
        "let somebody viewers know do it, or make an extra of the role",
        "shuohao outline/functional-cap, counted from the lines", _functional, (SCRIPT,),
    ),
    Gate(
        "speaker-share", "nobody speaks more than {speaker_percent_max} % of all that is said",
        "let others answer, or show what is told",
        "ours", _speaker_share, (SCRIPT,),
    ),
    Gate(
        "voices", "at least {voices_min} people speak in an episode",
        "give the one who speaks somebody to speak to",
        "ours", _one_voice, (SCRIPT,),
    ),
    Gate(
        "scene-cast", "at most {scene_cast_max} people are in a scene",
        "send somebody out of the room, or split the scene",
        "shuohao outline/crowd-plan", _scene_cast, (SCRIPT,),
    ),
    Gate(
        "crowd", "more than {frame_cast_max} people acting in one picture have a note that says how it is made",
        "write the note: who is in front, who is heard only, what is cut between",
        "shuohao storyboard/crowd", _crowd, (SCRIPT,),
    ),
    Gate(
        "role-unused", "everybody of the cast is in an episode",
        "write them in, or strike them from drama.toml",
        "shuohao outline/refs", _role_unused, (SCRIPT, WHOLE),
    ),
    Gate(
        "new-faces", "at most {new_faces_max} people are new in one episode",
        "let one of them come an episode later",
        "ours", _new_faces, (SCRIPT,),
    ),
    Gate(
        "introduced", "who is in {introduced_from_episodes} episodes or more is called by name within {introduced_episodes_max}"
        " episodes of coming in",
        "let somebody say the name, or give it a card",
        "ours", _introduced, (SCRIPT,),
    ),
    Gate(
        "lead-absent", "no lead is away for more than {lead_absent_max} episodes on end",
        "let the lead come back earlier, if only in a picture or a voice",
        "ours", _lead_absent, (SCRIPT, _FEW),
    ),
)  # fmt: skip
