"""How soon the player shows a picture, and what it loads in vain, in headless Chromium over an emulated link.

python -m bench.startup --home .demo

The link is Chromium's own emulation (DevTools protocol, Network.emulateNetworkConditions): a delay before each answer and a rate
for all together; no loss, no TLS. The server is the real app over a copy of the demo's database. The figures:

- cold: from the press that opens an episode to its first frame, against a fast-start MP4 of the same lowest rung (the release's own
  pictures and voice, not encoded anew) that is asked for by the same press, after one request to the API for its address
- swipe: from the arrow key until the next episode, which was loaded before, plays. Its first frame was decoded and presented to
  the element when it was loaded (requestVideoFrameCallback told it then), so it is what slides in; `playing` says that it runs
- moves: from the same key to the next new frame by requestVideoFrameCallback. At 25 frames a second that is the second one, due
  40 ms after the clock of the sound starts; beside it a second video element with the plain MP4, preload=auto, played by the same key
- waste: bytes of segments that were fetched and not watched, over a seeded trace of swipes

The trace is a model, not a measurement of our viewers: three of ten views are left after 1.5 s on average (exponential; the mean is a
figure of the trade for its free apps), four of ten go to the end, the others stop somewhere between, evenly.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import shutil
import socket
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from dramaport.data.engine import open_database
from dramaport.media.ffmpeg import ffmpeg
from dramaport.stream import repository
from dramaport.stream.api import Station, make_app
from dramaport.stream.catalogue import Episode
from dramaport.stream.tickets import rooted
from dramaport.stream.tokens import Keys

WEB = Path(__file__).parents[1] / "web" / "dist"
LINKS = {"8 Mbit/s, 80 ms": (80, 8_000_000), "3 Mbit/s, 200 ms": (200, 3_000_000)}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--autoplay-policy=no-user-gesture-required")  # fmt: skip
COLD_BAR, SWIPE_BAR, WASTE_BAR = 1.2, 30.0, 15.0
QUICK_SECONDS = 1.5
#: "To the end" stops so much before it, or the next episode would begin by itself while the key is pressed.
_BEFORE_END = 0.6
#: Episodes that a guest may watch.
_FREE = 10

#: Every frame of every video, and every press, on one clock.
WATCH = """
window.frames_ = []; window.presses_ = []; window.runs_ = [];
addEventListener("playing", (event) => runs_.push({ at: event.timeStamp, video: numberOf(event.target) }), true);
for (const kind of ["keydown", "click"]) addEventListener(kind, (event) => presses_.push(event.timeStamp), true);
const numberOf = (video) => [...document.querySelectorAll("video")].indexOf(video);
const seen = new WeakSet();
const follow = (video) => {
  if (seen.has(video)) return;
  seen.add(video);
  const told = (now, frame) => {
    frames_.push({ at: now, video: numberOf(video), media: frame.mediaTime });
    video.requestVideoFrameCallback(told);
  };
  video.requestVideoFrameCallback(told);
};
new MutationObserver(() => document.querySelectorAll("video").forEach(follow)).observe(document, { childList: true, subtree: true });
"""

PLAIN = """<!doctype html><title>plain</title><button id=go>go</button><video id=a playsinline width=360></video>
<video id=b playsinline width=360 preload=auto></video><script src="/bench/plain.js"></script>"""
SCRIPT = """
const [a, b] = document.querySelectorAll("video");
document.querySelector("#go").onclick = async () => {
  const headers = { Authorization: `Bearer ${localStorage.getItem("dramaport.token")}` };
  await (await fetch(`/v1/feed?drama=${location.hash.slice(1)}&from=1&count=1`, { headers })).json();
  a.src = `/bench/clip.mp4?${Math.random()}`;
  a.play();
};
addEventListener("keydown", () => { a.pause(); b.play(); });
"""


@dataclass(frozen=True)
class Site:
    address: str
    drama: str
    episodes: tuple[Episode, ...]


@contextmanager
def site(home: Path, folder: Path) -> Iterator[Site]:
    """The app over a copy of the demo's database, and the plain page beside it."""
    for name in ("dramaport.db", "dramaport.db-wal"):
        if (home / name).exists():
            shutil.copy(home / name, folder / name)
    database = open_database(f"sqlite:///{folder / 'dramaport.db'}")
    with database.connect() as db:
        drama = repository.shows(db)[0].drama
        episodes = tuple(repository.episode(db, drama, reel.number) for reel in repository.reels(db, drama))
    clip = plain_clip(home / "media", episodes[0], folder)
    app = make_app(Station(database=database, keys=Keys({"k": b"k" * 32}, "k"), media=home / "media", web=WEB))
    app.router.routes[:0] = [
        Route("/bench/plain", lambda _: HTMLResponse(PLAIN)),
        Route("/bench/plain.js", lambda _: Response(SCRIPT, media_type="text/javascript")),
        Route("/bench/clip.mp4", lambda _: FileResponse(clip, headers={"Cache-Control": "no-store"})),
    ]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server, loop = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI), asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()), daemon=True)
    thread.start()
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    yield Site(f"http://127.0.0.1:{port}", drama, episodes)
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)


