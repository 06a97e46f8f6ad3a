"""The steps an episode goes through once, whatever the languages: probe, hear, read, fuse, voices, bed, picture."""

from __future__ import annotations

import numpy as np

from dramaport.ai.abilities import Reader, Recognizer, SpeechSeparator, VoiceEmbedder
from dramaport.build.step import Work, step
from dramaport.build.store import Artifact
from dramaport.drama.values import Line, Span
from dramaport.localize import fuse as fusing
from dramaport.localize import hear as hearing
from dramaport.localize import read as reading
from dramaport.localize.cast import vectors as voices
from dramaport.localize.mix import bed as beds
from dramaport.localize.pipeline.values import Facts, HeardLines, Lines, Read, Stems, Vectors
from dramaport.media import audio, flac
from dramaport.media.probe import probe

#: What recognisers and embedders take, in Hz.
_SPEECH_RATE = 16_000


@step("probe", 1, Facts)
def probe_step(work: Work, *, video: Artifact) -> Facts:
    found = probe(work.open(video))
    return Facts(
        width=found.width,
        height=found.height,
        duration=round(found.seconds * 1000),
        rate=(found.frame_rate.numerator, found.frame_rate.denominator),
        sound=found.has_audio,
    )


@step("hear", hearing.VERSION, HeardLines)
def hear_step(work: Work, *, video: Artifact, language: str, recognizer: Recognizer) -> HeardLines:
    pcm = audio.decode(work.open(video), _SPEECH_RATE)
    speech = hearing.speech_spans(pcm)
    return HeardLines(heard=hearing.hear(pcm, recognizer, language), speech=speech)


@step("read", reading.VERSION, Read)
def read_step(work: Work, *, video: Artifact, language: str, reader: Reader) -> Read:
    captions = reading.read_captions(work.open(video), reader, language=language)
    return Read(captions=captions)


@step("fuse", fusing.VERSION, Lines)
def fuse_step(_: Work, *, episode: str, heard: HeardLines | None, read: Read) -> Lines:
    return Lines(lines=fusing.fuse(episode, heard.heard if heard else (), read.captions, heard.speech if heard else ()))


@step("voices", voices.VERSION, Vectors)
def voices_step(work: Work, *, video: Artifact, lines: tuple[Line, ...], embedder: VoiceEmbedder) -> Vectors:
    pcm = audio.decode(work.open(video), _SPEECH_RATE)
    return Vectors(vectors=voices.line_vectors(pcm, lines, embedder))


@step("silence", 1, Stems)
def silence_step(work: Work, *, duration: int) -> Stems:
    """The bed of an episode that came without sound."""
    nothing = work.keep(flac.write(work.folder / "silence.flac", np.zeros((duration * 48, 2), np.float32)))
    return Stems(sound=nothing, speech=nothing)


@step("bed", beds.VERSION, Stems)
def bed_step(work: Work, *, video: Artifact, spans: tuple[Span, ...], separator: SpeechSeparator) -> Stems:
    original = audio.decode(work.open(video), 48_000, channels=2)
    made = beds.make_bed(original, spans, separator)
    return Stems(
        sound=work.keep(flac.write(work.folder / "sound.flac", made.sound)),
        speech=work.keep(flac.write(work.folder / "speech.flac", made.speech)),
        unclaimed=made.unclaimed,
    )
