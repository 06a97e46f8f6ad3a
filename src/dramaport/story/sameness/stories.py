"""A novel, a plan, a script or a synopsis made comparable: sentences with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dramaport.drama.screenplay.values import Screenplay, SoundBeat
from dramaport.story.sameness.values import Passage, Story
from dramaport.story.values import Plan

#: A sentence with its marks and closing quotation marks. A line end within it is a line that was filled; one before an empty or
#: indented line ends a paragraph.
_SENTENCE: Final = re.compile(r"(?:[^。！？!?\n]|\n(?![\s\u3000]|\Z))+[。！？!?]*[”」』’\"]*")
_ENGLISH_END: Final = re.compile(r"(?<=[a-z0-9)\"’”])\.\s+(?=[A-Z\"“])")
_FILLED: Final = re.compile(r"\n")
_LETTER: Final = re.compile(r"\w")


def from_text(name: str, text: str) -> Story:
    """A novel or a synopsis; places are bytes of its UTF-8."""
    return Story(name=name, passages=tuple(_passages(text)))


def from_plan(name: str, plan: Plan) -> Story:
    """What a plan says of its episodes."""
    told = (
        (f"{episode.id} {key}", getattr(episode, key))
        for episode in plan.episodes
        for key in ("title", "synopsis", "hook", "cliffhanger")
    )
    return Story(name=name, passages=tuple(_split(told)))


def from_screenplay(play: Screenplay) -> Story:
    """What a script tells and says: log line, synopses, actions, lines, texts on screen."""
    told: list[tuple[str, str]] = [("logline", play.logline)]
    for name, episode in play.episodes.items():
        told += [(f"{name} {key}", getattr(episode, key)) for key in ("title", "synopsis", "hook", "cliffhanger")]
        told += [(beat.id, beat.text) for beat in episode.beats if not isinstance(beat, SoundBeat)]
    return Story(name=play.title, passages=tuple(_split(told)))


def _split(told: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> Iterator[Passage]:
    for where, text in told:
        for _, sentence in _sentences(text):
            yield Passage(where=where, text=sentence)


def _passages(text: str) -> Iterator[Passage]:
    done, at = 0, 0
    for start, sentence in _sentences(text):
        at += len(text[done:start].encode())
        done = start
        yield Passage(where=f"byte {at}", text=sentence)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with the characters before them."""
    for found in _SENTENCE.finditer(text):
        start = found.start()
        for part in _ENGLISH_END.split(found[0]):
            at = text.index(part, start)
            start = at + len(part)
            if _LETTER.search(part):
                yield at + len(part) - len(part.lstrip()), _FILLED.sub(_joint, part.strip())


def _joint(end: re.Match[str]) -> str:
    """Filled lines of Chinese meet without a space, others with one."""
    return "" if ord(end.string[end.start() - 1]) > 0x2E80 else " "