def plain_clip(media: Path, episode: Episode, folder: Path) -> Path:
    """The lowest rung's pictures and the default voice in one fast-start MP4, copied, not encoded."""
    lowest = min((name for name in episode.playlists if name.startswith("video-")), key=rung_of)
    inputs: list[str] = []
    for name in (lowest, f"audio-{episode.default}.m3u8"):
        base = f"{(media / episode.prefix).absolute()}/"
        (folder / name).write_text(rooted(episode.playlists[name], base), "utf-8")
        inputs += ["-allowed_extensions", "ALL", "-i", str(folder / name)]
    ffmpeg([*inputs, "-c", "copy", "-movflags", "+faststart", str(folder / "clip.mp4")])
    return folder / "clip.mp4"


def rung_of(name: str) -> int:
    return int(re.sub(r"\D", "", name))


# --- pages -------------------------------------------------------------------------------------------------------------


@contextmanager
def opened(browser: Browser, here: Site) -> Iterator[tuple[Page, CDPSession]]:
    """The home screen of a new guest with nothing cached."""
    context = browser.new_context(
        base_url=here.address, locale="en-US", viewport={"width": 390, "height": 844}, service_workers="block"
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto("/")
    page.get_by_role("link", name="Watch now").wait_for()
    page.wait_for_load_state("networkidle")
    yield page, context.new_cdp_session(page)
    context.close()


def slow(devtools: CDPSession, link: str) -> None:
    delay, rate = LINKS[link]
    devtools.send("Network.enable")
    told = {"offline": False, "latency": delay, "downloadThroughput": rate / 8, "uploadThroughput": rate / 8}
    devtools.send("Network.emulateNetworkConditions", told)


def first_frame(page: Page, other_than: int | None = None) -> tuple[float, int]:
    """Milliseconds from the last press to the next frame, of another video than one where that is asked; and which video."""
    wanted = "null" if other_than is None else str(other_than)
    find = f"""() => {{ const at = presses_.at(-1);
        return frames_.find((frame) => frame.at > at && frame.video !== {wanted}) ?? null; }}"""
    frame = page.wait_for_function(find, timeout=30_000).json_value()
    return frame["at"] - page.evaluate("presses_.at(-1)"), frame["video"]


def cold(browser: Browser, here: Site, link: str) -> tuple[float, float]:
    """Of the app and of the plain MP4, in ms."""
    with opened(browser, here) as (page, devtools):
        slow(devtools, link)
        page.get_by_role("link", name="Watch now").click()
        app, _ = first_frame(page)
        page.goto(f"/bench/plain#{here.drama}")
        page.wait_for_load_state("networkidle")
        page.click("#go")
        plain, _ = first_frame(page)
    return app, plain


def swipes(browser: Browser, here: Site, link: str, count: int) -> list[tuple[float, float]]:
    """Each from the key until an episode that was loaded before plays, and to its next new frame, in ms."""
    found = []
    with opened(browser, here) as (page, devtools):
        slow(devtools, link)
        page.get_by_role("link", name="Watch now").click()
        _, stage = first_frame(page)
        for _ in range(count):
            ready = f"""() => [...document.querySelectorAll("video")].some((video, at) => at === {(stage + 1) % 3}
                && video.paused && video.readyState >= 3)"""
            page.wait_for_function(ready, timeout=30_000)
            page.wait_for_timeout(700)
            page.keyboard.press("ArrowDown")
            took, stage = first_frame(page, stage)
            runs = (
                "(video) => runs_.find((one) => one.at > presses_.at(-1) && one.video === video).at - presses_.at(-1)"
            )
            found.append((page.evaluate(runs, stage), took))
    return found


def plain_swipes(browser: Browser, here: Site, link: str, count: int) -> list[float]:
    """The same of a second element with the plain MP4, which a key plays."""
    found = []
    for _ in range(count):
        with opened(browser, here) as (page, devtools):
            slow(devtools, link)
            page.goto(f"/bench/plain#{here.drama}")
            page.evaluate("document.querySelector('#b').src = '/bench/clip.mp4'")
            page.click("#go")
            first_frame(page)
            page.wait_for_function("() => document.querySelector('#b').readyState >= 3", timeout=30_000)
            page.wait_for_timeout(700)
            page.keyboard.press("ArrowDown")
            found.append(first_frame(page, 0)[0])
    return found


# --- bytes -------------------------------------------------------------------------------------------------------------


@dataclass
class Ledger:
    """What was fetched of which file's bytes, and which seconds of an episode were watched."""

    asked: dict[str, tuple[str, int]] = field(default_factory=dict)  # request → file, first byte
    bytes: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def listen(self, devtools: CDPSession) -> None:
        devtools.on("Network.requestWillBeSent", self._ask)
        devtools.on("Network.dataReceived", self._take)

    def _ask(self, told: dict[str, Any]) -> None:
        request = told["request"]
        path = request["url"].partition("?")[0].split("/m/")[-1]
        first = re.match(r"bytes=(\d+)", request["headers"].get("Range", ""))
        if "/m/" in request["url"] and path.endswith(".mp4"):
            self.asked[told["requestId"]] = (path.partition("/")[2], int(first[1]) if first else 0)

    def _take(self, told: dict[str, Any]) -> None:
        if told["requestId"] in self.asked:
            self.bytes[self.asked[told["requestId"]]] += told["dataLength"]


@dataclass(frozen=True)
class Segment:
    episode: int
    start: float
    end: float


def segments(episodes: tuple[Episode, ...]) -> dict[tuple[str, int], Segment]:
    """Which seconds of which episode begin at which byte of which file."""
    found = {}
    for episode in episodes:
        for name, text in episode.playlists.items():
            if name.startswith("subtitles"):
                continue
            at, seconds, first, length = 0.0, 0.0, 0, 0
            for line in text.splitlines():
                if line.startswith("#EXTINF:"):
                    seconds = float(line[8:].rstrip(","))
                elif line.startswith("#EXT-X-BYTERANGE:"):
                    size, _, begin = line[17:].partition("@")
                    first = int(begin) if begin else first + length
                    length = int(size)
                elif line and not line.startswith("#"):
                    found[f"{episode.prefix}/{line}", first] = Segment(episode.number, at, at + seconds)
                    at += seconds
    return found


def wasted(ledger: Ledger, places: dict[tuple[str, int], Segment], watched: dict[int, float]) -> tuple[int, int]:
    """Bytes of segments that were fetched, and those of them that were not watched. A segment that was fetched on two rungs was
    watched on the larger alone.
    """
    total = lost = 0
    best: dict[tuple[int, float, bool], int] = defaultdict(int)
    for key, size in ledger.bytes.items():
        if key in places:
            part = places[key]
            total += size
            name = (part.episode, part.start, "audio" in key[0])
            lost += min(size, best[name])
            best[name] = max(best[name], size)
    for (episode, start, _), size in best.items():
        part = next(one for one in places.values() if one.episode == episode and one.start == start)
        share = min(1.0, max(0.0, watched.get(episode, 0.0) - start) / (part.end - part.start))
        lost += round(size * (1 - share))
    return total, lost


def trace(seed: int, lengths: list[float]) -> list[float]:
    """How long each episode is watched, in seconds, by the lengths of the episodes."""
    drawn = random.Random(seed)  # noqa: S311 - a trace, not a secret

    def one(length: float) -> float:
        kind = drawn.random()
        if kind < 0.3:
            return min(length, drawn.expovariate(1 / QUICK_SECONDS))
        return length if kind < 0.7 else drawn.uniform(0, length)

    return [one(length - _BEFORE_END) for length in lengths]


def waste(browser: Browser, here: Site, link: str, views: list[float]) -> tuple[int, int]:
    """Play the trace; bytes fetched, and bytes not watched."""
    ledger, watched = Ledger(), {}
    stage = "(number) => [document.querySelectorAll('video')[(number - 1) % 3].currentTime]"
    with opened(browser, here) as (page, devtools):
        slow(devtools, link)
        ledger.listen(devtools)
        page.get_by_role("link", name="Watch now").click()
        first_frame(page)
        for number, seconds in enumerate(views, 1):
            page.wait_for_function(f"() => ({stage})({number})[0] >= {seconds}", timeout=120_000, polling=50)
            watched[number] = page.evaluate(stage, number)[0]
            if number < len(views):
                page.keyboard.press("ArrowDown")
                page.wait_for_url(f"**/watch/{here.drama}/{number + 1}*")
    return wasted(ledger, segments(here.episodes), watched)


# --- the page ----------------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.startup", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".demo"), help="the home of a demo that has run")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=("cold", "swipe", "waste"), help="one figure alone")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        site(asked.home, Path(folder)) as here,
    ):
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        print("| figure | link | app | fast-start MP4 | ratio or bar | met |\n|---|---|---|---|---|---|")
        for line in lines(browser, here, asked.runs, asked.seed, asked.only):
            print(f"| {' | '.join(line)} |", flush=True)
        print(
            f"\nChromium {browser.version}; medians of {asked.runs} runs; trace of seed {asked.seed}, played in real time."
        )
        browser.close()


