"""Models as judges: each pair is asked for twice, with the order swapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dramaport.ai.write import Request, Writer
from dramaport.story.compare.values import QUESTION, Judgement, Pair
from dramaport.story.prompts import prompt
from dramaport.story.prompts.answers import PairAnswer

_MAX_TOKENS = 400


def pair_request(pair: Pair, language: str, *, a_first: bool, question: str = QUESTION) -> Request[PairAnswer]:
    """The request for one order of a pair."""
    asked = prompt("compare-pair", language)
    first, second = (pair.a, pair.b) if a_first else (pair.b, pair.a)
    messages = asked.render(language=language, question=question, first=first, second=second)
    subject = f"{pair.episode} {'AB' if a_first else 'BA'}"
    return Request(asked.name, messages, PairAnswer, subject, max_tokens=_MAX_TOKENS, temperature=0)


def judged(
    pairs: Iterable[Pair],
    judge: str,
    writer: Writer,
    language: str,
    tell: Callable[[Judgement], None],
    question: str = QUESTION,
) -> tuple[Judgement, ...]:
    """A judge's word on every pair. Raises what the writer raises; answers that were paid for are kept by it."""
    found = []
    for pair in pairs:
        ab, ba = (
            writer.write(pair_request(pair, language, a_first=order, question=question)).value
            for order in (True, False)
        )
        judgement = Judgement(
            judge=judge, episode=pair.episode, a_first=ab.better, b_first=ba.better, reasons=(ab.reason, ba.reason)
        )
        tell(judgement)
        found.append(judgement)
    return tuple(found)
