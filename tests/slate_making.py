"""Small slates for tests: one base, one crew, two actors, and what a test changes."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import strategies as st

from dramaport.produce.slate.read import slate_of
from dramaport.produce.slate.values import Slate

SMALL: dict[str, Any] = {
    "title": "small",
    "currency": "CNY",
    "start": date(2027, 3, 1),  # a Monday
    "end": date(2027, 3, 20),
    "tiers": [{"id": "plain", "budget": "100000 CNY"}],
    "shifts": [
        {"id": "day", "halves": ["07:15-12:45", "13:30-19:00"]},
        {"id": "late", "halves": ["12:15-17:45", "18:30-00:00"], "premium_percent": 10},
    ],
    "bases": [
        {
            "id": "home", "name": "Home", "country": "CN", "zone": "Asia/Shanghai", "sunrise": "06:20", "sunset": "18:10",
            "daily_cost": "1000 CNY",
        }
    ],
    "crews": [
        {"id": "a", "name": "Unit A", "base": "home", "day_rate": "20000 CNY", "move_cost": "500 CNY"},
        {"id": "b", "name": "Unit B", "base": "home", "day_rate": "21000 CNY", "move_cost": "500 CNY"},
    ],
    "locations": [
        {"id": "house", "name": "House", "base": "home", "plays": ["room", "garden"], "daily_fee": "1000 CNY"},
        {"id": "pier", "name": "Pier", "base": "home", "plays": ["pier"], "daily_fee": "2000 CNY"},
    ],
    "actors": [
        {"id": "lin", "name": "林照", "base": "home", "day_rate": "3000 CNY"},
        {"id": "he", "name": "何晚", "base": "home", "day_rate": "1000 CNY", "engagement": "daily"},
        {"id": "tao", "name": "陶伯安", "base": "home", "day_rate": "800 CNY", "engagement": "daily", "minimum_call": 1},
    ],
    "dramas": [
        {
            "id": "ferry", "title": "渡口", "tier": "plain",
            "scenes": [
                {"id": "1", "place": "room", "cast": ["lin", "he"], "eighths": 16},
                {"id": "2", "place": "room", "cast": ["lin"], "eighths": 14, "time": "night"},
                {"id": "3", "place": "garden", "setting": "ext", "cast": ["he", "tao"], "eighths": 12},
                {"id": "4", "place": "pier", "setting": "ext", "cast": ["lin", "tao"], "eighths": 16},
                {"id": "5", "place": "pier", "setting": "ext", "cast": ["lin", "he"], "eighths": 14},
                {"id": "6", "place": "pier", "setting": "ext", "time": "night", "cast": ["lin"], "eighths": 10},
                {"id": "7", "place": "room", "cast": ["he", "tao"], "eighths": 20},
                {"id": "8", "place": "room", "cast": ["lin", "tao"], "eighths": 18},
            ],
        }
    ],
}  # fmt: skip


def told(**changed: Any) -> dict[str, Any]:
    """The small slate as a file tells it, with some keys replaced."""
    return {**deepcopy(SMALL), **changed}


def small(**changed: Any) -> Slate:
    return slate_of(told(**changed), "slate.toml")


def two_dramas() -> Slate:
    """The same drama twice: two shoots that share actors and locations."""
    first = deepcopy(SMALL["dramas"][0])
    return small(dramas=[first, {**deepcopy(first), "id": "frost", "title": "霜桥"}])


@st.composite
def slates(draw: st.DrawFn) -> Slate:
    """One drama of a few scenes with any cast, place, light and length that fits half a day."""
    scenes = []
    for number in range(draw(st.integers(2, 7))):
        outside = draw(st.booleans())
        scenes.append(
            {
                "id": f"{number + 1}",
                "place": draw(st.sampled_from(["garden", "pier"] if outside else ["room", "pier"])),
                "setting": "ext" if outside else "int",
                "time": draw(st.sampled_from(["day", "day", "night"])),
                "cast": draw(st.lists(st.sampled_from(["lin", "he", "tao"]), max_size=3, unique=True)),
                "eighths": draw(st.integers(4, 30)),
            }
        )
    actors = deepcopy(SMALL["actors"])
    for actor in actors:
        actor["away"] = sorted(draw(st.sets(st.dates(date(2027, 3, 1), date(2027, 3, 12)), max_size=3)))
        actor["engagement"] = draw(st.sampled_from(["run", "daily"]))
        actor["hold_percent"] = draw(st.sampled_from([50, 100]))
    drama = {**deepcopy(SMALL["dramas"][0]), "scenes": scenes}
    return small(dramas=[drama], actors=actors)