def lines(browser: Browser, here: Site, runs: int, seed: int, only: str | None) -> Iterator[tuple[str, ...]]:
    for link in LINKS if only in (None, "cold") else ():
        pairs = [cold(browser, here, link) for _ in range(runs)]
        app, plain = median(a for a, _ in pairs), median(p for _, p in pairs)
        yield (
            "cold start",
            link,
            f"{app:.0f} ms",
            f"{plain:.0f} ms",
            f"{app / plain:.2f} (≤ {COLD_BAR})",
            yes(app / plain <= COLD_BAR),
        )
    if only in (None, "swipe"):
        link = next(iter(LINKS))
        pairs, plain = swipes(browser, here, link, min(2 * runs, 9)), median(plain_swipes(browser, here, link, runs))
        played, moved = ([pair[part] for pair in pairs] for part in (0, 1))
        spread = f"{median(played):.0f} ms ({min(played):.0f} … {max(played):.0f})"
        met = median(played) <= SWIPE_BAR
        yield "swipe: a loaded episode plays", link, spread, "–", f"≤ {SWIPE_BAR:.0f} ms", yes(met)
        ratio = median(moved) / plain
        yield "moves: its next new frame", link, f"{median(moved):.0f} ms", f"{plain:.0f} ms", f"{ratio:.2f}", "–"
    if only in (None, "waste"):
        link = next(iter(LINKS))
        lengths = [episode.duration_ms / 1000 for episode in here.episodes if episode.number <= _FREE]
        total, lost = waste(browser, here, link, trace(seed, lengths))
        share = 100 * lost / max(1, total)
        yield (
            "fetched and never watched",
            link,
            f"{share:.1f} % of {total / 1e6:.1f} MB",
            "–",
            f"≤ {WASTE_BAR:.0f} %",
            yes(share <= WASTE_BAR),
        )


def yes(met: bool) -> str:
    return "yes" if met else "no"


if __name__ == "__main__":
    main()
