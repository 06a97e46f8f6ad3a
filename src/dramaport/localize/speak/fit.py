"""A dubbed line in the time the original leaves it.

The order of means, from the least harm to the most: the preferred text at its natural speed; a shorter text; a higher
tempo up to `MOST_TEMPO`; past that, the line is placed too long and flagged for a person. Nothing is ever cut, and
nothing is slowed down: a line that ends early sounds natural, a drawn one does not (peers that stretch both ways stop
at 0.95).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import resample_poly

from dramaport.ai.abilities import Clip, Speaker
from dramaport.errors import BadInput
from dramaport.localize.speak.values import Spoken
from dramaport.media.audio import Pcm
from dramaport.media.ffmpeg import ffmpeg

VERSION = 3
RATE = 24_000

#: The fastest a line is spoken. Peers allow 1.15 to 2.0 (and warn); the project's bar is 1.15.
MOST_TEMPO = 1.15

#: How much of the pause behind its slot a line may take: a mouth that closes this early is within what dubbing calls
#: loose sync, and a quarter of the slot keeps long lines from eating whole pauses.
_BORROWED_MS = 400
_BORROWED_SHARE = 0.25
#: What stays silent before the next line, two frames at 25 a second.
_KEPT_MS = 80

#: The tempo filter lands within this of the tempo asked for, so the highest is aimed at with that to spare.
_COARSE = 0.01

#: A text that by its letters would go over its limit by this is not expected to fit. Of 32 shorter English and Spanish texts
#: of the sample one lasted less than its letters said by as much (0.89), most lasted longer (median 1.08).
_HOPELESS = 1.1

#: A clip this little beyond its limit counts as fitting: `_KEPT_MS` of silence lies behind the limit.
_UNHEARD_MS = 20


@dataclass(frozen=True)
class _Take:
    index: int
    text: str
    clip: Clip

    @property
    def milliseconds(self) -> int:
        return milliseconds(self.clip)


def fit_line(
    line_id: str, texts: Sequence[str], voice: str, slot: int, room: int, speaker: Speaker
) -> tuple[Spoken, Pcm]:
    """Speak the first of `texts` (preferred first, then shorter ones) that fits, and say how well it does.

    `slot` is the length of the original line in ms, `room` the ms from its end to the next line or the end of the
    episode. The sound is mono at 24 kHz. Raises BadInput where there is no text.
    """
    if not any(text.strip() for text in texts):
        raise BadInput(f"line {line_id} has no text to speak; translate it or mark it as not spoken")
    limit = allowed(slot, room)
    take = _best_take(texts, voice, limit, speaker)
    clip = take.clip if _beyond(take.milliseconds, limit) == 0 else _hurried(take, limit)
    duration = milliseconds(clip)
    spoken = Spoken(
        line=line_id,
        voice=voice,
        text=take.text,
        text_index=take.index,
        natural=take.milliseconds,
        duration=duration,
        slot=slot,
        limit=limit,
        tempo=round(take.milliseconds / duration, 2) if clip is not take.clip else 1.0,
        overrun=_beyond(duration, limit),
    )
    return spoken.model_copy(update={"flags": _flags(spoken)}), at_rate(clip)


def allowed(slot: int, room: int) -> int:
    """The ms a line may last: its slot, and a part of the pause behind it."""
    borrowed = min(room - _KEPT_MS, max(_BORROWED_MS, round(slot * _BORROWED_SHARE)))
    return slot + max(0, borrowed)


def _beyond(duration: int, limit: int) -> int:
    """How far a clip goes past its limit, in ms; 0 where nobody hears it."""
    return duration - limit if duration - limit > _UNHEARD_MS else 0


def _best_take(texts: Sequence[str], voice: str, limit: int, speaker: Speaker) -> _Take:
    """The first text that fits at natural speed; where none does, the one that lasts least.

    A take costs half a second of work for each of sound, so a text that by its length would not fit either is spoken only
    where all spoken before it are too long for the highest tempo, too.
    """
    wanted = [(index, text) for index, text in enumerate(texts) if text.strip()]
    best = first = _taken(*wanted[0], voice, speaker)
    hopeless: list[tuple[int, str]] = []
    for index, text in wanted[1:]:
        if not _beyond(best.milliseconds, limit):
            return best
        if first.milliseconds * _length(text) > _HOPELESS * limit * _length(first.text):
            hopeless.append((index, text))
            continue
        best = _shorter(best, _taken(index, text, voice, speaker))
    if hopeless and best.milliseconds > MOST_TEMPO * limit:
        index, text = min(hopeless, key=lambda one: _length(one[1]))
        best = _shorter(best, _taken(index, text, voice, speaker))
    return best


def _taken(index: int, text: str, voice: str, speaker: Speaker) -> _Take:
    return _Take(index, text, speaker.speak(text, voice))


def _shorter(best: _Take, take: _Take) -> _Take:
    return take if 0 < take.milliseconds < best.milliseconds else best


def _length(text: str) -> int:
    """Letters and digits: of two texts in one language they tell which one lasts longer, and about how much."""
    return max(1, sum(char.isalnum() for char in text))


def _hurried(take: _Take, limit: int) -> Clip:
    """The take again, faster by what is needed but no more than `MOST_TEMPO`.

    Its samples are squeezed. Asking the voice to speak faster costs a second take and is no easier to follow: of 102
    words spoken 1.13 times as fast a recogniser got 11 wrong, of the squeezed ones 10, as many as of the natural ones. And
    voices keep to a speed loosely: Kokoro rounds every phoneme to 25 ms, asked for 1.13 it gave 1.05 to 1.16.
    """
    wanted = max(limit, take.milliseconds / (MOST_TEMPO - _COARSE))
    squeezed = at_tempo(take.clip.pcm, take.clip.rate, take.milliseconds / wanted)
    return (
        Clip(squeezed, take.clip.rate) if len(squeezed) else take.clip
    )  # the filter swallows what is shorter than itself


def at_tempo(pcm: Pcm, rate: int, tempo: float) -> Pcm:
    """`pcm` at another tempo and the same pitch (ffmpeg's atempo, a WSOLA)."""
    sound = ["-f", "f32le", "-ar", str(rate), "-ac", "1"]
    raw = np.ascontiguousarray(pcm, dtype="<f4").tobytes()
    out = ffmpeg(
        [*sound, "-i", "pipe:0", "-af", f"atempo={tempo:.4f}", *sound, "pipe:1"], stdin=raw, about="a spoken line"
    )
    return np.frombuffer(out, dtype="<f4").astype(np.float32)


def at_rate(clip: Clip) -> Pcm:
    """The clip's sound at 24 kHz."""
    if clip.rate == RATE:
        return clip.pcm
    common = math.gcd(clip.rate, RATE)
    return np.asarray(resample_poly(clip.pcm, RATE // common, clip.rate // common), dtype=np.float32)


def milliseconds(clip: Clip) -> int:
    return round(1000 * len(clip.pcm) / clip.rate)


def _flags(spoken: Spoken) -> tuple[str, ...]:
    return tuple(
        flag
        for flag, holds in (
            (f"shorter:{spoken.text_index}", spoken.text_index > 0),
            (f"tempo:{spoken.tempo:.2f}", spoken.tempo > 1),
            (f"overrun:{spoken.overrun}", spoken.overrun > 0),
            ("silent", spoken.duration == 0),
        )
        if holds
    )
