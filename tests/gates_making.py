"""A story that passes every gate, and ways to change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dramaport.drama.screenplay.values import (
    Acting,
    ActionBeat,
    Beat,
    Episode,
    HookKind,
    Label,
    LineBeat,
    Place,
    Role,
    Scene,
    Screenplay,
    SourceSpan,
    Thread,
    ThreadKind,
)
from dramaport.drama.values import Age, Gender
from dramaport.story.gates import Case, judge
from dramaport.story.gates.limits import Limits, house_limits
from dramaport.story.gates.values import Verdict
from dramaport.story.values import EpisodePlan, Plan, Turn, Wall

COUNT = 12
NAMES = tuple(f"E{number:02}" for number in range(1, COUNT + 1))
_DIGITS = "零一二三四五六七八九"
_CAST = (("an", "顾安澜"), ("bo", "方伯远"), ("yu", "陆小雨"), ("qi", "钱世昌"))
_SAID = ("这一回你总该说实话了吧", "账本上写得清清楚楚", "那天夜里我就在门外", "你以为没有人记得吗", "天亮以前必须走")
_KINDS = (HookKind.QUESTION, HookKind.DANGER, HookKind.SECRET, HookKind.ARRIVAL)
_PAYOFFS = ("E02", "E04", "E06", "E08", "E10", "E12")
_REVERSALS = ("E05", "E10")
_OPENS = {"E01": ("ring",), "E02": ("vow",), "E05": ("letter",), "E09": ("boat",)}
_CLOSES = {"E06": ("vow",), "E08": ("letter",), "E12": ("ring", "boat")}


def play() -> Screenplay:
    """Twelve episodes of about 70 seconds in two places, with four people."""
    genders = (Gender.FEMALE, Gender.MALE, Gender.FEMALE, Gender.MALE)
    return Screenplay(
        title="账本",
        source="zh",
        characters=tuple(
            Role(id=one, name=name, gender=gender, age=Age.ADULT, look="灰布长衫，左手戴一枚旧戒指")
            for (one, name), gender in zip(_CAST, genders, strict=True)
        ),
        places=(
            Place(id="shop", name="当铺", look="高柜台，一盏油灯"),
            Place(id="quay", name="码头", look="木桩与缆绳"),
        ),
        threads=(
            Thread(id="ring", kind=ThreadKind.QUESTION, text="戒指是谁的？"),
            Thread(id="vow", kind=ThreadKind.PROMISE, text="他答应还她清白", due="E06"),
            Thread(id="letter", kind=ThreadKind.QUESTION, text="信里写了什么？"),
            Thread(id="boat", kind=ThreadKind.PROMISE, text="船会回来", due="E12"),
        ),
        episodes={name: _episode(name, number) for number, name in enumerate(NAMES, start=1)},
    )


def plan() -> Plan:
    """The plan the play was written from."""
    return Plan(
        name="账本",
        novel_sha256="0" * 64,
        made_by="hand",
        threads=play().threads,
        wall=Wall(free=2, reason="E02 ends on the vow"),
        episodes=tuple(
            EpisodePlan(
                id=name,
                title=f"第{_han(at + 1)}夜",
                source=SourceSpan(text="0" * 64, start=at * 100, end=at * 100 + 100, last_words="灯灭了"),
                opens=_OPENS.get(name, ()),
                closes=_CLOSES.get(name, ()),
                cast=("顾安澜", "方伯远"),
                turns=(Turn(label=Label.PAYOFF, text="她拿回一页账"),) if name in _PAYOFFS else (),
            )
            for at, name in enumerate(NAMES)
        ),
    )


def _episode(name: str, number: int) -> Episode:
    return Episode(
        title=f"第{_han(number)}夜",
        synopsis="账本少了一页，她去找撕它的人。",
        hook="戒指从油灯里掉出来。",
        hook_kind=_KINDS[number % 4],
        cliffhanger="门外的人说出了她的小名。",
        cliffhanger_kind=_KINDS[(number + 1) % 4],
        scenes=(Scene(id=f"{name}.S1", place=("shop", "quay")[number % 2], beats=_beats(name, number)),),
    )


def _beats(name: str, number: int) -> tuple[Beat, ...]:
    beats: list[Beat] = []
    for at in range(20):
        one, labels = f"{name}.{at + 1:03}", _labels(name, at)
        if at % 2:
            who, said = _CAST[at // 2 % 4], _SAID[at // 2 % 5]
            text = f"{_CAST[(at // 2 + 1) % 4][1]}，{said}，第{_han(number)}夜第{_han(at)}声。"
            beats.append(LineBeat(kind="line", id=one, character=who[0], text=text, labels=labels))
        else:
            acting = (Acting(character=_CAST[at // 2 % 4][0]),)
            beats.append(
                ActionBeat(kind="action", id=one, text="灯影晃过柜台。", seconds=3, acting=acting, labels=labels)
            )
    beats[4] = beats[4].model_copy(update={"opens": _OPENS.get(name, ())})
    beats[14] = beats[14].model_copy(update={"closes": _CLOSES.get(name, ())})
    return tuple(beats)


def _labels(name: str, at: int) -> tuple[Label, ...]:
    known = {0: (Label.HOOK,), 2: (Label.CONFLICT,), 5: (Label.TURN,), 10: (Label.TURN,), 19: (Label.CLIFFHANGER,)}
    payoff = (Label.PAYOFF,) if name in _PAYOFFS else (Label.TURN,)
    reversal = (Label.REVERSAL,) if name in _REVERSALS else ()
    return {15: (*payoff, *reversal), **known}.get(at, ())


def _han(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def failing(case: Case) -> list[str]:
    return [finding.gate for finding in judge(case) if finding.verdict is Verdict.FAIL]


def reporting(case: Case) -> list[str]:
    return [finding.gate for finding in judge(case) if finding.verdict is Verdict.REPORTS]


def with_episode(play: Screenplay, name: str, **update: Any) -> Screenplay:
    """The play with keys of one episode changed."""
    changed = play.episodes[name].model_copy(update=update)
    return play.model_copy(update={"episodes": {**play.episodes, name: changed}})


def with_beats(play: Screenplay, name: str, beats: Sequence[Beat], **scene: Any) -> Screenplay:
    """The play with the beats of one episode's scene changed."""
    old = play.episodes[name].scenes[0]
    return with_episode(play, name, scenes=(old.model_copy(update={"beats": tuple(beats), **scene}),))


