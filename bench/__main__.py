"""One table: what each stage costs, what the sample's errors are, and what a season of 80 x 98 s x 14 languages would take.

The costs are those of the receipts of a localised sample: the seconds each step took when it really ran. Run it over a
fresh home on an idle machine for times worth quoting.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from dramaport.cli.commands.demo import TITLE, Rendered
from dramaport.cli.context import House, open_house
from dramaport.cli.measuring import against_truth
from dramaport.cli.season import Run, run
from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.produce.animatic import Truth
from dramaport.settings import Settings

_SEASON_EPISODES, _EPISODE_SECONDS, _LANGUAGES = 80, 98, 14
_ONCE = ("probe", "hear", "read", "fuse", "voices", "bed", "pictures", "playable")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".demo"), help="the home of a demo that has run")
    asked = parser.parse_args()
    house = open_house(Settings(home=asked.home.absolute()))
    drama = house.drama(TITLE)
    tags = [
        tag for tag in RELEASE_LANGUAGES if house.store.ledger(f"{drama.id}/language/{drama.episodes[0].code}/{tag}")
    ]
    done = run(house, drama, tags, dry=True)
    print("\n".join(_page(house, done, tags)))


def _page(house: House, done: Run, tags: list[str]) -> Iterator[str]:
    yield "# The sample, measured\n"
    yield f"Python {sys.version.split()[0]}, {platform.machine()}\n"
    footage = sum(truth.duration for truth in truths(house, done)) / 1000
    seconds = _seconds(house, done, tags)
    yield f"{len(done.drama.episodes)} episodes, {footage:.0f} s of footage, languages: {' '.join(tags)}\n"
    yield "| step | seconds in all | seconds a minute of footage | times real time |"
    yield "|---|---|---|---|"
    for name, spent in seconds.items():
        yield f"| {name} | {spent:.1f} | {60 * spent / footage:.1f} | {footage / spent if spent else 0:.1f} |"
    once = sum(spent for name, spent in seconds.items() if name in _ONCE)
    each = sum(spent for name, spent in seconds.items() if name in ("listen", "subtitle", "mix", "text")) / max(
        1, len(tags)
    )
    spoken = seconds.get("speak", 0.0) / max(1, len(tags))
    yield ""
    yield f"A further language, translation and speech apart, costs {100 * each / max(0.1, once + each):.1f} % of the first.\n"
    yield "| stage | measure | found | bar | met |"
    yield "|---|---|---|---|---|"
    for figure in against_truth(done, truths(house, done)):
        yield f"| {figure.stage} | {figure.measure} | {figure.shown} | {figure.bar} | {'yes' if figure.met else 'no'} |"
    yield ""
    yield "| language | lines | fit without overrun | tempo ≤ 1.15 | LUFS | issues that block |"
    yield "|---|---|---|---|---|---|"
    for tag in tags:
        yield _language(done, tag)
    yield ""
    yield from _season(footage, once, each, spoken)


def _language(done: Run, tag: str) -> str:
    releases = [done.release(footage.code, tag) for footage in done.drama.episodes]
    clips = [clip for release in releases for clip in release.spoken.values()]
    loud = [release.mixed.report.lufs for release in releases if release.mixed]
    errors = sum(issue.severity == "error" for release in releases for issue in release.issues)
    fits = 100 * mean(clip.fits for clip in clips) if clips else 0.0
    tempo = 100 * mean(clip.tempo <= 1.15 for clip in clips) if clips else 0.0
    level = f"{min(loud):.1f} … {max(loud):.1f}" if loud else "–"
    return f"| {tag} | {len(clips)} | {fits:.1f} % | {tempo:.1f} % | {level} | {errors} |"


def _season(footage: float, once: float, each: float, spoken: float) -> Iterator[str]:
    total = _SEASON_EPISODES * _EPISODE_SECONDS
    first, further, voices = (value / footage * total / 3600 for value in (once, each, spoken))
    hours = first + _LANGUAGES * (further + voices)
    yield f"A season of {_SEASON_EPISODES} × {_EPISODE_SECONDS} s = {total / 3600:.2f} h of footage in {_LANGUAGES} languages:"
    yield f"source pass and pictures {first:.1f} h + {_LANGUAGES} × (mix, subtitles, checks {further:.2f} h + speech {voices:.2f} h)"
    yield f"= {hours:.1f} h of one job after the other; two cores halve it, translation by a model comes on top."


def _seconds(house: House, done: Run, tags: list[str]) -> dict[str, float]:
    """Seconds by step over all receipts the last run used."""
    spent: dict[str, float] = defaultdict(float)
    jobs = [
        *(
            f"{stage}/{f.code}"
            for f in done.drama.episodes
            for stage in ("sound", "picture", "source", "bed", "ladder")
        ),
        *(f"language/{f.code}/{tag}" for f in done.drama.episodes for tag in tags),
    ]
    for job in jobs:
        for key in house.store.ledger(f"{done.drama.id}/{job}").values():
            receipt = house.store.receipt(key)
            if receipt is not None:
                spent[receipt["step"]] += receipt["seconds"]
    return dict(spent)


def truths(house: House, done: Run) -> list[Truth]:
    """What is known of each rendered episode, in their order."""
    found = []
    for footage in done.drama.episodes:
        key = house.store.ledger(f"{done.drama.id}/animatic/{footage.code}").get("animatic", "")
        receipt = house.store.receipt(key) if key else None
        if receipt is not None:
            found.append(Rendered.model_validate(receipt["output"]).truth)
    return found


if __name__ == "__main__":
    main()
