"""A catalogue to measure servers on: dramas of the sample's shape, viewers with sessions, and a server over them.

An episode has the playlists of a release of the sample drama: three pictures' sizes, a voice and subtitles in three languages, two
seconds a segment. The media are bytes without meaning.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import Connection, Engine

from dramaport.stream import repository, wallet
from dramaport.stream.catalogue import Episode, Show, Storyboard, Texts
from dramaport.stream.ids import new_id
from dramaport.stream.markets import usual_markets
from dramaport.stream.people import Person, Session, digest_of_token
from dramaport.stream.values import Avail, LicenseType
from dramaport.stream.wallet import Kind, Sale, Stake

LANGUAGES = ("en", "es", "zh")
_RUNGS = ((360, 640, 978_861), (540, 960, 1_926_961), (720, 1280, 3_348_821))
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


def fill(database: Engine, media: Path, *, dramas: int = 3, episodes: int = 30, seconds: int = 60) -> tuple[str, ...]:
    """Publish dramas, with everything allowed in the United States; their ids. A third of each episode's coins are two studios'."""
    names = tuple(f"drama{place:02d}" for place in range(dramas))
    now_ms = int(time.time() * 1000)
    with database.begin() as db:
        repository.put_markets(db, usual_markets())
        for place, name in enumerate(names):
            texts = {"en": Texts(title=f"Drama {place}", synopsis="Somebody comes back, and nobody is who they say.")}
            stakes = (Stake(creator="studio-a", points=2000), Stake(creator="studio-b", points=1333))
            shown = {"drama": name, "title": f"剧{place}", "source": "zh", "episodes": episodes}
            repository.put_show(db, Show(**shown, texts=texts, tags=("bench",), stakes=stakes), now_ms)
            for number in range(1, episodes + 1):
                repository.put_episode(db, _episode(name, number, seconds), now_ms)
            rights = frozenset({LicenseType.SVOD, LicenseType.TVOD, LicenseType.AVOD})
            repository.put_avail(
                db,
                Avail(
                    id=f"a{place}", drama=name, territories=frozenset({"US"}), licenses=rights, start=date(2026, 1, 1)
                ),
            )
    for name in names:
        for number in range(1, episodes + 1):
            _files(media, _episode(name, number, seconds))
    return names


def viewers(database: Engine, count: int, *, coins: int = 0) -> tuple[str, ...]:
    """Guests with a session each, and perhaps coins; their tokens."""
    with database.begin() as db:
        return tuple(_viewer(db, place, coins) for place in range(count))


def tokens_and_ids(database: Engine, count: int) -> tuple[tuple[str, str], ...]:
    """The tokens of `viewers`, each with its viewer's id."""
    with database.connect() as db:
        people = [repository.person_by_token(db, digest_of_token(_token(place))) for place in range(count)]
    return tuple((_token(place), person.id) for place, person in enumerate(people) if person is not None)


def _token(place: int) -> str:
    return f"token-{place:06d}-{'x' * 30}"


def _viewer(db: Connection, place: int, coins: int) -> str:
    token = _token(place)
    now_ms = int(time.time() * 1000)
    person = Person(id=new_id(now_ms), since_ms=now_ms, territory="US")
    repository.put_person(db, person)
    repository.put_session(
        db, Session(id=new_id(now_ms), viewer=person.id, device="", at_ms=now_ms), digest_of_token(token)
    )
    wallet.open_wallet(db, person.id)
    if coins:
        wallet.credit(
            db,
            transaction_id=new_id(now_ms),
            viewer=person.id,
            kind=Kind.PURCHASE,
            paid=coins,
            bonus=0,
            bonus_expires_ms=None,
            sale=Sale(store="bench", amount=coins, currency="USD"),
            at_ms=now_ms,
        )
    return token