def with_beat(play: Screenplay, name: str, at: int, **update: Any) -> Screenplay:
    """The play with keys of one beat changed."""
    beats = list(play.episodes[name].beats)
    beats[at] = beats[at].model_copy(update=update)
    return with_beats(play, name, beats)


def with_role(play: Screenplay, at: int, **update: Any) -> Screenplay:
    roles = list(play.characters)
    roles[at] = roles[at].model_copy(update=update)
    return play.model_copy(update={"characters": tuple(roles)})


def with_thread(play: Screenplay, at: int, **update: Any) -> Screenplay:
    threads = list(play.threads)
    threads[at] = threads[at].model_copy(update=update)
    return play.model_copy(update={"threads": tuple(threads)})


def line(name: str, number: int, character: str, text: str, **more: Any) -> LineBeat:
    return LineBeat(kind="line", id=f"{name}.{number}", character=character, text=text, **more)


BROKEN: dict[str, Callable[[], Case]] = {}


def breaks(gate: str) -> Callable[[Callable[[Screenplay], Screenplay | Case]], None]:
    """The decorated change of the script breaks the gate. A case of its own is given where the plan must not object too,
    or where one rule cannot be broken without another unless that has another limit.
    """

    def register(change: Callable[[Screenplay], Screenplay | Case]) -> None:
        def broken() -> Case:
            changed = change(play())
            return changed if isinstance(changed, Case) else Case(changed, plan())

        BROKEN[gate] = broken

    return register


def breaks_in_plan(gate: str) -> Callable[[Callable[[Plan], Plan]], None]:
    """The decorated change of the plan breaks the gate."""

    def register(change: Callable[[Plan], Plan]) -> None:
        BROKEN[gate] = lambda: Case(play(), change(plan()))

    return register


def other_limit(name: str, value: float) -> Limits:
    return house_limits().with_own({name: {"value": value, "why": "for this test"}})


def with_plan(plan: Plan, at: int, **update: object) -> Plan:
    """The plan with keys of one episode changed."""
    episodes = list(plan.episodes)
    episodes[at] = episodes[at].model_copy(update=update)
    return plan.model_copy(update={"episodes": tuple(episodes)})
