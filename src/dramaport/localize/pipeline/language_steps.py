"""The steps an episode goes through once for each language: speak, listen, subtitle, mix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.ai.abilities import Speaker, VoiceEmbedder
from dramaport.build.step import Work, step
from dramaport.build.store import Artifact
from dramaport.drama.values import Line, Span, Translation, Value
from dramaport.localize.check.streams import VERSION as PLAYED_VERSION
from dramaport.localize.fonts import Font
from dramaport.localize.mix.bed import Bed
from dramaport.localize.mix.mixing import VERSION as MIX_VERSION
from dramaport.localize.mix.mixing import mix
from dramaport.localize.mix.values import Placement, Profile
from dramaport.localize.package import sound as packaged
from dramaport.localize.pipeline.values import MixedSound, SpokenClip, Stems
from dramaport.localize.speak import fit, voicecheck
from dramaport.localize.subtitle import compose as composing
from dramaport.localize.subtitle.fonts import font_glyphs, font_measure
from dramaport.localize.subtitle.polish import Polished, polish
from dramaport.localize.subtitle.profile import Audience, Kind
from dramaport.localize.subtitle.profile import profile as subtitle_profile
from dramaport.localize.subtitle.style import look
from dramaport.media import audio

#: Subtitles are laid out for phones; broadcasters' files are made on export.
SUBTITLE_KIND: Kind = "vertical"

#: Viewers read the words they hear, which is what the reading speeds for subtitles of the same language are made for.
AUDIENCE: Audience = "sdh"


class PlacedClip(Value):
    """A dubbed line in its place: where it starts (ms) and its sound."""

    line: str
    start: int
    clip: Artifact


@step("speak", fit.VERSION, SpokenClip)
def speak_step(
    work: Work, *, line: str, texts: tuple[str, ...], voice: str, slot: int, room: int, speaker: Speaker
) -> SpokenClip:
    spoken, pcm = fit.fit_line(line, texts, voice, slot, room, speaker)
    path = work.folder / "line.wav"
    audio.write_wav(path, pcm, fit.RATE)
    return SpokenClip(spoken=spoken, clip=work.keep(path))


class VoicedClip(Value):
    """A dubbed line, whose it is, and the voice its character has."""

    line: str
    character: str
    voice: str
    clip: Artifact


class WrongVoices(Value):
    wrong: tuple[voicecheck.WrongVoice, ...]


@step("listen", voicecheck.VERSION, WrongVoices)
def listen_step(work: Work, *, clips: Sequence[VoicedClip], embedder: VoiceEmbedder) -> WrongVoices:
    """Do the episode's clips sound like the voices they are to be?"""
    heard = [
        voicecheck.DubbedClip(each.line, each.character, each.voice, audio.read_wav(work.open(each.clip))[0])
        for each in clips
    ]
    return WrongVoices(wrong=voicecheck.wrong_voices(heard, embedder))


@step("subtitle", composing.VERSION, Polished)
def subtitle_step(
    _: Work,
    *,
    lines: Sequence[Line],
    translations: Mapping[str, Translation],
    spoken: Mapping[str, Span],
    speakers: Mapping[str, str],
    language: str,
    cuts: tuple[int, ...],
    rate: float,
    until: int,
    frame: tuple[int, int],
    font: Font,
) -> Polished:
    plain = subtitle_profile(language, kind=SUBTITLE_KIND, audience=AUDIENCE, frame_rate=rate)
    drawn, face = look(plain, *frame), font.path()
    profile = plain.fonted(font_glyphs(face), font_measure(face, drawn.em), drawn.column)
    cues = composing.compose(lines, translations, profile, cuts, spoken, speakers=speakers, until=until)
    return polish(cues, profile, cuts, until)


#: What is mixed, how it is finished, or what is found on playing it back changing makes a language's sound stale.
SOUND_VERSION = 10_000 * MIX_VERSION + 100 * packaged.VERSION + PLAYED_VERSION


@step("mix", SOUND_VERSION, MixedSound)
def mix_step(
    work: Work,
    *,
    stems: Stems,
    clips: Sequence[PlacedClip],
    spans: Mapping[str, Span],
    kept: tuple[str, ...],
    profile: Profile,
    duration: int,
) -> MixedSound:
    placements = [Placement(clip.line, clip.start, audio.read_wav(work.open(clip.clip))[0], fit.RATE) for clip in clips]
    mixed = mix(read_bed(work, stems), placements, spans, profile, kept)
    path = work.folder / "sound.mp4"
    made = packaged.finish(mixed, duration / 1000, path)
    return MixedSound(track=made.track, audio=work.keep(path), report=made.report, stream=made.stream)


def read_bed(work: Work, stems: Stems) -> Bed:
    """The bed as arrays again."""
    sound, speech = (audio.decode(work.open(part), 48_000, channels=2) for part in (stems.sound, stems.speech))
    return Bed(sound, speech, stems.unclaimed)
