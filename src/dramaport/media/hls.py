"""HLS playlists (RFC 8216) whose segments are byte ranges of single files: read, written, moved, joined. Pure
functions.

A rendition can be addressed inside any file: `moved` and `joined` let many renditions share one file without touching
a byte of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from dramaport.errors import BadInput

#: Byte ranges need protocol version 4, EXT-X-MAP in a playlist that is not I-frames only needs 6.
_VERSION: Final = 6

_ATTRIBUTE: Final = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)(?:,|$)')
_RANGE: Final = re.compile(r"(\d+)(?:@(\d+))?")


@dataclass(frozen=True)
class Range:
    """Bytes of a file: `length` bytes from `offset`."""

    uri: str
    offset: int
    length: int

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True)
class Segment:
    """One segment and its duration in seconds."""

    seconds: Fraction
    where: Range


@dataclass(frozen=True)
class MediaPlaylist:
    """The segments of one rendition in order, and the initialisation section they need (WebVTT needs none)."""

    segments: tuple[Segment, ...]
    head: Range | None = None

    @property
    def seconds(self) -> Fraction:
        return sum((segment.seconds for segment in self.segments), Fraction(0))

    @property
    def end(self) -> int:
        """The first byte after everything the playlist addresses."""
        return max((where.end for where in self.ranges), default=0)

    @property
    def ranges(self) -> tuple[Range, ...]:
        head = () if self.head is None else (self.head,)
        return (*head, *(segment.where for segment in self.segments))

    @property
    def peak_bandwidth(self) -> int:
        """The highest bits a second of any segment; a short last one counts with the one before it (RFC 8216,
        4.3.4.2).
        """
        target = self.target
        bits = [(segment.where.length * 8, segment.seconds) for segment in self.segments]
        if len(bits) > 1 and bits[-1][1] < Fraction(target, 2):
            last = bits.pop()
            bits[-1] = (bits[-1][0] + last[0], bits[-1][1] + last[1])
        return max((math.ceil(size / seconds) for size, seconds in bits if seconds), default=0)

    @property
    def mean_bandwidth(self) -> int:
        total = sum(segment.where.length * 8 for segment in self.segments)
        return math.ceil(total / self.seconds) if self.seconds else 0

    @property
    def target(self) -> int:
        """EXT-X-TARGETDURATION: no segment, rounded to whole seconds, is longer."""
        return max((max(1, math.floor(segment.seconds + Fraction(1, 2))) for segment in self.segments), default=1)


def parse(text: str, about: str = "the playlist") -> MediaPlaylist:
    """Read a finished media playlist of byte ranges. Raises BadInput naming `about` and the line at fault."""
    lines = [line.strip() for line in text.splitlines()]
    if not lines or lines[0] != "#EXTM3U":
        raise BadInput(f"{about} is not a playlist: it does not start with #EXTM3U; package the episode again")
    if "#EXT-X-ENDLIST" not in lines:
        raise BadInput(f"{about} is cut off: it has no #EXT-X-ENDLIST; package the episode again")
    head: Range | None = None
    segments: list[Segment] = []
    seconds: Fraction | None = None
    byte_range = ""
    for number, line in enumerate(lines, 1):
        try:
            if line.startswith("#EXT-X-MAP:"):
                named = attributes(line.partition(":")[2])
                head = _range(named["URI"], named["BYTERANGE"], None)
            elif line.startswith("#EXTINF:"):
                seconds = Fraction(line.partition(":")[2].partition(",")[0])
            elif line.startswith("#EXT-X-BYTERANGE:"):
                byte_range = line.partition(":")[2]
            elif line and not line.startswith("#"):
                if seconds is None:
                    raise ValueError("a segment without a duration")
                segments.append(Segment(seconds, _range(line, byte_range, segments[-1].where if segments else None)))
                seconds, byte_range = None, ""
        except (ValueError, KeyError, ZeroDivisionError) as error:
            raise BadInput(f"{about}, line {number} cannot be used ({error}); package the episode again") from error
    return MediaPlaylist(tuple(segments), head)


def _range(uri: str, text: str, before: Range | None) -> Range:
    """A byte range; one without an offset goes on where the segment before it ended in the same file."""
    found = _RANGE.fullmatch(text)
    if not found:
        raise ValueError(f"no byte range but {text!r}")
    if found[2] is not None:
        return Range(uri, int(found[2]), int(found[1]))
    if before is None or before.uri != uri:
        raise ValueError("a byte range without an offset and nothing before it")
    return Range(uri, before.end, int(found[1]))


def attributes(text: str) -> dict[str, str]:
    """An attribute list as names and values, quotes taken off."""
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(text)}


def render(playlist: MediaPlaylist) -> str:
    """The playlist's text; `parse` undone."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{_VERSION}", f"#EXT-X-TARGETDURATION:{playlist.target}"]
    lines += ["#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD"]
    if playlist.head:
        head = playlist.head
        lines.append(f'#EXT-X-MAP:URI="{quotable(head.uri)}",BYTERANGE="{head.length}@{head.offset}"')
    for segment in playlist.segments:
        where = segment.where
        lines += [f"#EXTINF:{_decimal(segment.seconds)},", f"#EXT-X-BYTERANGE:{where.length}@{where.offset}", where.uri]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _decimal(seconds: Fraction) -> str:
    """Six decimals at most, as packagers write them, without trailing zeros."""
    text = f"{float(seconds):.6f}".rstrip("0")
    return text + "000"[len(text.partition(".")[2]) :] if len(text.partition(".")[2]) < 3 else text


