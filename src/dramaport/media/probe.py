"""What a media file is, read from the file itself and not from its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error

from dramaport.errors import BadInput

#: Longest episode taken. Micro-drama episodes last 53-144 s; three hours is a film or a mistake.
LONGEST_SECONDS = 60 * 60

#: Containers whose header says how long they last, and by how much (seconds, and share) what they hold may fall short.
_DECLARING = frozenset({"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"})
_SHORT_SECONDS, _SHORT_SHARE = 1.0, 0.05

_OPTIONS = {"protocol_whitelist": "file"}


@dataclass(frozen=True)
class Probe:
    """An upright picture's size in pixels, its duration, frame rate and sound."""

    container: str
    width: int  # after rotation and sample aspect ratio
    height: int
    seconds: float
    frame_rate: Fraction
    rotation: int  # degrees clockwise the stored frame must be turned: 0, 90, 180, 270
    video_codec: str
    audio_codec: str | None
    audio_rate: int | None
    audio_channels: int | None

    @property
    def has_audio(self) -> bool:
        return self.audio_codec is not None


def probe(path: Path) -> Probe:
    """Read a file's streams. Raises BadInput naming the file for anything that is not a usable episode."""
    if not path.is_file():
        raise BadInput(f"{path.name!r} is not there; check the path")
    if path.stat().st_size == 0:
        raise BadInput(f"{path.name!r} is empty; copy it again")
    try:
        with av.open(str(path), options=_OPTIONS) as container:
            return _read(container, path)
    except (av.error.FFmpegError, ValueError) as error:
        raise BadInput(f"{path.name!r} cannot be opened as a video ({error.__class__.__name__}); replace it") from error


def _read(container: av.container.InputContainer, path: Path) -> Probe:
    if not container.streams.video or container.streams.video[0].codec_context.name in ("", "ansi"):
        raise BadInput(f"{path.name!r} has no picture; an episode needs a video stream")
    video = container.streams.video[0]
    audio = container.streams.audio[0] if container.streams.audio else None
    first = next(container.decode(video), None)
    if first is None:
        raise BadInput(f"{path.name!r} holds no readable frame; it may be cut off: copy it again")
    rotation = round(-float(first.rotation)) % 360
    width, height = _upright(first.width, first.height, video.sample_aspect_ratio, rotation)
    seconds = _duration(container, video)
    if seconds > LONGEST_SECONDS:
        raise BadInput(f"{path.name!r} lasts {seconds / 3600:.1f} h; an episode is at most one hour: cut it first")
    if container.format.name in _DECLARING and _end(container) < seconds - max(_SHORT_SECONDS, _SHORT_SHARE * seconds):
        raise BadInput(f"{path.name!r} is cut off: its header promises {seconds:.0f} s; copy it again")
    return Probe(
        container=container.format.name,
        width=width,
        height=height,
        seconds=seconds,
        frame_rate=Fraction(video.average_rate or video.guessed_rate or 25),
        rotation=rotation,
        video_codec=video.codec_context.name,
        audio_codec=audio.codec_context.name if audio else None,
        audio_rate=audio.codec_context.sample_rate if audio else None,
        audio_channels=audio.codec_context.channels if audio else None,
    )


def _upright(width: int, height: int, aspect: Fraction | None, rotation: int) -> tuple[int, int]:
    if aspect:
        width = round(width * aspect)
    return (height, width) if rotation in (90, 270) else (width, height)


def _duration(container: av.container.InputContainer, video: av.video.stream.VideoStream) -> float:
    """The header's duration, or where it has none, the end of the last packet."""
    if container.duration:
        return float(container.duration / av.time_base)
    if video.duration and video.time_base:
        return float(video.duration * video.time_base)
    container.seek(0)
    return _last(container.demux(video))


def _end(container: av.container.InputContainer) -> float:
    """When the last packet ends that can be read; 0 where none can near the declared end."""
    container.seek(container.duration or 0)
    return _last(container.demux())


def _last(packets: Iterable[av.Packet[Any]]) -> float:
    end = 0.0
    for packet in packets:
        if packet.pts is not None and packet.time_base is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return end