def _episode(drama: str, number: int, seconds: int) -> Episode:
    prefix = f"{drama}/E{number:02d}-0123456789ab"
    playlists = {f"video-{width}p.m3u8": _playlist("video-c8ccad5f.mp4", seconds, rate) for width, _, rate in _RUNGS}
    playlists |= {f"audio-{tag}.m3u8": _playlist("audio-77f7dee6.mp4", seconds, 96_000) for tag in LANGUAGES}
    playlists |= {f"subtitles-{tag}.m3u8": _captions(seconds) for tag in LANGUAGES}
    return Episode(
        drama=drama,
        number=number,
        code=f"E{number:02d}",
        prefix=prefix,
        stills=f"stills/{prefix}",
        duration_ms=seconds * 1000,
        default="en",
        audio=LANGUAGES,
        subtitles=LANGUAGES,
        storyboard=Storyboard(interval=2000, count=seconds // 2, columns=10, width=90, height=160),
        master=_master(),
        playlists=playlists,
    )


def _playlist(file: str, seconds: int, bits: int) -> str:
    random, at = Random(bits), 1000  # noqa: S311 - sizes, not secrets
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-TARGETDURATION:2", "#EXT-X-PLAYLIST-TYPE:VOD"]
    lines.append(f'#EXT-X-MAP:URI="{file}",BYTERANGE="860@0"')
    for _ in range(seconds // 2):
        size = int(bits / 4 * random.uniform(0.8, 1.2))
        lines += ["#EXTINF:2.000,", f"#EXT-X-BYTERANGE:{size}@{at}", file]
        at += size
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _captions(seconds: int) -> str:
    head = f"#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:{seconds}\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    return f"{head}#EXTINF:{seconds}.000,\nsubtitles-74de7438.vtt\n#EXT-X-ENDLIST\n"


def _master() -> str:
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS", ""]
    for kind in ("audio", "subtitles"):
        for tag in LANGUAGES:
            made = f'#EXT-X-MEDIA:TYPE={kind.upper()},GROUP-ID="{kind}",NAME="{tag}",LANGUAGE="{tag}",AUTOSELECT=YES'
            lines.append(f'{made},URI="{kind}-{tag}.m3u8"')
    for width, height, rate in _RUNGS:
        lines.append(
            f'#EXT-X-STREAM-INF:BANDWIDTH={rate},RESOLUTION={width}x{height},AUDIO="audio",SUBTITLES="subtitles"'
        )
        lines.append(f"video-{width}p.m3u8")
    return "\n".join([*lines, ""])


def _files(media: Path, episode: Episode) -> None:
    folder, stills = media / episode.prefix, media / str(episode.stills)
    folder.mkdir(parents=True)
    stills.mkdir(parents=True)
    first = episode.number == 1  # the rest are links: nobody measures the disk
    for name, size in (("video-c8ccad5f.mp4", 4 << 20), ("audio-77f7dee6.mp4", 1 << 19), ("storyboard.jpg", 1 << 15)):
        whole = media / f".{name}"
        if first and not whole.exists():
            whole.write_bytes(bytes(size))
        (folder / name).hardlink_to(whole)
    (folder / "subtitles-74de7438.vtt").write_text("WEBVTT\n", "utf-8")
    (stills / "poster.jpg").write_bytes(bytes(40_000))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Running:
    address: tuple[str, int]
    pid: int


@contextlib.contextmanager
def granian(
    target: str, surroundings: Mapping[str, str], *, workers: int = 1, factory: bool = True
) -> Iterator[Running]:
    """A server as a process of its own, as `dramaport serve` starts one."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--workers", str(workers)]
    command += [
        "--no-access-log",
        "--log-level",
        "error",
        "--workers-kill-timeout",
        "5",
        *(["--factory"] if factory else []),
        target,
    ]
    process = subprocess.Popen(command, env={**os.environ, **surroundings}, cwd=Path(__file__).parent.parent)
    try:
        wait_for(("127.0.0.1", port), process)
        yield Running(("127.0.0.1", port), process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address: tuple[str, int], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(address, 1) as link:
            link.sendall(b"GET /v1/config HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            if link.recv(100):
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def cpu_seconds(pid: int) -> float:
    """The processor time that a process and its children have used so far."""
    spent = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            if int(stat.parent.name) == pid or int(words[1]) == pid:
                spent += int(words[11]) + int(words[12])
    return spent / os.sysconf("SC_CLK_TCK")
