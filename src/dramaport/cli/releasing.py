"""Linking finished parts into a folder a player can open, for what passes the gate."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dramaport.build.store import Store
from dramaport.cli.season import Run
from dramaport.drama.interchange.vtt import VERTICAL, write_vtt
from dramaport.errors import DramaportError
from dramaport.localize.check.playable import playable
from dramaport.localize.check.values import Issue
from dramaport.localize.check.verdict import verdict
from dramaport.localize.package.link import Parts, link
from dramaport.localize.pipeline.values import OriginalResult, PictureSet, Release


def gate(run: Run, episode: str, language: str) -> tuple[Issue, ...]:
    """What the gates say about an episode in a language: its own issues, and those of the pictures it is shown with.

    The pictures are judged here and not in the language's job, which would wait for them to be encoded.
    """
    release, ladder, facts = run.release(episode, language), run.ladder(episode), run.facts(episode)
    if release.mixed is None or facts is None or ladder.pictures is None:
        return release.issues
    played = playable(ladder.streams, release.mixed.stream, facts.duration, language)
    return tuple(dict.fromkeys((*release.issues, *played)))


def releasable(run: Run, episode: str, language: str) -> bool:
    """Whether an episode is all there in a language, pictures looked at, and the gates let it out."""
    whole = run.release(episode, language).complete and bool(run.ladder(episode).streams)
    return whole and verdict(gate(run, episode, language)).release


def link_episode(run: Run, episode: str, languages: Sequence[str], store: Store, target: Path) -> Path:
    """Write the episode's folder with every given language; replaces an earlier one only when it is whole."""
    pictures = run.ladder(episode).pictures
    if pictures is None:
        raise DramaportError(f"{episode} has no picture yet; run dramaport localize first")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _link(run, episode, languages, store, pictures, part)
        _replace(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _link(run: Run, episode: str, languages: Sequence[str], store: Store, pictures: PictureSet, folder: Path) -> None:
    made: dict[str, Release | OriginalResult] = {language: run.release(episode, language) for language in languages}
    made.setdefault(run.drama.source, run.original(episode))
    with tempfile.TemporaryDirectory() as name:
        subtitles = {}
        for language, result in made.items():
            if result.subtitles is not None:
                subtitles[language] = Path(name) / f"{language}.vtt"
                subtitles[language].write_bytes(write_vtt(result.subtitles.cues, VERTICAL, timestamp_map=0))
        parts = Parts(
            ladder=pictures.ladder,
            video=store.open(pictures.video),
            audio={
                language: (result.mixed.track, store.open(result.mixed.audio))
                for language, result in made.items()
                if result.mixed is not None
            },
            subtitles=subtitles,
            poster=store.open(pictures.poster),
            storyboard=(pictures.storyboard, store.open(pictures.sheet)),
        )
        link(parts, folder, run.drama.title, episode, run.drama.source, default=languages[0])


def _replace(part: Path, target: Path) -> None:
    """Put the new folder in the old one's place. A reader sees the old or the new one, whole."""
    part.chmod(0o755)
    old = target.with_name(f".{target.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    part.rename(target)
    shutil.rmtree(old, ignore_errors=True)
