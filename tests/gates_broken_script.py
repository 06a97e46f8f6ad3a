"""What breaks the gates on time, people, names, places and wording: one change each."""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.drama.screenplay.values import (
    Acting,
    ActionBeat,
    Label,
    LineBeat,
    Place,
    Pose,
    Role,
    Scene,
    ScreenBeat,
    Screenplay,
    Style,
)
from dramaport.drama.values import Age, Gender
from dramaport.story.gates import Case
from gates_making import (
    BROKEN,
    COUNT,
    NAMES,
    breaks,
    line,
    with_beat,
    with_beats,
    with_episode,
    with_role,
    with_thread,
)

__all__ = ["BROKEN"]

WALK_ONS = (
    "孟春生",
    "何秋实",
    "韩东来",
    "曹夏荷",
    "蒋北辰",
    "丁南星",
    "苏西宁",
    "唐白露",
    "宋青禾",
    "许红梅",
    "冯黑石",
)


# Time


@breaks("line-seconds")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(play, "E03", 3, caption=False, text="你说，" * 12, labels=(Label.TURN,))


@breaks("caption-length")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(play, "E03", 3, text="那年冬天的雪下得比往年都早我在码头上站了一整夜也没有等到那条船靠岸的声音")


@breaks("screen-seconds")
def _(play: Screenplay) -> Screenplay | Case:
    card = ScreenBeat(kind="screen", id="E03.091", style=Style.CARD, text="三年以后，城南当铺，雨还没有停", seconds=0.5)
    beats = list(play.episodes["E03"].beats)
    return with_beats(play, "E03", [*beats[:8], card, *beats[8:]])


@breaks("beat-seconds")
def _(play: Screenplay) -> Screenplay | Case:
    play = with_beat(play, "E03", 16, seconds=15.5, labels=(Label.TURN,))
    return with_beat(play, "E03", 17, labels=(Label.TURN,))


@breaks("episode-seconds")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beats(play, "E03", play.episodes["E03"].beats[:6] + play.episodes["E03"].beats[10:])


@breaks("episode-even")
def _(play: Screenplay) -> Screenplay | Case:
    beats = play.episodes["E03"].beats
    again = [beat.model_copy(update={"id": f"E03.{90 + at}", "opens": ()}) for at, beat in enumerate(beats[4:12])]
    return with_beats(play, "E03", [*beats[:12], *again, *beats[12:]])


@breaks("dialogue-share")
def _(play: Screenplay) -> Screenplay | Case:
    beats = [
        beat.model_copy(
            update={
                "text": f"走{'甲乙丙丁戊己庚辛壬癸'[at // 2]}！",
                "labels": (Label.TURN,) if at == 5 else beat.labels,
            }
        )
        if isinstance(beat, LineBeat)
        else beat.model_copy(update={"seconds": 5.5})
        for at, beat in enumerate(play.episodes["E03"].beats)
    ]
    return with_beats(play, "E03", beats)


@breaks("beat-rate")
def _(play: Screenplay) -> Screenplay | Case:
    *most, last = play.episodes["E03"].beats
    beats = [beat.model_copy(update={"seconds": 7}) if isinstance(beat, ActionBeat) else beat for beat in most[:12]]
    beats[3] = beats[3].model_copy(update={"labels": (Label.TURN,)})
    beats[8] = beats[8].model_copy(update={"labels": (Label.TURN,)})
    return with_beats(play, "E03", [*beats, last.model_copy(update={"labels": (Label.CLIFFHANGER,)})])


@breaks("scene-action")
def _(play: Screenplay) -> Screenplay | Case:
    old = play.episodes["E03"].scenes[0]
    rest = (old.beats[19],)
    first = old.model_copy(update={"beats": old.beats[:19]})
    return with_episode(play, "E03", scenes=(first, Scene(id="E03.S2", place="quay", beats=rest)))


@breaks("monologue")
def _(play: Screenplay) -> Screenplay | Case:
    beats = list(play.episodes["E03"].beats)
    more = [
        line("E03", 90 + number, "yu", f"{'甲乙丙丁'[number]}字号那一页账本被人撕走的时候你在哪里，说")
        for number in range(4)
    ]
    more[1] = more[1].model_copy(update={"labels": (Label.TURN,)})
    return with_beats(play, "E03", [*beats[:12], *more, *beats[14:]])


