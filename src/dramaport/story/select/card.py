"""The score card of a novel. Long ones are read in chapters taken at equal distances, and what the sample says is held against the
whole where the whole costs nothing to count."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from dramaport.drama.values import Value
from dramaport.errors import BadInput, DramaportError
from dramaport.story.manuscript import Manuscript
from dramaport.story.plan.cues import usual_cues
from dramaport.story.select.measures import (
    castable,
    chapter_ends,
    cuts_of,
    dialogue,
    female_share,
    hooks,
    spoken_episodes,
    turns,
)
from dramaport.story.select.people import people_of, places_of
from dramaport.story.select.values import Card, Compares, Cost, Coverage, Figure, Fit
from dramaport.story.values import Chapter, ChapterKind, Evidence, Novel

#: Novels of more characters are sampled. Reading the 40 tales (375,000) whole takes some seconds.
LONG: Final = 1_000_000
#: Chapters of a sample. (drama-skills reads twelve.)
SAMPLE: Final = 12

#: The middle length of an episode of the trade: 98 s among those the house looked at; a drama has 60 to 100 of them.
_SECONDS: Final = 98
_EPISODES: Final = 80

#: People and places listed on a card.
_LISTED: Final = 20


class Rate(Value):
    """What a minute of a production costs, and who says so."""

    production: str
    per_minute: Decimal
    currency: str
    text: str = ""
    source: str = ""
    confidence: str = ""


def score_card(
    novel: Novel,
    data: bytes,
    *,
    sample: int = SAMPLE,
    episodes: int = _EPISODES,
    rates: Sequence[Rate] = (),
    compare: Compares | None = None,
) -> Card:
    """The card of a novel. `sample` is the number of chapters read of a long one; 0 reads it whole. `rates` come before ours."""
    read = _sampled(novel, data, sample)
    whole = Manuscript(data)
    parts = b"".join(data[chapter.start : chapter.end] for chapter in read)
    seen = whole if len(parts) == len(data) else Manuscript(parts)
    chapters = _shifted(read) if seen is not whole else novel.chapters
    cues = usual_cues()
    cuts = cuts_of(seen, chapters, cues)
    people, places = people_of(seen), places_of(seen)
    figures = (
        dialogue(seen),
        spoken_episodes(seen),
        hooks(seen, cuts),
        turns(seen, cuts),
        chapter_ends(seen, chapters, cues),
        castable(people),
        Figure(id="places", name="places", value=len(places), how="named twice after a word of movement (来到, 在 …)"),
        female_share(seen),
    )
    back = (lambda evidence: evidence) if seen is whole else _Back(read)
    told = tuple(figure.model_copy(update={"evidence": tuple(map(back, figure.evidence))}) for figure in figures)
    listed = [chapter for chapter in novel.chapters if chapter.kind is ChapterKind.CHAPTER]
    card = Card(
        title=novel.title,
        coverage=Coverage(
            chapters=len(listed),
            chapters_read=sum(chapter.kind is ChapterKind.CHAPTER for chapter in read),
            characters=len(whole.text),
            characters_read=len(seen.text),
        ),
        figures=told,
        people=tuple(person.model_copy(update={"first": back(person.first)}) for person in people[:_LISTED]),
        places=tuple(spot.model_copy(update={"first": back(spot.first)}) for spot in places[:_LISTED]),
        costs=_costs(episodes * _SECONDS / 60, rates),
        fits=_fits(told),
        overlaps=tuple(compare(seen.text)) if compare else (),
        unjudged=_unjudged(told, compare),
        warnings=novel.warnings + _check_back(whole, seen, told),
    )
    _require_traced(card, data)
    return card


def read_rates(text: str, name: str) -> tuple[Rate, ...]:
    """Rates from a TOML file of [[rate]] tables. Raises BadInput naming the file and what is wrong."""
    try:
        return tuple(Rate.model_validate(told) for told in tomllib.loads(text)["rate"])
    except KeyError as error:
        raise BadInput(f"{name} holds no [[rate]]; give production, per_minute and currency") from error
    except ValueError as error:
        raise BadInput(f"{name} holds no usable rates ({str(error).splitlines()[0]}); see docs/story.md") from error


def _sampled(novel: Novel, data: bytes, sample: int) -> tuple[Chapter, ...]:
    """All chapters, or of a long novel `sample` at equal distances, the first and the last among them."""
    chapters = [chapter for chapter in novel.chapters if chapter.kind is ChapterKind.CHAPTER]
    if not sample or len(data.decode()) <= LONG or len(chapters) <= sample:
        return novel.chapters
    step = (len(chapters) - 1) / max(1, sample - 1)
    return tuple(chapters[round(number * step)] for number in range(sample))


def _shifted(read: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The sample's chapters in the bytes of the text they make together."""
    made, at = [], 0
    for chapter in read:
        size = chapter.end - chapter.start
        made.append(
            chapter.model_copy(update={"start": at, "body": at + chapter.body - chapter.start, "end": at + size})
        )
        at += size
    return tuple(made)


