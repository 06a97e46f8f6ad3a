"""What a run will ask for: time, translated lines, and whether anybody can translate them at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dramaport.cli.context import House
from dramaport.cli.season import Run
from dramaport.drama.decisions import fold
from dramaport.drama.languages import LANGUAGES
from dramaport.errors import Missing
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.translating import load_memory

#: CPU seconds a second of footage takes, by step, from `make bench` on two cores (bench/results/). Only for forecasts.
_SOURCE_COST = 1.0
_LANGUAGE_COST = 0.45

_WAYS = (
    "import a translation memory (dramaport import … --as tmx), import reviewed subtitles (--as srt or xlsx), "
    "or name an OpenAI-compatible endpoint in DRAMAPORT_TRANSLATE_URL, _MODEL and _KEY"
)


def refuse_untranslatable(house: House, dry: Run, tags: Sequence[str]) -> None:
    """Raise Missing, before any work, for a language that nothing and nobody can translate."""
    decided = fold(dry.log, dry.season.lines)
    source = dry.drama.source
    memory = load_memory(house.store, decided.memories, source)
    for tag in tags:
        if tag == source or decided.translations.get(tag) or memory.knows(tag):
            continue
        if providers.translator(source, tag) is None:
            name = LANGUAGES[tag].name
            raise Missing(f"nobody here can translate {LANGUAGES[source].name} into {name} ({tag}): {_WAYS}")


def estimate(dry: Run, tags: Sequence[str]) -> Iterator[str]:
    """A forecast in words: footage, lines, time."""
    season = dry.season
    todo = {todo.job.split("/")[1] for todo in dry.account.todos}
    lines = len(season.lines)
    known = f"{lines} lines" if lines else "lines not yet known"
    yield f"{len(dry.drama.episodes)} episodes, {known}, {len(tags)} languages"
    if not todo:
        return
    yield "a forecast of time and tokens follows once the source pass has run" if season.incomplete else ""
