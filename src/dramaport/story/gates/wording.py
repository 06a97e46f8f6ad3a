"""Gates on the texts themselves: what kind of text stands where, and what is said twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from dramaport.drama.screenplay.values import ActionBeat
from dramaport.drama.speech_units import speech_units
from dramaport.story.gates.case import SCRIPT, Case, Timed
from dramaport.story.gates.values import Gate, Spot

#: Something said, in quotation marks: a single word in them may be a name or a title.
_QUOTED: Final = re.compile(r"[「『“\"]([^」』”\"]{2,}?[。！？!?，,.…—][^」』”\"]*)[」』”\"]")
_NUMBER: Final = re.compile(r"E(\d+)\Z")
_SIGNS: Final = re.compile(r"[\W_]+")


def _synopsis_prose(case: Case) -> Iterator[Spot]:
    for told in case.told:
        for text in (told.synopsis, told.hook, told.cliffhanger):
            if _QUOTED.search(text):
                yield told.spot("holds a line of dialogue", text)


def _action_prose(case: Case) -> Iterator[Spot]:
    for timed in case.beats():
        if isinstance(timed.beat, ActionBeat) and _QUOTED.search(timed.beat.text):
            yield timed.spot("holds a line of dialogue")


def _repeated_line(case: Case) -> Iterator[Spot]:
    said: defaultdict[str, list[Timed]] = defaultdict(list)
    for timed, line in case.lines():
        if speech_units(line.text, case.language) >= case.limits["repeat_units_min"]:
            said[_SIGNS.sub("", line.text).casefold()].append(timed)
    for places in said.values():
        if len(places) > case.limits["repeats_max"]:
            yield places[-1].spot(f"is said {len(places)} times, first in {places[0].episode}")


def _titles_apart(case: Case) -> Iterator[Spot]:
    first: dict[str, str] = {}
    for told in case.told:
        before = first.setdefault(told.title.strip().casefold(), told.id)
        if before != told.id:
            yield told.spot(f"is the title of {before} too")


def _numbering(case: Case) -> Iterator[Spot]:
    for at, told in enumerate(case.told, start=1):
        number = _NUMBER.match(told.id)
        if number is None or int(number[1]) != at:
            yield told.spot(f"is episode {at} in order; E{at:02} is missing")
            return


GATES = (
    Gate(
        "synopsis-prose", "a synopsis, a hook and a cliffhanger tell; they quote no dialogue",
        "tell what happens; the words belong to the script",
        "shuohao outline/no-dialogue", _synopsis_prose,
    ),
    Gate(
        "action-prose", "an action beat tells what is seen; what is said is a line",
        "make a line beat of the words in quotation marks",
        "shuohao script/action-prose", _action_prose, (SCRIPT,),
    ),
    Gate(
        "repeated-line", "no line of {repeat_units_min} syllables or more is said more than {repeats_max} times",
        "write it anew; a refrain may come back once",
        "ours", _repeated_line, (SCRIPT,),
    ),
    Gate(
        "titles-apart", "no two episodes have the same title",
        "name one of them for what only it has",
        "ours", _titles_apart,
    ),
    Gate(
        "numbering", "episodes are numbered from E01 without a gap",
        "write the missing episode, or rename the files after it before anything is recorded",
        "shuohao storyboard/segment-id", _numbering,
    ),
)  # fmt: skip
