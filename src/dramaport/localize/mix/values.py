"""What goes into a mix and what comes out of it. All sound is float32 at 48 kHz, shape (samples, 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import Field

from dramaport.drama.values import Value
from dramaport.media.audio import Pcm

RATE: Final = 48_000
MS: Final = RATE // 1000


class Profile(Value):
    """How a mix is mastered: integrated loudness (LUFS), true-peak ceiling (dBTP), voices over the bed (dB, speech
    band).
    """

    name: str
    lufs: float
    ceiling: float
    over_bed: float


#: Phones and social platforms, which normalise to -14 to -16 LUFS. The ceiling leaves half a decibel for the AAC
#: encoder (measured on 15 dubbed scenes at 128 kbit/s: it moves the true peak by -0.1 to +0.2 dB and the loudness by
#: -0.05 LU). Eight decibels of voice over bed: broadcasters' dialogue guides ask for 7 to 10 LU.
APP: Final = Profile(name="app", lufs=-16.0, ceiling=-1.5, over_bed=8.0)

#: Broadcasters after EBU R 128: -23 LUFS, -1 dBTP.
TV: Final = Profile(name="tv", lufs=-23.0, ceiling=-1.5, over_bed=8.0)


@dataclass(frozen=True)
class Placement:
    """One spoken line: where its clip starts (ms) and the clip (mono, at `rate` Hz)."""

    line: str
    start: int
    pcm: Pcm
    rate: int = 24_000


class MixReport(Value):
    """What was measured on a mix: loudness (LUFS), true peak (dBTP), and by line id, in dB, how far the original's
    speech lies under the dub (`leak`) and how far the dub lies over the bed (`over_bed`).

    `decoded_peak` is the true peak of what a player decodes, once the mix has been encoded.
    """

    lufs: float
    true_peak: float
    decoded_peak: float | None = None
    leak: dict[str, float] = Field(default_factory=dict)
    over_bed: dict[str, float] = Field(default_factory=dict)

    @property
    def leak_db(self) -> float:
        """The worst line's leak; -120 where no line was measured."""
        return max(self.leak.values(), default=-120.0)

    @property
    def highest_peak(self) -> float:
        """The higher of the mix's true peak and the decoded one."""
        return self.true_peak if self.decoded_peak is None else max(self.true_peak, self.decoded_peak)


@dataclass(frozen=True)
class Mixed:
    """A finished mix and what was measured on it."""

    pcm: Pcm
    report: MixReport
