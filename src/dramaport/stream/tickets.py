"""The play ticket: everything a player needs to show the first picture, in one answer.

The playlists come inside it, with media addresses that work for a while for this viewer's release and for nothing else. So a
player asks for pictures at once, where a master and a media playlist would cost it two more round trips.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from dramaport.drama.languages import language as language_of
from dramaport.drama.values import Value
from dramaport.stream.catalogue import Episode, Reel
from dramaport.stream.tokens import Keys

#: How long a ticket's addresses work at most: an episode with pauses, no more.
LIFE: Final = timedelta(minutes=10)
#: Whoever asks within the same half minute is given addresses that end at the same moment, LIFE after its beginning. A token
#: names a folder and an end and no viewer, so nobody can do more with it than with one of their own; but a ticket has to be
#: made once, and a CDN sees one address where it would have seen thirty.
SLOT: Final = timedelta(seconds=30)
#: A poster's address stays the same for so long, so that browsers keep it, and works for twice as long.
STILLS_LIFE: Final = timedelta(hours=12)

#: A key's name stands in the playlist itself, as a data address.
_URI: Final = re.compile(r'URI="(?!data:)([^"]+)"')


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
    """A right to play one episode until `expires_ms`. `master` names playlists that are keys of `playlists`.

    `heads` are the bytes at the playlists' EXT-X-MAP, by the same keys, as base64: who uses them saves a round trip.
    `licence` is where a player asks for the key of an encrypted episode (W3C Clear Key), with the session's token.
    """

    drama: str
    number: int
    expires_ms: int
    duration_ms: int
    master: str
    playlists: dict[str, str]
    heads: dict[str, str]
    audio: tuple[Track, ...]
    subtitles: tuple[Track, ...]
    poster: str | None
    storyboard: Board | None
    licence: str | None = None


def ticket(episode: Episode, languages: Iterable[str], keys: Keys, now: datetime) -> Ticket:
    """A ticket for the languages a viewer may hear and read here; the original's subtitles count as a language too.

    `now` is aware. Raises nothing: whether the viewer may watch at all is decided before (`access.decide`).
    """
    expires = expiry(now)
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
        heads={name: head for name, head in episode.heads.items() if name in playlists},
        audio=tuple(track(tag) for tag in episode.audio if tag in allowed),
        subtitles=tuple(track(tag) for tag in episode.subtitles if tag in allowed),
        poster=poster(episode, keys, now),
        storyboard=_board(episode, base),
        licence=f"/v1/keys/{episode.drama}/{episode.number}" if episode.sealed else None,
    )


def expiry(now: datetime) -> datetime:
    """The end of what is issued now: never more than LIFE ahead."""
    slot = SLOT.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // slot * slot, UTC) + LIFE


class Press:
    """Tickets as they are sent, printed once a slot for each episode and languages. Of one worker; `keys` sign."""

    #: Bytes of tickets kept; a worker that is asked for more in half a minute prints some again.
    _MOST_BYTES: Final = 64 << 20

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._ends: datetime | None = None
        self._printed: dict[tuple[str, Sequence[str]], bytes] = {}
        self._bytes = 0

    def ticket(self, reel: Reel, languages: tuple[str, ...], now: datetime, read: Callable[[], Episode]) -> bytes:
        """A `ticket` as JSON. `read` gives the whole episode where it has to be printed."""
        ends = expiry(now)
        if ends != self._ends or self._bytes > self._MOST_BYTES:
            self._printed, self._ends, self._bytes = {}, ends, 0
        printed = self._printed
        found = printed.get((reel.prefix, languages))
        if found is None:
            found = ticket(read(), languages, self._keys, now).model_dump_json().encode()
            printed[reel.prefix, languages] = found
            self._bytes += len(found)
        return found


def poster(episode: Reel, keys: Keys, now: datetime) -> str | None:
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
