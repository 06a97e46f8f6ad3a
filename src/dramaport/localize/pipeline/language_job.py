"""One episode in one language: translate, speak, subtitle, mix, check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dramaport.build.engine import Done, Engine
from dramaport.drama.decisions import Decision, fold
from dramaport.drama.repository import Drama, Footage
from dramaport.drama.values import Line, LineKind, Span, Translation
from dramaport.localize.cast import assign_voices
from dramaport.localize.mix.values import APP
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.checking import check_release
from dramaport.localize.pipeline.language_steps import (
    PlacedClip,
    VoicedClip,
    listen_step,
    mix_step,
    speak_step,
    subtitle_step,
)
from dramaport.localize.pipeline.site import Site
from dramaport.localize.pipeline.translating import Translated, translate_episode
from dramaport.localize.pipeline.values import Account, BedResult, Facts, Pictures, Release, Season, Sound, SpokenClip
from dramaport.localize.speak.voicecheck import WrongVoice


def language_job(
    needed: Mapping[str, Any], site: Site, drama: Drama, footage: Footage, language: str, log: Sequence[Decision]
) -> Release:
    """Everything a release of the episode in the language is made of, and what the gates say about it."""
    code = footage.code
    season: Season = needed["season"]
    sound: Sound = needed[f"sound/{code}"]
    pictures: Pictures = needed[f"picture/{code}"]
    bed: BedResult = needed[f"bed/{code}"]
    if code in season.incomplete or sound.facts is None or pictures.read is None:
        return Release(episode=code, language=language)
    lines = season.of(code)
    decided = fold(log, season.lines)
    engine = site.engine(f"language/{code}/{language}")
    translated = translate_episode(
        engine, site.store, drama, season, lines, decided, log, language, pictures.read.cuts, sound.facts.duration
    )
    voices = voices_of(season, language)
    clips = speak_lines(engine, lines, translated, season, voices, language, sound.facts.duration)
    waiting = bool(engine.stale)
    subtitles = mixed = None
    wrong: tuple[WrongVoice, ...] = ()
    if not waiting:
        wrong = _listen(engine, clips, season, voices)
        subtitles = _subtitles(engine, lines, translated, clips, season, language, pictures.read.cuts, sound.facts)
        mixed = _mix(engine, lines, clips, bed, sound.facts)
    release = Release(
        episode=code,
        language=language,
        translations=translated.texts,
        failed=translated.failed,
        spoken={line: clip.spoken for line, clip in clips.items()},
        voices={character: voice for character, voice in voices.items() if character in _present(lines, season)},
        subtitles=subtitles.value if isinstance(subtitles, Done) else None,
        mixed=mixed.value if isinstance(mixed, Done) else None,
    )
    if not waiting:
        unclaimed = bed.stems.unclaimed if bed.stems else ()
        issues = check_release(
            engine, release, lines, season, drama.source, sound.facts, unclaimed=unclaimed, wrong=wrong
        )
        release = release.model_copy(update={"issues": issues})
    engine.close()
    return release.model_copy(update={"account": Account.of(engine)})


def voices_of(season: Season, language: str) -> dict[str, str]:
    """A voice for every character of the season; people's choices stand."""
    keep = {
        character.id: character.voices[language]
        for character in season.casting.characters
        if language in character.voices
    }
    return assign_voices(season.casting.characters, providers.speaker(language).voices(language), keep)


def speak_lines(
    engine: Engine,
    lines: Sequence[Line],
    translated: Translated,
    season: Season,
    voices: Mapping[str, str],
    language: str,
    duration: int,
) -> dict[str, SpokenClip]:
    """The dubbed lines, by line id. A line without a translation or a character is not spoken."""
    spoken = [line for line in lines if line.kind is LineKind.SPEECH]
    speaker = providers.speaker(language)
    clips: dict[str, SpokenClip] = {}
    for line in spoken:
        translation = translated.texts.get(line.id)
        voice = voices.get(season.casting.speaker_of.get(line.id, ""))
        if translation is None or voice is None:
            continue
        outcome = engine.run(
            speak_step,
            f"speak/{line.id}",
            line=line.id,
            texts=(translation.text, *translation.shorter),
            voice=voice,
            slot=line.span.duration,
            room=room_after(line, spoken, duration),
            speaker=speaker,
        )
        if isinstance(outcome, Done):
            clips[line.id] = outcome.value
    return clips


def _listen(
    engine: Engine, clips: Mapping[str, SpokenClip], season: Season, voices: Mapping[str, str]
) -> tuple[WrongVoice, ...]:
    """The dubbed lines that sound like another voice of the episode."""
    whose = season.casting.speaker_of
    voiced = [
        VoicedClip(line=line, character=whose[line], voice=voices[whose[line]], clip=clip.clip)
        for line, clip in clips.items()
    ]
    if not voiced:
        return ()
    outcome = engine.run(listen_step, "listen", clips=voiced, embedder=providers.embedder())
    return outcome.value.wrong if isinstance(outcome, Done) else ()


def room_after(line: Line, spoken: Sequence[Line], duration: int) -> int:
    """The ms from a line's end to the next line's start, or to the end of the episode."""
    later = [other.span.start for other in spoken if other.span.start > line.span.start and other.id != line.id]
    return max(0, min([*later, duration]) - line.span.end)


def _subtitles(
    engine: Engine,
    lines: Sequence[Line],
    translated: Translated,
    clips: Mapping[str, SpokenClip],
    season: Season,
    language: str,
    cuts: tuple[int, ...],
    facts: Facts,
) -> Any:
    spans = {
        line.id: Span(start=line.span.start, end=line.span.start + clips[line.id].spoken.duration)
        for line in lines
        if line.id in clips
    }
    return engine.run(
        subtitle_step,
        "subtitle",
        lines=[line for line in lines if line.id in translated.texts],
        translations=_as_spoken(translated.texts, clips),
        spoken=spans,
        speakers={line.id: season.casting.speaker_of.get(line.id, "") for line in lines},
        language=language,
        cuts=cuts,
        rate=facts.rate[0] / facts.rate[1],
        until=facts.duration,
        frame=(facts.width, facts.height),
        font=providers.font(language),
    )


def _as_spoken(texts: Mapping[str, Translation], clips: Mapping[str, SpokenClip]) -> dict[str, Translation]:
    """What is read is what is said: a line dubbed with a shorter candidate is subtitled with it."""
    said = {}
    for line, translation in texts.items():
        clip = clips.get(line)
        if clip is None or clip.spoken.text == translation.text:
            said[line] = translation
            continue
        shorter = tuple(text for text in translation.shorter if len(text) < len(clip.spoken.text))
        said[line] = translation.model_copy(update={"text": clip.spoken.text, "shorter": shorter})
    return said


def _mix(engine: Engine, lines: Sequence[Line], clips: Mapping[str, SpokenClip], bed: BedResult, facts: Facts) -> Any:
    if bed.stems is None:
        return None
    spans = {line.id: line.span for line in lines if line.kind is LineKind.SPEECH}
    placed = [PlacedClip(line=line, start=spans[line].start, clip=clip.clip) for line, clip in clips.items()]
    return engine.run(
        mix_step,
        "mix",
        stems=bed.stems,
        clips=placed,
        spans=spans,
        kept=tuple(line for line in spans if line not in clips),
        profile=APP,
        duration=facts.duration,
    )


def _present(lines: Sequence[Line], season: Season) -> frozenset[str]:
    return frozenset(season.casting.speaker_of.get(line.id, "") for line in lines)
