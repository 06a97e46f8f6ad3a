"""The play ticket: everything a player needs to show the first picture, in one answer.

The playlists come inside it, with media addresses that work for a while for this viewer's release and for nothing else. So a
player asks for pictures at once, where a master and a media playlist would cost it two more round trips.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from dramaport.drama.languages import language as language_of
from dramaport.drama.values import Value
from dramaport.stream.catalogue import Episode
from dramaport.stream.tokens import Keys

#: How long a ticket's addresses work: an episode with pauses, no more.
LIFE: Final = timedelta(minutes=10)
#: A poster's address stays the same for so long, so that browsers keep it, and works for twice as long.
STILLS_LIFE: Final = timedelta(hours=12)

_URI: Final = re.compile(r'URI="([^"]+)"')


class Track(Value):
    """A voice or subtitles that can be chosen."""

    tag: str
    name: str


class Board(Value):
    """The sheet of small pictures for finding a place, and how it is laid out."""

    url: str
    interval_ms: int
    count: int
    columns: int
    rows: int
    width: int
    height: int


class Ticket(Value):
    """A right to play one episode until `expires_ms`. `master` names playlists that are keys of `playlists`."""

    drama: str
    number: int
    expires_ms: int
    duration_ms: int
    master: str
    playlists: dict[str, str]
    audio: tuple[Track, ...]
    subtitles: tuple[Track, ...]
    poster: str | None
    storyboard: Board | None


def ticket(episode: Episode, languages: Iterable[str], keys: Keys, now: datetime) -> Ticket:
    """A ticket for the languages a viewer may hear and read here; the original's subtitles count as a language too.

    `now` is aware. Raises nothing: whether the viewer may watch at all is decided before (`access.decide`).
    """
    expires = now + LIFE
    base = f"/m/{keys.sign(episode.prefix, expires)}/{episode.prefix}/"
    allowed = frozenset(languages)
    closed = {f"audio-{tag}.m3u8" for tag in episode.audio if tag not in allowed}
    closed |= {f"subtitles-{tag}.m3u8" for tag in episode.subtitles if tag not in allowed}
    playlists = {name: rooted(text, base) for name, text in episode.playlists.items() if name not in closed}
    return Ticket(
        drama=episode.drama,
        number=episode.number,
        expires_ms=int(expires.timestamp() * 1000),
        duration_ms=episode.duration_ms,
        master=without(episode.master, closed),
        playlists=playlists,
        audio=tuple(track(tag) for tag in episode.audio if tag in allowed),
        subtitles=tuple(track(tag) for tag in episode.subtitles if tag in allowed),
        poster=poster(episode, keys, now),
        storyboard=_board(episode, base),
    )


def poster(episode: Episode, keys: Keys, now: datetime) -> str | None:
    """The address of an episode's poster, which opens nothing else."""
    if episode.stills is None:
        return None
    life = STILLS_LIFE.total_seconds()
    expires = datetime.fromtimestamp((now.timestamp() // life + 2) * life, UTC)
    return f"/m/{keys.sign(episode.stills, expires)}/{episode.stills}/poster.jpg"


def rooted(playlist: str, base: str) -> str:
    """A media playlist whose files are addressed from `base`."""
    lines = []
    for line in playlist.splitlines():
        if line and not line.startswith("#"):
            lines.append(base + line)
        else:
            lines.append(_URI.sub(lambda found: f'URI="{base}{found[1]}"', line))
    return "\n".join([*lines, ""])


def without(master: str, closed: Iterable[str]) -> str:
    """A master playlist without the renditions whose playlists are `closed`."""
    gone = frozenset(closed)
    kept = [
        line
        for line in master.splitlines()
        if not (line.startswith("#EXT-X-MEDIA:") and (found := _URI.search(line)) and found[1] in gone)
    ]
    return "\n".join([*kept, ""])


def track(tag: str) -> Track:
    """A track under its own name for itself: Español, ไทย."""
    return Track(tag=tag, name=language_of(tag).native)


def _board(episode: Episode, base: str) -> Board | None:
    board = episode.storyboard
    if board is None:
        return None
    return Board(
        url=f"{base}storyboard.jpg",
        interval_ms=board.interval,
        count=board.count,
        columns=board.columns,
        rows=-(-board.count // board.columns),
        width=board.width,
        height=board.height,
    )
