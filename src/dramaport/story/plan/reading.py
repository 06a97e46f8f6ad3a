"""The planner that asks a writer: it reads the novel in windows, and every answer is held against the text before it counts.

An answer names each episode's last words. They are looked up in the window; what is not found, not unique or out of order goes back to
the writer with the reason. So a plan by a model traces back to the novel like one without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from dramaport.ai.write.values import Request, T, Written
from dramaport.drama.screenplay.values import Thread
from dramaport.story.plan.anchors import Located, Rejected
from dramaport.story.plan.planner import Filled, Ground
from dramaport.story.plan.stretches import Stretch, episode_id
from dramaport.story.prompts import prompt
from dramaport.story.prompts.answers import OpenedThread, WindowAnswer, WindowEpisode
from dramaport.story.values import EpisodePlan, Turn

VERSION: Final = 1

#: Characters shown at once, and the most episodes asked for of them: an answer of 12 episodes is some 4,000 tokens.
_WINDOW: Final = 16_000
_MOST: Final = 12

#: A window holds this many episodes more than are asked for, so that the last of them may be long.
_SLACK: Final = 1.5

#: An episode outside these shares of the length that is left for each is sent back: the episodes after it would have none, or too much.
_SHORTEST, _LONGEST = 0.15, 3.5

_TOKENS: Final = 8192
_REMEMBERED: Final = 3


class _Writes(Protocol):
    """What this planner needs of a writer (`ai.write.Writer` is one)."""

    @property
    def identity(self) -> str: ...

    def write(self, request: Request[T]) -> Written[T]: ...


@dataclass(frozen=True)
class _Window:
    """What one request is about, in characters of the manuscript."""

    first: int
    count: int
    start: int
    until: int
    last: bool
    target: float


@dataclass
class _SoFar:
    """What windows before have settled."""

    episodes: list[EpisodePlan] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)


@dataclass(frozen=True)
class ReadingPlanner:
    """Plans through a writer. `seconds` is the length of an episode it is told to think of; `total` the drama's last episode; another
    `take` asks for the same with another seed.
    """

    writer: _Writes
    seconds: int
    total: int
    take: int = 1

    @property
    def identity(self) -> str:
        again = f" take {self.take}" if self.take > 1 else ""
        return f"reading/{VERSION} {self.writer.identity}{again}"

    def fill(
        self, ground: Ground, stretch: Stretch, before: Sequence[EpisodePlan], threads: Sequence[Thread]
    ) -> Filled:
        """Raises WriterRefused where no answer could be used, with what was wrong with the last."""
        text = ground.manuscript
        so_far = _SoFar(list(before), list(threads))
        at, end = text.char(stretch.start), text.char(stretch.end)
        number, beyond = stretch.first, stretch.first + stretch.count
        while number < beyond:
            window = _next_window(ground, at, end, number, beyond - number)
            answer = self._ask(ground, window, so_far)
            for told, cut in zip(answer.episodes, _cuts(ground, window, answer), strict=True):
                self._settle(ground, told, at, cut, number, so_far)
                at, number = cut, number + 1
        known = {thread.id for thread in threads}
        return Filled(
            episodes=tuple(so_far.episodes[len(before) :]),
            threads=tuple(thread for thread in so_far.threads if thread.id not in known),
        )

    def _ask(self, ground: Ground, window: _Window, so_far: _SoFar) -> WindowAnswer:
        language = ground.novel.language
        asked = prompt("plan-window", language)
        words = {"zh": ("是", "否")}.get(asked.language, ("yes", "no"))
        messages = asked.render(
            language=language,
            first=window.first,
            count=window.count,
            seconds=self.seconds,
            last=words[not window.last],
            known=_known(so_far),
            window=ground.manuscript.text[window.start : window.until],
        )
        keys = {thread.id for thread in so_far.threads}
        subject = f"{episode_id(window.first)}-{episode_id(window.first + window.count - 1)}"
        request = Request(
            asked.name,
            messages,
            WindowAnswer,
            subject,
            max_tokens=_TOKENS,
            seed=self.take,
            check=lambda answer: _faults(ground, window, answer, keys, self.total),
        )
        return self.writer.write(request).value

    def _settle(self, ground: Ground, told: WindowEpisode, start: int, end: int, number: int, so_far: _SoFar) -> None:
        so_far.threads += [_thread(opened) for opened in told.opens]
        so_far.episodes.append(
            EpisodePlan(
                id=episode_id(number),
                title=told.title,
                synopsis=told.synopsis,
                hook=told.hook,
                hook_kind=told.hook_kind,
                cliffhanger=told.cliffhanger,
                cliffhanger_kind=told.cliffhanger_kind,
                source=ground.span(start, end),
                opens=tuple(opened.key for opened in told.opens),
                closes=told.closes,
                cast=told.cast,
                places=told.places,
                turns=tuple(Turn(label=turn.label, text=turn.text) for turn in told.turns),
            )
        )


def _next_window(ground: Ground, start: int, end: int, first: int, left: int) -> _Window:
    """The next request: as many episodes as fit a window, all that are left where the text ends in it."""
    weight = ground.manuscript.weight
    target = float(weight[end] - weight[start]) / left
    count = max(1, min(left, _MOST, int(_WINDOW / max(target, 1.0))))
    if count == left:
        return _Window(first, count, start, end, True, target)
    until = int(weight.searchsorted(weight[start] + int((count + _SLACK) * target)))
    return _Window(first, count, start, min(end, until), False, target)


def _cuts(ground: Ground, window: _Window, answer: WindowAnswer) -> list[int]:
    """Where the episodes end. The novel's last episode ends where the text does, whatever words were given for it."""
    found, at = [], window.start
    for told in answer.episodes:
        place = ground.anchors.locate(told.last_words, at, window.until)
        if isinstance(place, Located):
            at = place.end
        found.append(at)
    if window.last:
        found[-1] = window.until
    return found