# People


@breaks("leads")
def _(play: Screenplay) -> Screenplay | Case:
    """Two more from E03 on, who take two lines each in every episode."""
    play = _with_roles(play, WALK_ONS[:2])
    for place, name in enumerate(NAMES[2:]):
        for who, step in ((0, 0), (0, 3), (1, 5), (1, 8)):
            at = (place + step) % 10 * 2 + 1
            beat = play.episodes[name].beats[at]
            assert isinstance(beat, LineBeat)
            text = f"{WALK_ONS[who]}，{beat.text.split('，', 1)[1]}"
            play = with_beat(play, name, at, character=f"m{who}", text=text)
    return play


@breaks("supporting")
def _(play: Screenplay) -> Screenplay | Case:
    return _walk_ons(play, stay=3)


@breaks("functional")
def _(play: Screenplay) -> Screenplay | Case:
    return _walk_ons(play, stay=1)


def _walk_ons(play: Screenplay, stay: int) -> Screenplay:
    """Eleven people, each with one line in `stay` episodes on end; no episode has more than three new ones."""
    play = _with_roles(play, WALK_ONS)
    for at, who in enumerate(WALK_ONS):
        start = min(at + 1, COUNT - stay)
        for name in NAMES[start : start + stay]:
            old = play.episodes[name]
            number = 50 + 2 * at
            said = line(name, number, f"m{at}", f"{who}在。")
            seen = ActionBeat(kind="action", id=f"{name}.{number + 1}", text="灯影晃过柜台。", seconds=0.5)
            scene = Scene(id=f"{name}.S{at + 2}", place=old.scenes[0].place, beats=(seen, said))
            play = _hook_first(with_episode(play, name, scenes=(scene, *old.scenes)), name, scene)
    return play


def _with_roles(play: Screenplay, names: Sequence[str]) -> Screenplay:
    """More people of the cast, m0, m1 …"""
    roles = [
        Role(id=f"m{at}", name=name, gender=Gender.MALE, age=Age.ADULT, look="短褂") for at, name in enumerate(names)
    ]
    return play.model_copy(update={"characters": (*play.characters, *roles)})


def _hook_first(play: Screenplay, name: str, scene: Scene) -> Screenplay:
    """The hook goes to the first beat of the episode's first scene."""
    first = scene.beats[0].model_copy(update={"labels": (Label.HOOK, Label.CONFLICT, Label.TURN)})
    rest = play.episodes[name].scenes[1:]
    return with_episode(play, name, scenes=(scene.model_copy(update={"beats": (first, *scene.beats[1:])}), *rest))


@breaks("speaker-share")
def _(play: Screenplay) -> Screenplay | Case:
    for name in NAMES:
        for at in (3, 5, 7):
            play = with_beat(play, name, at, character="an")
    return play


@breaks("voices")
def _(play: Screenplay) -> Screenplay | Case:
    for at in range(1, 20, 2):
        play = with_beat(play, "E03", at, character="bo")
    return play


@breaks("scene-cast")
def _(play: Screenplay) -> Screenplay | Case:
    play = _with_roles(play, WALK_ONS[:3])
    return with_beats(play, "E03", play.episodes["E03"].beats, extras=("m0", "m1", "m2"))


@breaks("crowd")
def _(play: Screenplay) -> Screenplay | Case:
    acting = tuple(Acting(character=role.id) for role in play.characters)
    return with_beat(play, "E03", 6, acting=acting)


@breaks("role-unused")
def _(play: Screenplay) -> Screenplay | Case:
    return _with_roles(play, WALK_ONS[:1])


@breaks("new-faces")
def _(play: Screenplay) -> Screenplay | Case:
    play = _with_roles(play, WALK_ONS[:1])
    return with_beats(play, "E01", play.episodes["E01"].beats, extras=("m0",))


@breaks("introduced")
def _(play: Screenplay) -> Screenplay | Case:
    for name in NAMES[:3]:
        for at in range(1, 20, 2):
            beat = play.episodes[name].beats[at]
            assert isinstance(beat, LineBeat)
            play = with_beat(play, name, at, text=beat.text.replace("陆小雨", "这位姑娘"))
    return play


