"""Real shots among drawn ones: a folder of clips, named by shot (`E01.006.mp4`) or by scene (`E01.S2.mp4`)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dramaport.build.digest import digest_file
from dramaport.errors import BadInput
from dramaport.media.ffmpeg import ffmpeg_path, source
from dramaport.media.probe import probe
from dramaport.produce.animatic.lettering import FRAME_HEIGHT, FRAME_WIDTH
from dramaport.produce.storyboard.values import Shot
from dramaport.produce.timeline import FRAME_RATE

_ENDINGS = (".mp4", ".mov", ".mkv", ".webm")
_SIZE = FRAME_WIDTH * FRAME_HEIGHT * 3 // 2
#: Fills the frame, cuts what hangs over, and brings every clip to the colours and the rate of the drawn shots.
_FIT = (
    f"fps={FRAME_RATE},scale={FRAME_WIDTH}:{FRAME_HEIGHT}:force_original_aspect_ratio=increase:out_color_matrix=smpte170m:out_range=tv,"
    f"crop={FRAME_WIDTH}:{FRAME_HEIGHT},format=yuv420p"
)


@dataclass(frozen=True)
class Clip:
    """A real shot: its file, the digest of its bytes, and where in it the shot begins."""

    path: Path
    digest: str
    offset: int  # ms


def clips_for(folder: Path, shots: Sequence[Shot]) -> dict[str, Clip]:
    """The clips by shot id: one named by the shot, else one named by its scene from the scene's first shot on.

    Raises BadInput for a folder that is none and for a file that is no video.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder; put the clips into one, named E01.006.mp4 or E01.S2.mp4")
    found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix.lower() in _ENDINGS}
    begins: dict[str, int] = {}
    clips: dict[str, Clip] = {}
    for shot in shots:
        begin = begins.setdefault(shot.scene, shot.span.start)
        path, offset = (found[shot.id], 0) if shot.id in found else (found.get(shot.scene), shot.span.start - begin)
        if path is not None:
            probe(path)
            clips[shot.id] = Clip(path, digest_file(path), offset)
    return clips


def frames_of(clip: Clip, frames: int) -> Iterator[NDArray[np.uint8]]:
    """So many frames of a clip as planar YUV 4:2:0; its last one stands where it is too short. Raises BadInput where it has none."""
    command = [
        *(
            ffmpeg_path(),
            "-hide_banner",
            "-nostdin",
            "-loglevel",
            "error",
            "-ss",
            f"{clip.offset / 1000:.3f}",
            *source(clip.path),
        ),
        *("-an", "-vf", _FIT, "-frames:v", str(frames), "-f", "rawvideo", "pipe:1"),
    ]
    last: NDArray[np.uint8] | None = None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=_SIZE) as process:
        for _ in range(frames):
            data = process.stdout.read(_SIZE) if process.stdout is not None else b""
            if len(data) == _SIZE:
                last = np.frombuffer(data, np.uint8).reshape(FRAME_HEIGHT * 3 // 2, FRAME_WIDTH)
            if last is None:
                process.kill()
                raise BadInput(
                    f"{clip.path.name} ends before {clip.offset / 1000:.1f} s, where its shot begins; give a longer one"
                )
            yield last
