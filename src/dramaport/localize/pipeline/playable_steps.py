"""Looking at the packaged pictures as a player would: once an episode, whatever the languages."""

from __future__ import annotations

from dramaport.build.step import Work, step
from dramaport.build.store import Artifact
from dramaport.drama.values import Value
from dramaport.localize.check.streams import VERSION, StreamFacts, picture_facts
from dramaport.localize.package.renditions import Ladder
from dramaport.media import hls

_FILE = "video.mp4"


class Played(Value):
    """How every rendition of the picture plays, smallest first."""

    streams: tuple[StreamFacts, ...]


@step("playable", VERSION, Played)
def playable_step(work: Work, *, ladder: Ladder, video: Artifact) -> Played:
    """Demux every rendition; decode the key frames of the smallest and the largest.

    The rungs come out of one encoder and one packager: what is wrong with a middle one shows in its packets, or in its
    neighbours too. The smallest and the largest are those a player starts with and ends at.
    """
    (work.folder / _FILE).symlink_to(work.open(video))
    streams = []
    for place, rendition in enumerate(ladder.renditions):
        playlist = work.folder / f"video-{rendition.name}.m3u8"
        playlist.write_text(hls.render(hls.moved(hls.parse(rendition.playlist), _FILE, 0)), "utf-8")
        streams.append(picture_facts(playlist, decoded=place in (0, len(ladder.renditions) - 1)))
    return Played(streams=tuple(streams))
