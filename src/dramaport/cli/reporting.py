"""The report: one HTML page that shows a season's releases, what they rest on, and what a person should look at first."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from dramaport.cli.context import House
from dramaport.cli.measuring import against_truth
from dramaport.cli.naming import folder_name
from dramaport.cli.pages import render
from dramaport.cli.releasing import gate, releasable
from dramaport.cli.season import Run
from dramaport.drama.interchange.vtt import write_vtt
from dramaport.drama.languages import LANGUAGES
from dramaport.drama.values import Line, LineKind
from dramaport.localize.check.values import Issue
from dramaport.localize.check.verdict import by_risk, risk, verdict
from dramaport.localize.pipeline.values import Release
from dramaport.media.ffmpeg import BITEXACT, ffmpeg, source, target
from dramaport.produce.animatic import Truth

#: Lines shown for review, the worst first. Five seconds a line make this four minutes a language.
_SHOWN = 50


@dataclass(frozen=True)
class Cell:
    """One release in the matrix."""

    mark: str
    title: str
    preview: str = ""


@dataclass(frozen=True)
class Watch:
    """A film to watch in the page: its address, a poster and subtitles as data addresses."""

    title: str
    video: str
    poster: str
    tracks: tuple[tuple[str, str, str], ...]


@dataclass
class LanguageFigures:
    """What a language's releases come to."""

    name: str
    tag: str
    lines: int = 0
    drafts: Counter[str] = field(default_factory=Counter)
    fits: float = 0.0
    tempo_median: float = 1.0
    tempo_most: float = 1.0
    overruns: int = 0
    violations: int = 0
    lufs: str = ""
    quality: str = ""


def write_report(
    house: House, done: Run, tags: Sequence[str], path: Path, releases: Path, truths: Sequence[Truth] = ()
) -> Path:
    """Write the page; films are put beside it in the releases' folder. `truths` are those of a rendered sample."""
    page = render(
        "report.html.j2",
        title=done.drama.title,
        tags=[(tag, LANGUAGES[tag].native) for tag in tags],
        matrix=[(footage.code, [_cell(done, footage.code, tag) for tag in tags]) for footage in done.drama.episodes],
        watch=_films(house, done, tags, path, releases),
        languages=[_figures(done, tag) for tag in tags],
        figures=against_truth(done, truths) if truths else (),
        characters=done.season.casting.characters,
        doubts=done.season.casting.uncertain,
        review={tag: _review(done, tag) for tag in tags},
        troubles=done.account.troubles,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, "utf-8")
    return path


def _cell(done: Run, episode: str, tag: str) -> Cell:
    release = done.release(episode, tag)
    if not release.complete:
        return Cell(
            "✗" if release.failed else "–", f"{len(release.failed)} lines failed" if release.failed else "not made"
        )
    found = verdict(gate(done, episode, tag))
    if found.release:
        return Cell("✓", f"{len(found.warnings)} warnings")
    return Cell("!", "; ".join(issue.message for issue in found.errors[:5]))


def _films(house: House, done: Run, tags: Sequence[str], page: Path, releases: Path) -> list[Watch]:
    """A film for each language's first releasable episode: the covered picture with the dub, nothing encoded again."""
    films = []
    for tag in tags:
        for footage in done.drama.episodes:
            release, pictures = done.release(footage.code, tag), done.ladder(footage.code).pictures
            if not releasable(done, footage.code, tag) or pictures is None or release.mixed is None:
                continue
            film = releases / folder_name(done.drama.title) / "preview" / f"{footage.code}-{tag}.mp4"
            film.parent.mkdir(parents=True, exist_ok=True)
            inputs = [*source(house.store.open(pictures.preview)), *source(house.store.open(release.mixed.audio))]
            streams = ["-map", "0:v:0", "-map", "1:a:0", "-c", "copy", "-movflags", "+faststart", *BITEXACT]
            ffmpeg([*inputs, *streams, target(film)], about=film.name)
            cues = release.subtitles.cues if release.subtitles else ()
            films.append(
                Watch(
                    title=f"{footage.code} · {LANGUAGES[tag].native}",
                    video=quote(str(film.absolute().relative_to(page.absolute().parent))),
                    poster=_data("image/jpeg", house.store.open(pictures.poster).read_bytes()),
                    tracks=((tag, LANGUAGES[tag].native, _data("text/vtt", write_vtt(cues))),),
                )
            )
            break
    return films


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _figures(done: Run, tag: str) -> LanguageFigures:
    found = LanguageFigures(name=LANGUAGES[tag].name, tag=tag)
    tempos: list[float] = []
    fitting = 0
    loudness: list[float] = []
    for footage in done.drama.episodes:
        release = done.release(footage.code, tag)
        found.lines += len(release.translations)
        found.drafts.update(str(translation.draft) for translation in release.translations.values())
        tempos += [clip.tempo for clip in release.spoken.values()]
        fitting += sum(clip.fits for clip in release.spoken.values())
        found.overruns += sum(not clip.fits for clip in release.spoken.values())
        found.violations += len(release.subtitles.violations) if release.subtitles else 0
        if release.mixed is not None:
            loudness.append(release.mixed.report.lufs)
        found.quality = (
            "robotic voices" if any(v.startswith("espeak") for v in release.voices.values()) else found.quality
        )
    found.fits = fitting / len(tempos) if tempos else 0.0
    found.tempo_median = median(tempos) if tempos else 1.0
    found.tempo_most = max(tempos, default=1.0)
    found.lufs = f"{min(loudness):.1f} to {max(loudness):.1f}" if loudness else "–"
    return found


def _review(done: Run, tag: str) -> list[dict[str, Any]]:
    """The riskiest lines of a language, with all a reviewer needs to judge them."""
    rows: dict[str, dict[str, Any]] = {}
    scores: dict[str, float] = {}
    for footage in done.drama.episodes:
        release = done.release(footage.code, tag)
        for line in done.season.of(footage.code):
            issues = [issue for issue in release.issues if issue.line == line.id]
            clip = release.spoken.get(line.id)
            scores[line.id] = risk(line, release.translations.get(line.id), issues, clip.tempo if clip else 1.0)
            rows[line.id] = _row(line, release, issues, done)
    return [rows[line] for line in by_risk(scores)[:_SHOWN] if scores[line] > 0]


def _row(line: Line, release: Release, issues: Sequence[Issue], done: Run) -> dict[str, Any]:
    translation = release.translations.get(line.id)
    return {
        "line": line.id,
        "kind": "on screen" if line.kind is LineKind.SCREEN else done.season.casting.speaker_of.get(line.id, "?"),
        "source": line.text,
        "origin": f"{line.origin} {line.confidence:.0%}",
        "target": translation.text if translation else "",
        "draft": str(translation.draft) if translation else "",
        "flags": list(translation.flags) if translation else [],
        "issues": [f"{issue.gate}: {issue.message}" for issue in issues] or (
            [release.failed[line.id]] if line.id in release.failed else []
        ),
    }  # fmt: skip