def _faults(ground: Ground, window: _Window, answer: WindowAnswer, keys: set[str], total: int) -> tuple[str, ...]:
    """What is wrong with an answer, in words the writer can act on."""
    if len(answer.episodes) != window.count:
        return (f"{len(answer.episodes)} episodes were given and {window.count} are wanted",)
    faults: list[str] = []
    at, known = window.start, set(keys)
    for number, told in enumerate(answer.episodes, window.first):
        name = episode_id(number)
        if not (window.last and number == window.first + window.count - 1):
            place = ground.anchors.locate(told.last_words, at, window.until)
            if isinstance(place, Rejected):
                faults.append(f"{name}: last_words: {place.reason}")
            else:
                faults += [f"{name}: {fault}" for fault in _bad_end(ground, window, at, place.end)]
                at = place.end
        faults += [f"{name}: {fault}" for fault in _bad_threads(told, number, known, total)]
        known |= {opened.key for opened in told.opens}
    if window.last and at >= window.until:
        faults.append("the last episode has no text left: end the one before it earlier")
    return tuple(faults)


def _bad_end(ground: Ground, window: _Window, start: int, end: int) -> list[str]:
    text, weight = ground.manuscript.text, ground.manuscript.weight
    told = []
    if text[end - 1].isalnum() and text[end : end + 1].isalnum():
        told.append("last_words: they end inside a sentence; end where a sentence does")
    share = float(weight[end] - weight[start]) / window.target
    if not _SHORTEST <= share <= _LONGEST:
        told.append(
            f"it would be {'long' if share > 1 else 'short'}: {int(weight[end] - weight[start])} characters, where about "
            f"{int(window.target)} are left for each; end it {'earlier' if share > 1 else 'later'}"
        )
    return told


def _bad_threads(told: WindowEpisode, number: int, known: set[str], total: int) -> list[str]:
    keys = [opened.key for opened in told.opens]
    faults = [
        f"opens {key!r}, which is open already; choose a new key" for key in keys if key in known or keys.count(key) > 1
    ]
    faults += [
        f"closes {key!r}, which no episode opened" for key in told.closes if key not in known and key not in keys
    ]
    faults += [
        f"{opened.key!r} falls due in episode {opened.due}; it must lie between {number} and {total}"
        for opened in told.opens
        if opened.due is not None and not number <= opened.due <= total
    ]
    return faults


def _thread(opened: OpenedThread) -> Thread:
    return Thread(
        id=opened.key,
        kind=opened.kind,
        text=opened.text,
        due=episode_id(opened.due) if opened.due is not None else None,
    )


def _known(so_far: _SoFar) -> str:
    """What the next window must keep to: names, open threads, and how the last episodes went."""
    closed = {name for episode in so_far.episodes for name in episode.closes}
    names = dict.fromkeys(name for episode in so_far.episodes for name in episode.cast)
    lines = [f"{thread.id} ({thread.kind}): {thread.text}" for thread in so_far.threads if thread.id not in closed]
    last = [f"{episode.id}: {episode.synopsis}" for episode in so_far.episodes[-_REMEMBERED:]]
    return "\n".join(["、".join(names) or "-", *lines, *last])
