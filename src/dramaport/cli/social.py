"""A film for social platforms and broadcasters: subtitles in the picture, one file that plays everywhere."""

from __future__ import annotations

import tempfile
from pathlib import Path

from dramaport.cli.context import House
from dramaport.cli.season import Run
from dramaport.drama.languages import language
from dramaport.drama.values import LineKind
from dramaport.errors import DramaportError
from dramaport.localize.fonts import font_folder
from dramaport.localize.mix.values import TV
from dramaport.localize.package.social import burn_mp4
from dramaport.localize.pipeline.language_steps import AUDIENCE, SUBTITLE_KIND
from dramaport.localize.pipeline.values import Release
from dramaport.localize.subtitle.profile import profile
from dramaport.localize.subtitle.style import ass
from dramaport.media.audio import decode
from dramaport.media.encode import encode_aac
from dramaport.media.loudness import master


def write_film(house: House, done: Run, episode: str, tag: str, folder: Path, loudness: str) -> Path:
    """Write `E01-es.mp4`. Raises DramaportError where the episode is not made in the language."""
    release, pictures = done.release(episode, tag), done.ladder(episode).pictures
    if release.mixed is None or release.subtitles is None or pictures is None:
        raise DramaportError(f"{episode} is not made in {tag} yet; run dramaport localize first")
    path = folder / f"{episode}-{tag}{'' if loudness == 'app' else '-tv'}.mp4"
    largest = pictures.ladder.renditions[-1]
    with tempfile.TemporaryDirectory() as name:
        sound = house.store.open(release.mixed.audio)
        if loudness == "tv":
            sound = _for_television(sound, Path(name) / "tv.mp4")
        text = _document(done, release, tag, largest.width, largest.height)
        burn_mp4(house.store.open(pictures.whole), sound, text, font_folder(language(tag)), path)
    return path


def _document(done: Run, release: Release, tag: str, width: int, height: int) -> str:
    boxes = {line.id: line.box for line in done.season.of(release.episode) if line.kind is LineKind.SCREEN and line.box}
    cues = release.subtitles.cues if release.subtitles else ()
    return ass(cues, profile(tag, SUBTITLE_KIND, AUDIENCE), width, height, boxes)


def _for_television(sound: Path, path: Path) -> Path:
    """The same mix at the broadcasters' level."""
    mastered = master(decode(sound, 48_000, channels=2), TV.lufs, TV.ceiling)
    encode_aac(mastered.pcm, path)
    return path
