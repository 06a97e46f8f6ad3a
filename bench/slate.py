"""A month of a company: thirty dramas at five bases with a hundred actors, made from a seed.

python -m bench.slate                       # 30 dramas, 5 bases, 100 actors
python -m bench.slate --dramas 6 --bases 2 --actors 24 --seed 3
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections import Counter
from datetime import date, timedelta
from typing import Any

from dramaport.produce.slate.check import problems
from dramaport.produce.slate.planner import make_plan
from dramaport.produce.slate.read import slate_of
from dramaport.produce.slate.values import Slate

#: Invented bases with the currencies, zones and sun of the places a company like this shoots at, and what things cost there against home.
_BASES = [
    ("hengchuan", "Home", "CN", "Asia/Shanghai", "CNY", 1.0, "06:20", "18:10", []),
    ("port-maria", "North America", "US", "America/Los_Angeles", "USD", 0.55, "06:20", "17:55", []),
    ("minato", "Japan", "JP", "Asia/Tokyo", "JPY", 32.0, "06:05", "17:40", ["2027-03-22"]),
    ("kurrajong", "Australia", "AU", "Australia/Sydney", "AUD", 0.62, "07:00", "19:15", []),
    ("song-lam", "Vietnam", "VN", "Asia/Ho_Chi_Minh", "VND", 2400.0, "06:00", "18:05", []),
]
_RATES = {"USD": "7.10", "JPY": "0.0480", "AUD": "4.70", "VND": "0.000280"}
_SETS = ["office", "hospital", "villa", "flat", "street", "restaurant", "courtyard", "riverside", "school", "hotel"]
_OUTSIDE = {"street", "courtyard", "riverside"}
_PAGES = 70  # of a drama: about seventy episodes of a minute
_DAYS = (date(2027, 3, 1), date(2027, 3, 31))


def made_slate(dramas: int = 30, bases: int = 5, actors: int = 100, seed: int = 1) -> Slate:
    """A slate that a company could have: crews for every drama that may come, leads on runs, the others by the day."""
    rng = random.Random(seed)  # noqa: S311
    chosen = _BASES[:bases]
    options = [_options(number, chosen, rng) for number in range(dramas)]
    # A drama of seventy pages takes nine days, so a crew makes two a month; a base has crews for every drama that may come.
    crews_each = [-(-sum(base in each for each in options) // 2) for base in chosen]
    told: dict[str, Any] = {
        "title": "A month",
        "currency": "CNY",
        "start": _DAYS[0],
        "end": _DAYS[1],
        "rates": {"date": date(2027, 2, 1), "worth": _RATES},
        "tiers": [{"id": "plain", "budget": "600000 CNY"}, {"id": "large", "budget": "900000 CNY"}],
        "shifts": [
            {"id": "day", "halves": ["07:15-12:45", "13:30-19:00"]},
            {"id": "late", "halves": ["12:15-17:45", "18:30-00:00"], "premium_percent": 10},
            {"id": "night", "halves": ["18:00-23:30", "00:15-05:15"], "premium_percent": 25},
        ],
        "bases": [_base(*base) for base in chosen],
        "travels": [
            {"between": [one[0], other[0]], "days": 1, "fare": "6000 CNY"}
            for place, one in enumerate(chosen)
            for other in chosen[:place]
        ],
        "crews": [
            {
                "id": f"{base[0]}-{number + 1}",
                "name": f"Unit {number + 1}, {base[1]}",
                "base": base[0],
                "day_rate": _price(rng.choice([30000, 30000, 32000]), base),
                "move_cost": _price(1500, base),
            }
            for base, count in zip(chosen, crews_each, strict=True)
            for number in range(count)
        ],
        "actors": [_actor(number, chosen, rng) for number in range(actors)],
    }
    told["locations"] = [
        {
            "id": f"{base[0]}-{kind}-{number + 1}",
            "name": f"{kind} {number + 1}, {base[1]}",
            "base": base[0],
            "plays": [],
            "daily_fee": _price(rng.choice([1500, 2500, 4000]), base),
            "move_minutes": 45,
        }
        for base, count in zip(chosen, crews_each, strict=True)
        for kind in _SETS
        for number in range(count)
    ]
    booked: Counter[str] = Counter()
    told["dramas"] = [_drama(number, told, each, booked, rng) for number, each in enumerate(options)]
    return slate_of(told, "bench")


def _price(yuan: int, base: tuple[Any, ...]) -> str:
    """About so many yuan, in the base's currency and at its level of prices."""
    currency, level = base[4], base[5]
    return f"{round(yuan * level * 100) / 100:.{0 if currency in ('JPY', 'VND') else 2}f} {currency}"


def _base(base: str, name: str, country: str, zone: str, currency: str, level: float, *rest: Any) -> dict[str, Any]:
    sunrise, sunset, holidays = rest
    cost = _price(2000, (base, name, country, zone, currency, level))
    return {
        "id": base, "name": name, "country": country, "zone": zone, "sunrise": sunrise, "sunset": sunset,
        "holidays": holidays, "daily_cost": cost,
    }  # fmt: skip


