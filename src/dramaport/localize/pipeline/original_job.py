"""The original's own sound and words, released beside the dubs: many viewers want the actors' voices, with subtitles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dramaport.build.engine import Done
from dramaport.build.step import Work, step
from dramaport.build.store import Artifact
from dramaport.drama.repository import Footage
from dramaport.drama.values import Draft, Line, LineKind, Translation
from dramaport.localize.mix.mixing import mix_original
from dramaport.localize.mix.values import APP, Profile
from dramaport.localize.package import sound as packaged
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.language_steps import SOUND_VERSION, subtitle_step
from dramaport.localize.pipeline.site import Site
from dramaport.localize.pipeline.values import Account, MixedSound, OriginalResult, Pictures, Season, Sound
from dramaport.media import audio


@step("original", SOUND_VERSION, MixedSound)
def original_step(work: Work, *, video: Artifact, profile: Profile, duration: int) -> MixedSound:
    """The original's sound at the loudness of the dubs."""
    mixed = mix_original(audio.decode(work.open(video), 48_000, channels=2), profile)
    path = work.folder / "sound.mp4"
    made = packaged.finish(mixed, duration / 1000, path)
    return MixedSound(track=made.track, audio=work.keep(path), report=made.report, stream=made.stream)


def original_job(needed: Mapping[str, Any], site: Site, footage: Footage, source: str) -> OriginalResult:
    """The sound and the subtitles of the source language. An episode without sound has neither."""
    code = footage.code
    season: Season = needed["season"]
    sound: Sound = needed[f"sound/{code}"]
    pictures: Pictures = needed[f"picture/{code}"]
    facts = sound.facts
    if code in season.incomplete or facts is None or not facts.sound or pictures.read is None:
        return OriginalResult()
    engine = site.engine(f"original/{code}")
    mixed = engine.run(original_step, "original", video=footage.video, profile=APP, duration=facts.duration)
    lines = [line for line in season.of(code) if line.kind is LineKind.SPEECH]
    subtitles = engine.run(
        subtitle_step,
        "subtitle",
        lines=lines,
        translations={line.id: _itself(line, source) for line in lines},
        spoken={line.id: line.span for line in lines},
        speakers={line.id: season.casting.speaker_of.get(line.id, "") for line in lines},
        language=source,
        cuts=pictures.read.cuts,
        rate=facts.rate[0] / facts.rate[1],
        until=facts.duration,
        frame=(facts.width, facts.height),
        font=providers.font(source),
    )
    engine.close()
    return OriginalResult(
        mixed=mixed.value if isinstance(mixed, Done) else None,
        subtitles=subtitles.value if isinstance(subtitles, Done) else None,
        account=Account.of(engine),
    )


def _itself(line: Line, source: str) -> Translation:
    return Translation(line=line.id, language=source, text=line.text, draft=Draft.PERSON, by="original")