@breaks("lead-absent")
def _(play: Screenplay) -> Screenplay | Case:
    for name in NAMES[3:9]:
        beats = [
            beat.model_copy(update={"character": "bo"})
            if isinstance(beat, LineBeat) and beat.character == "an"
            else beat
            for beat in play.episodes[name].beats
        ]
        beats = [beat.model_copy(update={"acting": ()}) if isinstance(beat, ActionBeat) else beat for beat in beats]
        play = with_beats(play, name, beats)
    return Case(play)


# Names


@breaks("name-forms")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(play, "E03", 3, text="顾安蓝，你到底去了哪里，账本呢？")


@breaks("names-apart")
def _(play: Screenplay) -> Screenplay | Case:
    for name in NAMES:
        for at in range(1, 20, 2):
            beat = play.episodes[name].beats[at]
            assert isinstance(beat, LineBeat)
            play = with_beat(play, name, at, text=beat.text.replace("钱世昌", "方博远"))
    return with_role(play, 3, name="方博远")


@breaks("look-names")
def _(play: Screenplay) -> Screenplay | Case:
    return with_role(play, 0, look="灰布长衫，和方伯远一样的戒指")


# Places


def _with_places(play: Screenplay, count: int, per_place: int) -> Screenplay:
    """More places, each with a scene of one short action in as many episodes."""
    places = tuple(Place(id=f"p{at}", name=f"第{at}处", look="空屋") for at in range(count))
    play = play.model_copy(update={"places": (*play.places, *places)})
    for at, place in enumerate(places):
        for name in NAMES[at * per_place % COUNT :][:per_place]:
            seen = ActionBeat(kind="action", id=f"{name}.{60 + at}", text="灯影晃过柜台。", seconds=0.5)
            scene = Scene(id=f"{name}.S{60 + at}", place=place.id, beats=(seen,))
            first, *rest = play.episodes[name].scenes
            head = first.model_copy(update={"beats": first.beats[:10]})
            tail = first.model_copy(update={"id": f"{name}.S{80 + at}", "beats": first.beats[10:]})
            play = with_episode(play, name, scenes=(head, scene, tail, *rest))
    return play


@breaks("place-count")
def _(play: Screenplay) -> Screenplay | Case:
    return _with_places(play, 5, per_place=2)


@breaks("place-once")
def _(play: Screenplay) -> Screenplay | Case:
    return _with_places(play, 1, per_place=1)


@breaks("place-unused")
def _(play: Screenplay) -> Screenplay | Case:
    return play.model_copy(update={"places": (*play.places, Place(id="roof", name="屋顶", look="瓦"))})


@breaks("hard-to-make")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(play, "E03", 6, acting=(Acting(character="an", pose=Pose.EMBRACE),))


@breaks("role-looks")
def _(play: Screenplay) -> Screenplay | Case:
    return with_role(play, 2, look="")


@breaks("place-looks")
def _(play: Screenplay) -> Screenplay | Case:
    return play.model_copy(update={"places": (play.places[0], play.places[1].model_copy(update={"look": ""}))})


# Wording


@breaks("synopsis-prose")
def _(play: Screenplay) -> Screenplay | Case:
    return with_episode(play, "E03", synopsis="她推门进来，说：“账本在哪儿？”")


@breaks("action-prose")
def _(play: Screenplay) -> Screenplay | Case:
    return with_beat(play, "E03", 6, text="他低声道：「你走吧。」")


@breaks("repeated-line")
def _(play: Screenplay) -> Screenplay | Case:
    for name in ("E03", "E05", "E07"):
        play = with_beat(play, name, 3, text="顾安澜，我不会再等你了！")
    return play


@breaks("titles-apart")
def _(play: Screenplay) -> Screenplay | Case:
    return with_episode(play, "E03", title=play.episodes["E02"].title)


@breaks("numbering")
def _(play: Screenplay) -> Case:
    episodes = {("E13" if name == "E12" else name): told for name, told in play.episodes.items()}
    return Case(with_thread(play, 3, due="E13").model_copy(update={"episodes": episodes}))
