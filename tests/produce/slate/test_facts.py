"""Reading a slate: every error names its key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.screenplay import load_screenplay
from dramaport.errors import BadInput
from dramaport.produce.slate.money import Money, Rates, convert, parse_money
from dramaport.produce.slate.read import read_slate, slate_of
from dramaport.produce.slate.script import drama_toml
from dramaport.produce.slate.values import Light, Slate
from slate_making import SMALL, small, told

ROOT = Path(__file__).resolve().parents[3]


def _set(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(slate: dict[str, Any]) -> None:
        place: Any = slate
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = to

    return change


def _drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(slate: dict[str, Any]) -> None:
        place: Any = slate
        for part in path[:-1]:
            place = place[part]
        del place[path[-1]]

    return change


SCENE = ("dramas", 0, "scenes", 0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_set(*SCENE, "cast", to=["nobody"]), r"dramas\[ferry\]\.scenes\[1\]\.cast: no actor 'nobody'"),
        (_drop(*SCENE, "eighths"), r"dramas\[ferry\]\.scenes\[1\]\.eighths: is missing"),
        (_set(*SCENE, "eighths", to=0), r"dramas\[ferry\]\.scenes\[1\]\.eighths"),
        (_set(*SCENE, "eighths", to=60), r"eighths: its 480 minutes are more than the 330"),
        (_set(*SCENE, "place", to="moon"), r"dramas\[ferry\]\.scenes\[1\]\.place: no location at home plays 'moon'"),
        (_set("tiers", 0, "budget", to="100000"), r"tiers\[plain\]\.budget: '100000' is no amount of money"),
        (_set("tiers", 0, "budget", to="100000 XXQ"), r"'XXQ' is no currency of ISO 4217"),
        (_set("tiers", 0, "budget", to="100000 USD"), r"tiers\[plain\]\.budget: no rate for USD"),
        (_set("tiers", 0, "budget", to="10.123 CNY"), r"finer than CNY is counted"),
        (_set("actors", 0, "away", to=["2027-03-09/2027-03-02"]), r"actors\[lin\]\.away: .* ends before it begins"),
        (_set("end", to=date(2027, 2, 1)), r"end: 2027-02-01 is before start"),
        (_set("dramas", 0, "start", to=date(2027, 3, 9)), None),
        (_set("dramas", 0, "tier", to="gold"), r"dramas\[ferry\]\.tier: no tier 'gold'"),
        (_set("actors", 1, "id", to="lin"), r"actors\[lin\]: this id comes twice"),
        (_set("actors", 0, "id", to="lin yu"), r"actors\[lin yu\]\.id: 'lin yu' is no id; write letters"),
        (_set("crews", 0, "base", to="moon"), r"crews\[a\]\.base: no base 'moon'"),
        (_set("bases", 0, "zone", to="Asia/Moon"), r"bases\[home\]\.zone: no time zone"),
        (_set("bases", 0, "sunset", to="05:00"), r"bases\[home\]\.sunset: .* not after sunrise"),
        (_set("bases", 0, "rest", to=["sun"]), r"bases\[home\]\.rest: 'sun' is no day of the week"),
        (_set("bases", 0, "holidays", to=["2027-03-01/2027-03-31"]), r"bases\[home\]\.holidays: no working day"),
        (_set("shifts", 0, "halves", to=["07:00-12:00", "11:00-19:00"]), r"shifts\[day\]\.halves"),
        (_set("locations", 1, "plays", to=["pier", "room"]), r"locations\[pier\]\.plays: 'room' of ferry is played by house too"),
        (_set("actors", 0, "colour", to="red"), r"actors\[lin\]\.colour"),
        (_set("dramas", to=[]), r"dramas"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_key(change: Callable[[dict[str, Any]], None], says: str | None) -> None:
    changed = told()
    change(changed)
    if says is None:
        slate_of(changed, "slate.toml")
        return
    with pytest.raises(BadInput, match=says) as caught:
        slate_of(changed, "slate.toml")
    assert str(caught.value).startswith("slate.toml: ")
    assert "\n" not in str(caught.value)


def test_an_actor_from_elsewhere_needs_a_way_to_come() -> None:
    away = {**deepcopy(SMALL["bases"][0]), "id": "away", "name": "Away"}
    actors = [{**deepcopy(SMALL["actors"][0]), "base": "away"}, *deepcopy(SMALL["actors"][1:])]
    with pytest.raises(BadInput, match=r"no \[\[travels\]\] leads from there to home"):
        slate_of(told(bases=[*deepcopy(SMALL["bases"]), away], actors=actors), "slate.toml")


def test_a_file_that_is_no_toml_or_no_text_is_refused(tmp_path: Path) -> None:
    for data, says in ((b"= 3", "is not TOML"), (b"\xff\xfe\x00", "not UTF-8")):
        (tmp_path / "slate.toml").write_bytes(data)
        with pytest.raises(BadInput, match=says):
            read_slate(tmp_path / "slate.toml")
    with pytest.raises(BadInput, match="cannot be read"):
        read_slate(tmp_path / "none.toml")


def test_the_sample_is_read() -> None:
    slate = read_slate(ROOT / "samples" / "slate" / "slate.toml")
    assert [drama.title for drama in slate.dramas] == ["渡口", "霜桥", "Salt Wind"]


def test_facts_survive_being_written_and_read_again() -> None:
    assert Slate.model_validate_json(small().model_dump_json()) == small()


def test_only_outside_scenes_need_the_sky() -> None:
    lights = {scene.id: scene.light for scene in small().dramas[0].scenes}
    assert [lights[scene] for scene in ("2", "3", "6")] == [Light.ANY, Light.SUN, Light.DARK]


@given(st.integers(0, 10**9), st.sampled_from(["CNY", "JPY", "KWD", "VND"]))
def test_money_is_read_as_it_is_written(amount: int, currency: str) -> None:
    money = Money(amount=amount, currency=currency)
    assert parse_money(str(money).replace(",", "")) == money


def test_money_is_converted_by_the_rate_in_the_file_and_no_other() -> None:
    rates = Rates(date=date(2027, 2, 1), worth={"JPY": Decimal("0.048")})
    assert convert(Money(amount=1000, currency="JPY"), "CNY", rates) == 4800  # 1000 yen are 48 yuan
    with pytest.raises(ValueError, match="no rate for USD"):
        convert(Money(amount=1, currency="USD"), "CNY", rates)


def test_a_script_becomes_a_drama_whose_parts_are_open() -> None:
    play = load_screenplay(ROOT / "samples" / "ferry")
    entry = tomllib.loads(drama_toml(play, "ferry"))["dramas"][0]
    scenes = [scene for episode in play.episodes.values() for scene in episode.scenes]
    assert [scene["id"] for scene in entry["scenes"]] == [scene.id for scene in scenes]
    assert all(scene["eighths"] >= 1 for scene in entry["scenes"])
    places = sorted({scene["place"] for scene in entry["scenes"]})
    house = {**deepcopy(SMALL["locations"][0]), "plays": places}
    night = {"id": "night", "halves": ["18:30-23:30", "00:30-05:00"]}
    with pytest.raises(BadInput, match="nobody plays this part yet"):
        slate_of(told(dramas=[entry], locations=[house]), "slate.toml")
    cast = {part: "lin" if number == 0 else "he" for number, part in enumerate(entry["parts"])}
    read = slate_of(
        told(dramas=[{**entry, "parts": cast}], locations=[house], shifts=[*SMALL["shifts"], night]), "slate.toml"
    )
    assert set(read.dramas[0].cast) <= {"lin", "he"}
