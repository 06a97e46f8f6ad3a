"""A language's mix over an episode's bed: place, duck, add, master, measure. All that a further language costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import resample_poly

from dramaport.drama.values import Span
from dramaport.errors import BadInput
from dramaport.localize.mix.bed import Bed, window
from dramaport.localize.mix.duck import duck
from dramaport.localize.mix.frames import FLOOR, FRAME, level, levels, mean_level, piece, speech_band
from dramaport.localize.mix.leak import leaks
from dramaport.localize.mix.values import APP, MS, RATE, Mixed, MixReport, Placement, Profile
from dramaport.media.audio import Pcm
from dramaport.media.loudness import gains, master

#: Raised when mixes change.
VERSION: Final = 2

#: The dub's level where the original has no speech to follow: a usual level for dialogue, speech band, dB re full
#: scale.
_USUAL_DB: Final = -24.0
#: A shout stays louder than a whisper: half of what the original does, at most 4 dB either way.
_FOLLOW: Final = 0.5
_FOLLOW_DB: Final = 4.0
_LOWEST_LINE_DB: Final = -60.0  # a line the separator found no speech in says nothing about levels
_FADE_MS: Final = 5


@dataclass(frozen=True)
class _Clip:
    """A spoken line ready to be added: at 48 kHz, at its final level (dB, speech band)."""

    line: str
    start: int
    pcm: Pcm
    level: float

    @property
    def span(self) -> Span:
        return Span(start=self.start, end=self.start + len(self.pcm) // MS)


def mix(
    bed: Bed,
    placements: Sequence[Placement],
    lines: Mapping[str, Span],
    profile: Profile = APP,
    kept: Sequence[str] = (),
) -> Mixed:
    """Put the spoken lines over the bed.

    `lines` are the original's lines by id. Lines in `kept` stay in the original's voice: a song, a line that is not
    dubbed. The result is as long as the bed; a clip that runs over its end is cut there. Raises BadInput for a line
    that is not known.
    """
    unknown = [p.line for p in placements if p.line not in lines] + [line for line in kept if line not in lines]
    if unknown:
        raise BadInput(f"the mix was given line {unknown[0]!r}, which the episode does not have; read its lines again")
    clips = _levelled(bed, placements, lines)
    dub = _track(clips, len(bed.sound))
    gone = {line: span for line, span in lines.items() if line not in kept}
    bed_level = levels(speech_band(bed.sound))
    curve = duck(bed_level, list(gone.values()), [(clip.span, clip.level) for clip in clips], profile.over_bed)
    sound = bed.sound * gains(curve, FRAME, len(bed.sound))[:, None]
    if kept:
        sound += window([lines[line] for line in kept], len(bed.sound))[:, None] * bed.speech
    sound += dub[:, None]
    finished = master(sound, profile.lufs, profile.ceiling)
    return Mixed(
        finished.pcm,
        MixReport(
            lufs=round(finished.lufs, 2),
            true_peak=round(finished.true_peak, 2),
            leak=leaks(finished.pcm, bed.speech, dub, gone),
            over_bed={clip.line: round(clip.level - mean_level(bed_level + curve, clip.span), 2) for clip in clips},
        ),
    )


def mix_original(sound: Pcm, profile: Profile = APP) -> Mixed:
    """The original's own sound at the loudness of the dubs, so that changing the language never changes the volume."""
    finished = master(sound, profile.lufs, profile.ceiling)
    return Mixed(finished.pcm, MixReport(lufs=round(finished.lufs, 2), true_peak=round(finished.true_peak, 2)))


def _levelled(bed: Bed, placements: Sequence[Placement], lines: Mapping[str, Span]) -> list[_Clip]:
    loudness = {line: level(speech_band(piece(bed.speech, span))) for line, span in lines.items()}
    spoken = [value for value in loudness.values() if value > _LOWEST_LINE_DB]
    usual = float(np.median(spoken)) if spoken else _USUAL_DB
    return [_clip(placement, loudness[placement.line], usual) for placement in placements]


def _clip(placement: Placement, original: float, usual: float) -> _Clip:
    """One clip at the level its line asks for: the usual one, and half of what the original does around it."""
    pcm = resample_poly(placement.pcm, RATE, placement.rate) if placement.rate != RATE else placement.pcm
    apart = original - usual if original > _LOWEST_LINE_DB else 0.0
    wanted = usual + float(np.clip(_FOLLOW * apart, -_FOLLOW_DB, _FOLLOW_DB))
    is_now = level(speech_band(pcm))
    factor = 10 ** ((wanted - is_now) / 20) if is_now > FLOOR else 0.0
    return _Clip(placement.line, placement.start, np.asarray(pcm * factor, np.float32), wanted if factor else FLOOR)


def _track(clips: Sequence[_Clip], samples: int) -> Pcm:
    """All clips at their times as one mono track, with fades of 5 ms against clicks."""
    track = np.zeros(samples, np.float32)
    for clip in clips:
        start = clip.start * MS
        pcm = _faded(clip.pcm)[: max(0, samples - start)]
        track[start : start + len(pcm)] += pcm
    return track


def _faded(pcm: Pcm) -> Pcm:
    ramp = np.linspace(0, 1, min(_FADE_MS * MS, len(pcm) // 2), endpoint=False, dtype=np.float32)
    faded = pcm.copy()
    faded[: len(ramp)] *= ramp
    faded[len(pcm) - len(ramp) :] *= ramp[::-1]
    return faded
