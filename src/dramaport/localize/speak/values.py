"""What is known of a spoken line."""

from __future__ import annotations

from dramaport.drama.values import Value


class Spoken(Value):
    """One line, spoken and fitted. Times in ms; `tempo` is natural length over placed length, 1.0 when not hurried."""

    line: str
    voice: str
    text: str
    text_index: int  # 0 is the preferred text, then its shorter alternatives
    natural: int  # length of this text at the voice's own speed
    duration: int  # length of the clip as placed
    slot: int  # length of the original line
    limit: int  # the slot and what was borrowed behind it
    tempo: float = 1.0
    overrun: int = 0  # how far the clip goes beyond the limit; 0 when it fits
    flags: tuple[str, ...] = ()  # "shorter:1", "tempo:1.08", "overrun:240", "silent"

    @property
    def fits(self) -> bool:
        return self.overrun == 0