def moved(playlist: MediaPlaylist, uri: str, by: int) -> MediaPlaylist:
    """The same rendition inside another file, `by` bytes further on."""

    def there(where: Range) -> Range:
        return Range(uri, where.offset + by, where.length)

    segments = tuple(replace(segment, where=there(segment.where)) for segment in playlist.segments)
    return MediaPlaylist(segments, playlist.head and there(playlist.head))


def joined(playlists: Sequence[MediaPlaylist], sizes: Sequence[int], uri: str) -> tuple[MediaPlaylist, ...]:
    """Each playlist over its own part of one file: the files of `sizes` bytes put behind each other in this order."""
    out: list[MediaPlaylist] = []
    offset = 0
    for playlist, size in zip(playlists, sizes, strict=True):
        if playlist.end > size:
            raise BadInput(f"a playlist addresses byte {playlist.end} of a file with {size}; package the episode again")
        out.append(moved(playlist, uri, offset))
        offset += size
    return tuple(out)


def whole_file(uri: str, size: int, seconds: Fraction) -> MediaPlaylist:
    """A rendition of one segment: a WebVTT file is small enough to be loaded at once."""
    return MediaPlaylist((Segment(seconds, Range(uri, 0, size)),))


@dataclass(frozen=True)
class Variant:
    """One rung of the video ladder in a master playlist."""

    uri: str
    width: int
    height: int
    rate: Fraction
    codecs: str
    bandwidth: int
    mean_bandwidth: int


@dataclass(frozen=True)
class Alternative:
    """One audio or subtitle rendition: its BCP 47 tag and its name in its own language."""

    uri: str
    language: str
    name: str
    default: bool = False


def master(variants: Iterable[Variant], audio: Sequence[Alternative], subtitles: Sequence[Alternative]) -> str:
    """The text of a master playlist: one audio and one subtitle group that every variant uses."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{_VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS", ""]
    lines += [_media("AUDIO", "audio", track, ',CHANNELS="2"') for track in audio]
    lines += [_media("SUBTITLES", "subtitles", track, ",FORCED=NO") for track in subtitles]
    groups = (',AUDIO="audio"' if audio else "") + (',SUBTITLES="subtitles"' if subtitles else "")
    for variant in variants:
        lines += ["", f"{_stream(variant)}{groups},CLOSED-CAPTIONS=NONE", variant.uri]
    return "\n".join([*lines, ""])


def _stream(variant: Variant) -> str:
    return (
        f"#EXT-X-STREAM-INF:BANDWIDTH={variant.bandwidth},AVERAGE-BANDWIDTH={variant.mean_bandwidth},"
        f'CODECS="{variant.codecs}",RESOLUTION={variant.width}x{variant.height},FRAME-RATE={float(variant.rate):.3f}'
    )


def _media(kind: str, group: str, track: Alternative, more: str) -> str:
    default = "YES" if track.default else "NO"
    return (
        f'#EXT-X-MEDIA:TYPE={kind},GROUP-ID="{group}",NAME="{quotable(track.name)}",LANGUAGE="{quotable(track.language)}",'
        f'DEFAULT={default},AUTOSELECT=YES{more},URI="{quotable(track.uri)}"'
    )


def quotable(text: str) -> str:
    """Text for a quoted attribute, which can hold neither quotes nor line breaks (RFC 8216, 4.2)."""
    return re.sub(r'["\r\n]', "", text)
