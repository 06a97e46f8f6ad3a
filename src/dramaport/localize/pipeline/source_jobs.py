"""The jobs of the source pass: each episode's sound, picture and lines, then the season as a whole, then the beds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dramaport.build.engine import Done
from dramaport.drama.decisions import Decision, apply_to_lines, binding, fold
from dramaport.drama.repository import Footage
from dramaport.drama.values import Box, Line, LineKind
from dramaport.localize.cast import cluster
from dramaport.localize.fuse.names import with_names
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.picture_steps import pictures_step
from dramaport.localize.pipeline.playable_steps import playable_step
from dramaport.localize.pipeline.site import Site
from dramaport.localize.pipeline.source_steps import (
    bed_step,
    fuse_step,
    hear_step,
    probe_step,
    read_step,
    silence_step,
    voices_step,
)
from dramaport.localize.pipeline.values import Account, BedResult, LadderResult, Pictures, Season, Sound, Source

#: A screen text is a logo when this share of its box lies where another episode has one.
_MOST = 0.5


def sound_job(_: Mapping[str, Any], site: Site, footage: Footage, language: str) -> Sound:
    """What the episode's file is, and what is said in it."""
    engine = site.engine(f"sound/{footage.code}")
    facts = engine.run(probe_step, "probe", video=footage.video)
    heard = None
    if isinstance(facts, Done) and facts.value.sound:
        heard = engine.run(hear_step, "hear", video=footage.video, language=language, recognizer=providers.recognizer())
    engine.close()
    return Sound(
        facts=facts.value if isinstance(facts, Done) else None,
        heard=heard.value if isinstance(heard, Done) else None,
        account=Account.of(engine),
    )


def picture_job(_: Mapping[str, Any], site: Site, footage: Footage, language: str) -> Pictures:
    """What stands in the episode's picture."""
    engine = site.engine(f"picture/{footage.code}")
    read = engine.run(read_step, "read", video=footage.video, language=language, reader=providers.reader())
    engine.close()
    return Pictures(read=read.value if isinstance(read, Done) else None, account=Account.of(engine))


def source_job(needed: Mapping[str, Any], site: Site, footage: Footage) -> Source:
    """The episode's lines, and the voice of each."""
    code = footage.code
    sound: Sound = needed[f"sound/{code}"]
    pictures: Pictures = needed[f"picture/{code}"]
    if pictures.read is None or sound.facts is None or (sound.facts.sound and sound.heard is None):
        return Source(code=code)
    engine = site.engine(f"source/{code}")
    fused = engine.run(fuse_step, "fuse", episode=code, heard=sound.heard, read=pictures.read)
    lines = fused.value.lines if isinstance(fused, Done) else ()
    voices = None
    if lines and sound.facts.sound:
        spoken = tuple(line for line in lines if line.kind is LineKind.SPEECH)
        voices = engine.run(voices_step, "voices", video=footage.video, lines=spoken, embedder=providers.embedder())
    engine.close()
    return Source(
        code=code,
        lines=lines,
        vectors=voices.value.vectors if isinstance(voices, Done) else (),
        complete=isinstance(fused, Done) and (voices is None or isinstance(voices, Done)),
        account=Account.of(engine),
    )


def season_job(needed: Mapping[str, Any], source: str, log: Sequence[Decision]) -> Season:
    """All lines as people want them, who says each, and the bible. Cheap and pure, so it is made anew every time."""
    sources = [result for result in needed.values() if isinstance(result, Source)]
    logos = [
        box
        for result in needed.values()
        if isinstance(result, Pictures) and result.read
        for box in result.read.captions.ignored
    ]
    found = [line for episode in sources for line in episode.lines if not is_logo(line, logos)]
    decided = fold(log, found)
    lines = apply_to_lines(with_names(found, binding(decided.bible), source), decided)
    vectors = [vector for episode in sources for vector in episode.vectors if vector.line not in decided.removed]
    return Season(
        lines=lines,
        casting=cluster(vectors, decided.anchors, decided.characters, only=decided.only),
        bible=decided.bible,
        incomplete=tuple(episode.code for episode in sources if not episode.complete),
        lost=decided.lost,
    )


def is_logo(line: Line, logos: Sequence[Box]) -> bool:
    """Whether a screen text stands where another episode has a logo: the platform's mark, crossed by something bright."""
    return line.kind is LineKind.SCREEN and line.box is not None and any(_inside(line.box, logo) for logo in logos)


def _inside(box: Box, logo: Box) -> bool:
    """Whether most of the box lies in the logo's place."""
    wide = min(box.right, logo.right) - max(box.x, logo.x)
    high = min(box.bottom, logo.bottom) - max(box.y, logo.y)
    return wide > 0 and high > 0 and wide * high >= _MOST * box.w * box.h


def bed_job(needed: Mapping[str, Any], site: Site, footage: Footage) -> BedResult:
    """The episode's sound without its lines' speech; silence for an episode without sound."""
    season: Season = needed["season"]
    sound: Sound = needed[f"sound/{footage.code}"]
    if sound.facts is None or footage.code in season.incomplete:
        return BedResult()
    spans = tuple(line.span for line in season.of(footage.code) if line.kind is LineKind.SPEECH)
    engine = site.engine(f"bed/{footage.code}")
    if sound.facts.sound:
        bed = engine.run(bed_step, "bed", video=footage.video, spans=spans, separator=providers.separator())
    else:
        bed = engine.run(silence_step, "bed", duration=sound.facts.duration)
    engine.close()
    return BedResult(stems=bed.value if isinstance(bed, Done) else None, account=Account.of(engine))


def ladder_job(needed: Mapping[str, Any], site: Site, footage: Footage, log: Sequence[Decision]) -> LadderResult:
    """The covered picture at every size. A person's choice of cover for the episode wins over one for all."""
    pictures: Pictures = needed[f"picture/{footage.code}"]
    sound: Sound = needed[f"sound/{footage.code}"]
    if pictures.read is None or sound.facts is None:
        return LadderResult()
    chosen = fold(log, ()).cover
    engine = site.engine(f"ladder/{footage.code}")
    made = engine.run(
        pictures_step,
        "pictures",
        video=footage.video,
        captions=pictures.read.captions,
        cuts=pictures.read.cuts,
        facts=sound.facts,
        mode=chosen.get(footage.code) or chosen.get("*"),
        reader=providers.reader(),
    )
    if not isinstance(made, Done):
        engine.close()
        return LadderResult(account=Account.of(engine))
    played = engine.run(playable_step, "playable", ladder=made.value.ladder, video=made.value.video)
    engine.close()
    return LadderResult(
        pictures=made.value,
        streams=played.value.streams if isinstance(played, Done) else (),
        account=Account.of(engine),
    )
