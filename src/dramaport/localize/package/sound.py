"""A mix as the sound of a release: encoded, packaged, played back, and turned down where the encoder overshoots.

AAC keeps the spectrum, not the wave: what it decodes to peaks elsewhere and sometimes higher. The profile's ceiling
leaves half a decibel for that, which most mixes keep within: five of six of the sample's, the sixth overshot by 0.6 dB.
A hard transient can come out 2.7 dB higher (an espeak-ng voice), however low the limiter's ceiling. So where the decoded
sound goes over the limit, the mix is lowered at that very place, for the length of a frame, and encoded again.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dramaport.localize.check.streams import StreamFacts, sound_facts
from dramaport.localize.check.thresholds import DEFAULT
from dramaport.localize.mix.values import Mixed, MixReport
from dramaport.localize.package.renditions import AudioTrack, package_audio
from dramaport.media.audio import Pcm
from dramaport.media.loudness import integrated, true_peak, turned_down

#: Raised when finished sound changes.
VERSION: Final = 3

#: How often a mix is turned down. Once has been enough; a place beside the first may come up then.
_TURNS = 3
_SPARE_DB = 0.1


@dataclass(frozen=True)
class Finished:
    """A packaged sound with its playlist, how it plays, and what was measured on the mix and on what is heard."""

    track: AudioTrack
    stream: StreamFacts
    report: MixReport


def finish(mixed: Mixed, seconds: float, target: Path, limit: float = DEFAULT.true_peak) -> Finished:
    """Write `mixed` to `target` as AAC in CMAF whose decoded true peak is at most `limit` dBTP.

    Sound that the encoder lifts over the limit even then comes back as it is; the gate judges it.
    """
    made, heard = _encoded(mixed, seconds, target)
    for _ in range(_TURNS):
        peak = made.report.decoded_peak
        if peak is None or peak <= limit:
            break
        mixed = _lowered(mixed, turned_down(mixed.pcm, heard, limit - _SPARE_DB))
        made, heard = _encoded(mixed, seconds, target)
    return made


def _lowered(mixed: Mixed, pcm: Pcm) -> Mixed:
    measured = {"lufs": round(integrated(pcm), 2), "true_peak": round(true_peak(pcm), 2)}
    return Mixed(pcm, mixed.report.model_copy(update=measured))


def _encoded(mixed: Mixed, seconds: float, target: Path) -> tuple[Finished, Pcm]:
    """The packaged sound, and what a player makes of it."""
    track = package_audio(mixed.pcm, seconds, target)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        (Path(name) / target.name).symlink_to(target.resolve())
        playlist = Path(name) / "audio.m3u8"
        playlist.write_text(track.playlist, "utf-8")
        stream, heard = sound_facts(playlist)
    peak = None if stream.fault else round(true_peak(heard), 2)
    return Finished(track, stream, mixed.report.model_copy(update={"decoded_peak": peak})), heard
