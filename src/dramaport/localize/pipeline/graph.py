"""The graph of a season: which jobs there are, and what each needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dramaport.build.schedule import Job, run_jobs
from dramaport.drama.decisions import Decision
from dramaport.drama.repository import Drama, Footage
from dramaport.localize.pipeline.language_job import language_job
from dramaport.localize.pipeline.original_job import original_job
from dramaport.localize.pipeline.site import Site
from dramaport.localize.pipeline.source_jobs import (
    bed_job,
    ladder_job,
    picture_job,
    season_job,
    sound_job,
    source_job,
)

#: Larger runs earlier: what everything waits for first, then languages by episode, the pictures' encoding beside them.
_SOURCE, _SEASON, _BED, _LANGUAGE, _LADDER = 500_000, 400_000, 300_000, 200_000, 100_000


def season_graph(
    site: Site, drama: Drama, log: Sequence[Decision], languages: Sequence[str], pictures: bool = True
) -> list[Job]:
    """Every job that takes the drama's footage to releases in `languages`. Without languages: the source pass alone."""
    jobs: list[Job] = []
    for place, footage in enumerate(drama.episodes):
        jobs += _episode_jobs(site, drama, footage, log, -place, pictures and bool(languages))
    sources = tuple(f"{stage}/{footage.code}" for footage in drama.episodes for stage in ("source", "picture"))
    jobs.append(Job("season", season_job, (drama.source, tuple(log)), sources, _SEASON))
    for language in languages:
        for place, footage in enumerate(drama.episodes):
            code = footage.code
            needs = ("season", f"sound/{code}", f"picture/{code}", f"bed/{code}")
            arguments = (site, drama, footage, language, tuple(log))
            jobs.append(Job(f"language/{code}/{language}", language_job, arguments, needs, _LANGUAGE - place))
    return jobs


def _episode_jobs(
    site: Site, drama: Drama, footage: Footage, log: Sequence[Decision], rank: int, pictures: bool
) -> Iterator[Job]:
    code = footage.code
    yield Job(f"sound/{code}", sound_job, (site, footage, drama.source), (), _SOURCE + rank)
    yield Job(f"picture/{code}", picture_job, (site, footage, drama.source), (), _SOURCE + rank)
    needs = (f"sound/{code}", f"picture/{code}")
    yield Job(f"source/{code}", source_job, (site, footage), needs, _SOURCE + rank)
    yield Job(f"bed/{code}", bed_job, (site, footage), ("season", f"sound/{code}"), _BED + rank)
    if pictures:
        yield Job(f"ladder/{code}", ladder_job, (site, footage, tuple(log)), needs, _LADDER + rank)
        yield Job(f"original/{code}", original_job, (site, footage, drama.source), ("season", *needs), _LADDER + rank)


def run_season(
    site: Site,
    drama: Drama,
    log: Sequence[Decision],
    languages: Sequence[str],
    cluster: str = "",
    workers: int = 0,
    pictures: bool = True,
) -> Mapping[str, Any]:
    """Run the graph, or with a dry site only find out what would run. Results by job name."""
    return run_jobs(season_graph(site, drama, log, languages, pictures), cluster, workers)