def _actor(number: int, bases: list[tuple[Any, ...]], rng: random.Random) -> dict[str, Any]:
    """Two of five are leads on runs; the others are hired by the day. One in eight is away for some days."""
    base = bases[number % len(bases)]
    lead = number // len(bases) % 5 < 2
    told: dict[str, Any] = {
        "id": f"a{number + 1:03}",
        "name": f"Actor {number + 1}",
        "base": base[0],
        "day_rate": _price(rng.choice([3000, 4000, 6000]) if lead else rng.choice([600, 900, 1200]), base),
        "engagement": "run" if lead else "daily",
    }
    if rng.random() < 0.125:
        first = _DAYS[0] + timedelta(days=rng.randrange(25))
        told["away"] = [f"{first}/{first + timedelta(days=rng.randrange(1, 4))}"]
    if not lead and rng.random() < 0.05:
        told |= {"minor": True, "max_minutes": 360, "earliest": "06:00", "latest": "19:30", "turnaround_hours": 12}
    return told


def _drama(
    number: int, told: dict[str, Any], options: list[tuple[Any, ...]], booked: Counter[str], rng: random.Random
) -> dict[str, Any]:
    """A drama of about `_PAGES` pages: six sets, two leads in most scenes, five more, at one base or two."""
    base = options[0]
    drama = f"d{number + 1:02}"
    sets = rng.sample(_SETS, 6)
    for option in options:
        for kind in sets:
            rng.choice([p for p in told["locations"] if p["id"].startswith(f"{option[0]}-{kind}-")])["plays"].append(
                f"{drama}:{kind}"
            )
    home = [actor for actor in told["actors"] if actor["base"] == base[0]]
    leads = _cast([actor for actor in home if actor["engagement"] == "run"], 2, booked, rng)
    rest = _cast([actor for actor in home if actor["engagement"] == "daily"], 5, booked, rng)
    young = {actor["id"] for actor in home if actor.get("minor")}
    tier = rng.choice(["plain", "plain", "large"])
    return {
        "id": drama, "title": f"Drama {number + 1}", "tier": tier, "bases": [option[0] for option in options],
        "scenes": _scenes(sets, leads, rest, young, rng),
    }  # fmt: skip


def _options(number: int, bases: list[tuple[Any, ...]], rng: random.Random) -> list[tuple[Any, ...]]:
    """Where a drama may be shot: at home, and one in ten at one other base as well."""
    base = bases[number % len(bases)]
    return [base] if rng.random() < 0.9 or len(bases) == 1 else [base, rng.choice([b for b in bases if b != base])]


def _cast(actors: list[dict[str, Any]], count: int, booked: Counter[str], rng: random.Random) -> list[str]:
    """Whoever has fewest parts this month: nobody is cast for more days than a month has."""
    chosen = [actor["id"] for actor in sorted(actors, key=lambda actor: (booked[actor["id"]], rng.random()))[:count]]
    booked.update(chosen)
    return chosen


def _scenes(
    sets: list[str], leads: list[str], rest: list[str], young: set[str], rng: random.Random
) -> list[dict[str, Any]]:
    """Scenes until the pages are full. Some sets take most of them, and each set has its own two or three people beside the leads."""
    weights = [5, 4, 3, 2, 1, 1]
    people = {kind: rng.sample(rest, rng.choice([2, 2, 3])) for kind in sets}
    scenes: list[dict[str, Any]] = []
    eighths = 0
    while eighths < _PAGES * 8:
        kind = rng.choices(sets, weights)[0]
        long = rng.choice([6, 8, 8, 10, 12, 14, 16])
        both = rng.random() < 0.6
        cast = sorted({*(leads if both else [rng.choice(leads)]), *rng.sample(people[kind], rng.choice([0, 1, 1, 2]))})
        scenes.append({
            "id": f"{len(scenes) + 1}", "place": kind, "setting": "ext" if kind in _OUTSIDE else "int",
            "time": rng.choice(["day", "day", "day", "night"] if not young & set(cast) else ["day"]), "cast": cast,
            "eighths": long,
        })  # fmt: skip
        eighths += long
    return scenes


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.slate", description=__doc__)
    parser.add_argument("--dramas", type=int, default=30)
    parser.add_argument("--bases", type=int, default=5)
    parser.add_argument("--actors", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    slate = made_slate(asked.dramas, asked.bases, asked.actors, asked.seed)
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    scenes = sum(len(drama.scenes) for drama in slate.dramas)
    sizes = (
        f"{len(slate.dramas)} dramas, {len(slate.bases)} bases, {len(slate.crews)} crews, {len(slate.actors)} actors"
    )
    print(f"{sizes}, {scenes} scenes, {slate.start} to {slate.end}, seed {asked.seed}")
    began = time.monotonic()
    plan = make_plan(slate, asked.limit, asked.workers)
    spent = time.monotonic() - began
    work = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"cost {plan.proof.value}, bound {plan.proof.bound}: {100 * plan.proof.gap:.2f} % above it")
    print(f"{spent:.0f} s, {work:.0f} s of one core; rules broken: {len(problems(slate, plan))}")
    print("ended by the clock" if plan.by_clock else "ended by the amount of work: the same plan every time")


if __name__ == "__main__":
    main()
