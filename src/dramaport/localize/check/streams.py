"""What a player will meet: each rendition of a release demuxed and decoded to its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import av
import av.error

from dramaport.drama.values import Value
from dramaport.errors import DramaportError
from dramaport.media import hls
from dramaport.media.ffmpeg import ffmpeg, source, target

#: Raised when the facts change.
VERSION: Final = 1

_OPTIONS = {"protocol_whitelist": "file"}
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


def stream_facts(playlist: Path, kind: Literal["video", "audio"]) -> StreamFacts:
    """Read, demux and decode one media playlist with the files beside it."""
    name = playlist.name
    fault = ranges_fault(playlist)
    if fault:
        return StreamFacts(name=name, kind=kind, fault=fault)
    try:
        facts = _demuxed(playlist, kind)
        ffmpeg(
            [
                "-xerror",
                "-err_detect",
                "explode",
                *source(playlist),
                "-map",
                f"0:{kind[0]}:0",
                "-f",
                "null",
                target("-"),
            ],
            about=name,
        )
    except (av.error.FFmpegError, DramaportError) as error:
        return StreamFacts(name=name, kind=kind, fault=f"it cannot be decoded ({error})")
    return facts


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


def _demuxed(playlist: Path, kind: Literal["video", "audio"]) -> StreamFacts:
    starts: list[int] = []
    ends: list[int] = []
    keys: list[int] = []
    alone = True
    with av.open(target(playlist), options=_OPTIONS) as container:
        stream = (container.streams.video if kind == "video" else container.streams.audio)[0]
        for packet in container.demux(stream):
            if packet.pts is None or packet.time_base is None:
                continue
            starts.append(_ms(packet.pts * packet.time_base))
            ends.append(_ms((packet.pts + (packet.duration or 0)) * packet.time_base))
            if kind == "video" and packet.is_keyframe:
                keys.append(starts[-1])
                alone = alone and _IDR in nal_types(bytes(packet))
    if not starts:
        return StreamFacts(name=playlist.name, kind=kind, fault="it is empty")
    keys.sort()
    return StreamFacts(
        name=playlist.name,
        kind=kind,
        # An encoder's priming lies before zero and is not played.
        start=max(0, min(starts)),
        end=max(ends),
        gops=tuple(b - a for a, b in pairwise(keys)),
        closed=alone,
    )


def _ms(seconds: object) -> int:
    return round(float(seconds) * 1000)  # type: ignore[arg-type]


def nal_types(access_unit: bytes) -> Iterator[int]:
    """The types of the NAL units in a picture as MP4 keeps it: each unit behind its length in four bytes."""
    place = 0
    while place + _LENGTH_BYTES < len(access_unit):
        yield access_unit[place + _LENGTH_BYTES] & 0x1F
        place += _LENGTH_BYTES + int.from_bytes(access_unit[place : place + _LENGTH_BYTES], "big")
