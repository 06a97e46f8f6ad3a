"""Running a drama's graph for a command, for real or dry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dramaport.build.progress import StepDone, listening
from dramaport.build.schedule import StillDamaged
from dramaport.cli.context import House, console
from dramaport.cli.lost import named
from dramaport.drama import repository
from dramaport.drama.decisions import Decision
from dramaport.drama.repository import Drama
from dramaport.localize.pipeline.graph import run_season
from dramaport.localize.pipeline.site import Site
from dramaport.localize.pipeline.values import (
    Account,
    Facts,
    LadderResult,
    OriginalResult,
    Release,
    Season,
    Sound,
    accounts,
)


@dataclass(frozen=True)
class Run:
    """A drama's results by job, with the log of decisions they rest on."""

    drama: Drama
    log: tuple[Decision, ...]
    results: Mapping[str, Any]

    @property
    def season(self) -> Season:
        season: Season = self.results["season"]
        return season

    @property
    def account(self) -> Account:
        return accounts(self.results.values())

    def release(self, episode: str, language: str) -> Release:
        release: Release = self.results[f"language/{episode}/{language}"]
        return release

    def facts(self, episode: str) -> Facts | None:
        """What the episode's file is; None where it could not be read."""
        sound: Sound = self.results[f"sound/{episode}"]
        return sound.facts

    def original(self, episode: str) -> OriginalResult:
        original: OriginalResult = self.results[f"original/{episode}"]
        return original

    def ladder(self, episode: str) -> LadderResult:
        ladder: LadderResult = self.results[f"ladder/{episode}"]
        return ladder


def run(
    house: House, drama: Drama, languages: Sequence[str], *, dry: bool, only: str | None = None, bars: bool = True
) -> Run:
    """Run the graph of a drama (of one episode, with `only`), or find out what would run."""
    with house.database.connect() as db:
        log = repository.decisions(db, drama.id)
    wanted = drama if only is None else drama.model_copy(update={"episodes": (drama.footage(only),)})
    site = Site(house.store, house.work(drama), drama.id, dry)
    settings = house.settings
    shown = nullcontext() if dry or not bars else _bars(wanted, languages)
    try:
        with shown:
            results = run_season(site, wanted, log, languages, "" if dry else settings.cluster, settings.workers)
    except StillDamaged as error:
        raise named(error, drama, log) from error
    return Run(wanted, log, results)


#: What a job's steps are called to a producer, in the order of the work.
_STAGES = {
    "sound": "hear",
    "picture": "read captions",
    "source": "fuse, voices",
    "bed": "take speech out",
    "language": "translate, speak, mix",
    "ladder": "cover, encode",
}
_LAST_STEP = {
    "sound": "hear", "picture": "read", "source": "voices", "bed": "bed", "language": "mix", "ladder": "pictures",
}  # fmt: skip


@contextmanager
def _bars(drama: Drama, languages: Sequence[str]) -> Iterator[None]:
    """A progress bar for each stage, counted in episodes."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    episodes = len(drama.episodes)
    with Progress(*columns, console=console, transient=False) as progress:
        totals = {stage: episodes * (len(languages) if stage == "language" else 1) for stage in _STAGES}
        wanted = [stage for stage in _STAGES if languages or stage not in ("language", "ladder")]
        tasks = {stage: progress.add_task(_STAGES[stage], total=totals[stage]) for stage in wanted}

        def heard(event: StepDone) -> None:
            stage = event.job.split("/")[1]
            if stage in tasks and _LAST_STEP[stage] == event.step:
                progress.advance(tasks[stage])

        with listening(heard):
            yield
