"""Every figure a gate judges by, as data, with the measurement or the rule that set it."""

from __future__ import annotations

from typing import Final

from dramaport.drama.values import Value


class Thresholds(Value):
    """Times in ms, levels in dB. A gate that has a warning and an error figure warns between the two."""

    #: Above this a voice sounds hurried: the project's bar; peers allow 1.15 to 2.0.
    tempo: float = 1.15
    #: A clip beyond its slot and what it may borrow. Up to 0.4 s it ends in a pause; further and it stands in the
    #: next line.
    overrun_warning: int = 0
    overrun_error: int = 400

    #: The original's speech against the dub, one line. Measured on 27 Mandarin lines dubbed into English over music,
    #: the speech 5 dB under to 20 dB over it: clean mixes reached -12.2 at worst (-18.0 where speech is not under the
    #: music); a line whose original was left in stands above -3.
    line_leak_warning: float = -16.0
    line_leak_error: float = -10.0
    #: The same for the median line of an episode. Clean mixes: -20.2 at worst; with all speech put back at -18 dB:
    #: -18.6 to -14.4. At that level a recogniser reads most of it once the dub is taken away (CER 0.14 to 0.41; 1.0
    #: if clean).
    leak_error: float = -19.0
    #: The voice over the ducked bed, speech band. The mixer aims at 8 dB; less than 4 is work to follow.
    over_bed_warning: float = 6.0
    over_bed_error: float = 3.0

    #: Integrated loudness may miss its profile by this much (the project's bar; EBU R 128 allows programmes 0.5 to 1
    #: LU).
    loudness: float = 1.0
    #: The highest true peak in dBTP, in the mix and in what the encoder made of it.
    true_peak: float = -1.0

    #: Renditions end together within this; hls.js and AVFoundation stall on larger gaps.
    duration: int = 100
    #: Sound and picture start together within this: one frame at 25 a second.
    start: int = 40
    #: GOPs last two seconds; at 29.97 frames a second that is 2.002.
    gop: int = 2000
    gop_tolerance: int = 20


DEFAULT: Final = Thresholds()
