"""The covered video as a file: an intermediate of high quality, without sound."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Final

from dramaport.errors import BadInput
from dramaport.localize.cover.apply import covered_frames
from dramaport.localize.cover.values import CoverPlan
from dramaport.media.encode import constant_rate, feed, nominal_rate
from dramaport.media.ffmpeg import BITEXACT, target
from dramaport.media.probe import probe

#: crf 16 cannot be told from its source by eye. One thread, for x264's answer depends on their number.
_X264: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-threads", "1")
_COLOURS: Final = ("-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int,format=yuv420p")
_TAGS: Final = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")


def write_covered(video: Path, plan: CoverPlan, out: Path) -> None:
    """Write the covered pictures of `video` to an MP4 at the video's nominal frame rate. Equal inputs give equal bytes."""
    about = probe(video)
    rate = nominal_rate(about.frame_rate)
    pictures = constant_rate(covered_frames(video, plan), rate, about.seconds)
    first = next(pictures, None)
    if first is None:
        raise BadInput(f"{video.name!r} has no frame to cover; check that it can be played")
    height, width = first.shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-video_size", f"{width}x{height}", "-framerate", str(rate)]
    coded = [*_COLOURS, *_X264, *_TAGS, *BITEXACT, "-f", "mp4", target(out)]
    feed([*raw, "-i", "pipe:0", *coded], chain((first,), pictures), video.name)
