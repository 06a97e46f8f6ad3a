"""What a run will take, as values and arithmetic: stages, languages, tokens, money and time. Figures: costs.toml."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from dramaport.drama.values import Line, Origin, Span
from dramaport.localize.translate.plan import Coverage, Forecast, Price, Verdict, forecast

#: Stages that run once an episode, in the order of the work.
ONCE = ("hear", "read", "voices", "bed", "pictures")
_MINUTE = 60.0


@dataclass(frozen=True)
class Episode:
    """What one episode asks for: its length in minutes, and those of `ONCE` that would run. `read`: its lines are known."""

    code: str
    minutes: float
    once: frozenset[str]
    read: bool


@dataclass(frozen=True)
class Speech:
    """Lines that would be spoken, how long they last in seconds, and by whom: `kokoro`, `espeak`, `endpoint`."""

    lines: int
    seconds: float
    by: str


@dataclass(frozen=True)
class LanguagePlan:
    """What one language asks for.

    `held` is what the memory holds of the `lines` that are known, `people` the lines somebody translated here; `asked` go
    to a translator. `unread` lines are estimates: their footage has not been read. `finish` are the minutes of each
    episode whose subtitles and mix would be made.
    """

    tag: str
    lines: int
    people: int
    held: Coverage
    asked: tuple[Line, ...]
    unread: int
    verdict: Verdict
    embedded: bool
    speech: Speech
    finish: tuple[float, ...]
    price: Price | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing would run for it."""
        return not (self.missing or self.speech.lines or self.finish)

    @property
    def translated(self) -> int:
        """Lines a translator would be asked for."""
        return self.missing if self.verdict.by else 0

    @property
    def missing(self) -> int:
        """Lines that have no translation, as far as is known."""
        return len(self.asked) + self.unread

    @property
    def tokens(self) -> Forecast:
        """Tokens and money; an embedded model costs no money."""
        wanted = (*self.asked, *unread_lines(self.unread)) if self.verdict.by else ()
        taken = forecast(wanted, self.tag, self.price)
        return taken.model_copy(update={"money": 0.0}) if self.embedded else taken

    @property
    def translating(self) -> float:
        """Seconds of translation."""
        return self.translated * float(costs()["translate"]["embedded" if self.embedded else "endpoint"])

    @property
    def speaking(self) -> float:
        """Seconds of speech; a speaker without a figure costs as much as the dearest."""
        each: Mapping[str, float] = costs()["speak"]
        return self.speech.seconds * each.get(self.speech.by, max(each.values()))

    @property
    def finishing(self) -> float:
        return sum(self.finish) * float(costs()["language"]["finish"])

    @property
    def seconds(self) -> float:
        return self.translating + self.speaking + self.finishing


@dataclass(frozen=True)
class Stage:
    """One stage of a run: its name, how many steps it has, and their CPU seconds."""

    name: str
    steps: int
    seconds: float


@dataclass(frozen=True)
class Plan:
    """A whole run on a machine with `cores`."""

    episodes: tuple[Episode, ...]
    languages: tuple[LanguagePlan, ...]
    cores: int

    @property
    def minutes(self) -> float:
        return sum(episode.minutes for episode in self.episodes)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that would run."""
        once = [self._once(name) for name in ONCE]
        each = self.languages
        translate = Stage("translate", sum(p.translated for p in each), sum(p.translating for p in each))
        speak = Stage("speak", sum(p.speech.lines for p in each), sum(p.speaking for p in each))
        finish = Stage("subtitle, mix, check", sum(len(p.finish) for p in each), sum(p.finishing for p in each))
        return tuple(stage for stage in (*once, translate, speak, finish) if stage.steps)

    def _once(self, name: str) -> Stage:
        wanted = [episode.minutes for episode in self.episodes if name in episode.once]
        return Stage(name, len(wanted), sum(wanted) * float(costs()["once"][name]))

    @property
    def seconds(self) -> float:
        """How long it takes from start to end: the work over the cores, and the embedded model one line at a time."""
        serial = sum(plan.translating for plan in self.languages if plan.embedded)
        return max(serial, sum(stage.seconds for stage in self.stages) / self.cores)

    @property
    def money(self) -> float:
        return sum(plan.tokens.money for plan in self.languages)


def unread_count(minutes: float) -> int:
    """How many lines footage of this length usually has."""
    return round(minutes * float(costs()["unread"]["lines_a_minute"]))


def unread_seconds(lines: int) -> float:
    """How long so many lines usually last."""
    return lines * float(costs()["unread"]["seconds_a_line"])


@functools.cache
def unread_lines(count: int) -> tuple[Line, ...]:
    """Lines of the usual length, in place of those nobody has read."""
    text = "一" * int(costs()["unread"]["letters_a_line"])
    blank = Line(id="", episode="", span=Span(start=0, end=0), text=text, origin=Origin.HEARD, confidence=0)
    return (blank,) * count


def spoken_seconds(lines: Sequence[Line]) -> float:
    """How long lines last: a dub keeps near the original's times."""
    return sum(line.span.duration for line in lines) / 1000


def in_time(seconds: float) -> str:
    """A duration as people say it: 45 s, 12 min, 3.4 h."""
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / _MINUTE)} min" if seconds < 100 * _MINUTE else f"{seconds / _MINUTE / _MINUTE:.1f} h"


@functools.cache
def costs() -> dict[str, Any]:
    """The table of costs."""
    return tomllib.loads((resources.files(__package__) / "costs.toml").read_text("utf-8"))