class _Back:
    """From the bytes of a sample to those of the novel. What runs over from one chapter into the next is cut at the seam."""

    def __init__(self, read: Sequence[Chapter]) -> None:
        self._pairs = list(zip(_shifted(read), read, strict=True))

    def __call__(self, evidence: Evidence) -> Evidence:
        here, there = next(pair for pair in self._pairs if pair[0].start <= evidence.start < pair[0].end)
        start = there.start + evidence.start - here.start
        end = min(there.end, start + evidence.end - evidence.start)
        return Evidence(quote=evidence.quote.encode()[: end - start].decode(), start=start, end=end)


def _check_back(whole: Manuscript, seen: Manuscript, figures: Sequence[Figure]) -> tuple[str, ...]:
    """How far the sample's dialogue is from the whole novel's, which is quick to count."""
    if whole is seen:
        return ()
    sampled, counted = next(f for f in figures if f.id == "dialogue_share").value, dialogue(whole).value
    if sampled is None or counted is None:
        return ()
    return (f"checked back: dialogue is {sampled:.0%} of the sample and {counted:.0%} of the whole novel",)


def _require_traced(card: Card, data: bytes) -> None:
    """Every quote of a card stands where it says, or the card is not given."""
    quotes = [quote for figure in card.figures for quote in figure.evidence]
    quotes += [*(person.first for person in card.people), *(place.first for place in card.places)]
    for quote in quotes:
        if data[quote.start : quote.end] != quote.quote.encode():
            raise DramaportError(f"the card is not given: {quote.quote!r} does not stand at byte {quote.start}")


@lru_cache(maxsize=2)
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("dramaport.story.select") / name).read_text("utf-8"))


def _costs(minutes: float, given: Sequence[Rate]) -> tuple[Cost, ...]:
    known = {told["production"]: Rate.model_validate(told) for told in _table("costs.toml")["rate"]}
    known |= {rate.production: rate for rate in given}
    length = Decimal(str(round(minutes, 2)))
    made = []
    for production in ("live", "ai"):
        tiers = [tier for tier in _table("costs.toml")["tier"] if tier["production"] == production]
        ceilings = {tier["name"]: (Decimal(tier["below"]) / length).quantize(Decimal(1)) for tier in tiers}
        rate = known.get(production)
        because = "nobody gave a rate; give yours with --rates"
        if rate is not None:
            origin = f"{rate.text} ({rate.source}; {rate.confidence})" if rate.source else "the rate given"
            because = f"{rate.per_minute} {rate.currency} a minute: {origin}"
        made.append(
            Cost(
                production=production,
                minutes=float(length),
                estimate=(rate.per_minute * length).quantize(Decimal(1)) if rate else None,
                currency=rate.currency if rate else tiers[0]["currency"],
                because=because,
                ceilings=ceilings,
            )
        )
    return tuple(made)


def _fits(figures: Sequence[Figure]) -> tuple[Fit, ...]:
    """A market's score is the mean over its facts of where the signal lies between their bounds."""
    values = {figure.id: figure.value for figure in figures}
    markets = dict.fromkeys(market for fact in _table("markets.toml")["fact"] for market in fact["markets"])
    made = []
    for market in markets:
        scores, because = [], []
        for fact in _table("markets.toml")["fact"]:
            value = values.get(fact["signal"])
            if market not in fact["markets"]:
                continue
            if value is None:
                because.append(f"{fact['signal']} is not known")
                continue
            score = min(1.0, max(0.0, (value - fact["low"]) / (fact["high"] - fact["low"])))
            scores.append(score if fact["wants"] == "high" else 1 - score)
            because.append(f"{fact['signal']} {value:.2f}: {fact['text']} ({fact['source']}, {fact['confidence']})")
        made.append(
            Fit(market=market, score=round(sum(scores) / len(scores), 2) if scores else None, because=tuple(because))
        )
    return tuple(made)


def _unjudged(figures: Sequence[Figure], compare: Compares | None) -> tuple[str, ...]:
    told = [f"{figure.name}: {figure.how}" for figure in figures if figure.value is None]
    told.append("whether the story is good, new, or liked: no figure here says that")
    return (*told, *(() if compare else ("overlap with the slate: nobody compared",)))
