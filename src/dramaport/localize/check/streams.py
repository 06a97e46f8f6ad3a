"""What a player will meet: each rendition of a release demuxed to its end, and decoded as far as that tells something.

Sound is decoded whole. Of pictures every packet is read and every access unit's lengths are added up, which finds what
packaging can do wrong: a byte range beside the mark, a fragment that is missing, cut or out of its time. Decoding them
whole would only ask again what the encoder had just made and the store holds by digest, at three seconds a minute of
footage; so the key frames stand for the rest. They are where a player starts and switches, and they need the parameter
sets that packaging wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import av
import av.error
import numpy as np

from dramaport.drama.values import Value
from dramaport.errors import DramaportError
from dramaport.media import hls
from dramaport.media.audio import Pcm
from dramaport.media.ffmpeg import target

#: Raised when the facts change.
VERSION: Final = 2

_OPTIONS = {"protocol_whitelist": "file"}
_STRICT = {"err_detect": "explode", "threads": "1"}
_IDR: Final = 5  # the NAL unit type of a picture that nothing before it is needed for (H.264, table 7-1)
_LENGTH_BYTES = 4


class StreamFacts(Value):
    """One rendition as it plays. Times in ms; `fault` says why it cannot be played to its end.

    `gops` are the distances between key frames, `closed` whether every one of them can be decoded alone and starts a
    segment.
    """

    name: str
    kind: Literal["video", "audio"]
    start: int = 0
    end: int = 0
    gops: tuple[int, ...] = ()
    closed: bool = True
    fault: str | None = None


@dataclass
class _Seen:
    """What was met on the way through a stream; times in ms."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    closed: bool = True

    def facts(self, name: str, kind: Literal["video", "audio"]) -> StreamFacts:
        if not self.starts:
            return StreamFacts(name=name, kind=kind, fault="it is empty")
        return StreamFacts(
            name=name,
            kind=kind,
            # An encoder's priming lies before zero and is not played.
            start=max(0, min(self.starts)),
            end=max(self.ends),
            gops=tuple(b - a for a, b in pairwise(sorted(self.keys))),
            closed=self.closed,
        )


def picture_facts(playlist: Path, *, decoded: bool = True) -> StreamFacts:
    """Read a video playlist with the files beside it; with `decoded`, decode its key frames."""
    seen = _Seen()
    fault = ranges_fault(playlist)
    if fault is None:
        try:
            fault = _through_pictures(playlist, seen, decoded)
        except (av.error.FFmpegError, ValueError) as error:
            fault = f"it cannot be decoded ({error})"
    return StreamFacts(name=playlist.name, kind="video", fault=fault) if fault else seen.facts(playlist.name, "video")


def sound_facts(playlist: Path) -> tuple[StreamFacts, Pcm]:
    """Read and decode an audio playlist with the files beside it; also what is heard: (samples, channels)."""
    seen = _Seen()
    heard: list[Pcm] = []
    fault = ranges_fault(playlist)
    if fault is None:
        try:
            _through_sound(playlist, seen, heard)
        except (av.error.FFmpegError, ValueError) as error:
            fault = f"it cannot be decoded ({error})"
    if fault:
        return StreamFacts(name=playlist.name, kind="audio", fault=fault), np.zeros((0, 2), np.float32)
    pcm = np.concatenate(heard, axis=1).T if heard else np.zeros((0, 2), np.float32)
    return seen.facts(playlist.name, "audio"), pcm


def ranges_fault(playlist: Path) -> str | None:
    """What is wrong with a playlist's text or with the files its byte ranges address; None where nothing is."""
    try:
        read = hls.parse(playlist.read_text("utf-8"), playlist.name)
    except (OSError, UnicodeDecodeError, DramaportError) as error:
        return str(error)
    for where in read.ranges:
        file = playlist.parent / where.uri
        if not file.is_file():
            return f"{where.uri} is not there"
        if where.end > file.stat().st_size:
            return f"bytes up to {where.end} are asked of {where.uri}, which has {file.stat().st_size}"
    return None


def _through_pictures(playlist: Path, seen: _Seen, decoded: bool) -> str | None:
    """Read every packet, and decode the key frames; what is wrong, or None."""
    shown = 0
    with av.open(target(playlist), options=_OPTIONS) as container:
        stream = container.streams.video[0]
        decoder = stream.codec_context
        decoder.options = _STRICT
        for packet in container.demux(stream):
            if not _noted(packet, seen):
                continue
            units = nal_types(bytes(packet))
            if packet.is_keyframe:
                seen.keys.append(seen.starts[-1])
                seen.closed = seen.closed and _IDR in units
                shown += len(decoder.decode(packet)) if decoded else 0
        shown += len(decoder.decode(None)) if decoded else 0
    if decoded and shown != len(seen.keys):
        return f"{len(seen.keys) - shown} of {len(seen.keys)} key frames give no picture"
    return None


def _through_sound(playlist: Path, seen: _Seen, heard: list[Pcm]) -> None:
    with av.open(target(playlist), options=_OPTIONS) as container:
        stream = container.streams.audio[0]
        stream.codec_context.options = _STRICT
        for packet in container.demux(stream):
            _noted(packet, seen)
            heard += [np.asarray(frame.to_ndarray(), np.float32) for frame in packet.decode()]


def _noted(packet: av.Packet[Any], seen: _Seen) -> bool:
    """Note when a packet plays; False for the empty one that ends a stream."""
    if packet.pts is None or packet.time_base is None:
        return False
    seen.starts.append(_ms(packet.pts * packet.time_base))
    seen.ends.append(_ms((packet.pts + (packet.duration or 0)) * packet.time_base))
    return True


def _ms(seconds: object) -> int:
    return round(float(seconds) * 1000)  # type: ignore[arg-type]


def nal_types(access_unit: bytes) -> tuple[int, ...]:
    """The types of the NAL units in a picture as MP4 keeps it: each unit behind its length in four bytes.

    Raises ValueError where the lengths do not add up to the picture's.
    """
    types = []
    place = 0
    while place + _LENGTH_BYTES < len(access_unit):
        types.append(access_unit[place + _LENGTH_BYTES] & 0x1F)
        place += _LENGTH_BYTES + int.from_bytes(access_unit[place : place + _LENGTH_BYTES], "big")
    if place != len(access_unit):
        raise ValueError("a picture is cut short")
    return tuple(types)
