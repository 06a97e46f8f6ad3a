"""`publish`, `serve`, `market`, `avail`: releases to viewers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from rich.table import Table
from sqlalchemy import Connection

from dramaport.cli.context import House, console, open_house
from dramaport.cli.main import app
from dramaport.cli.markets import listed, named_markets, noted
from dramaport.cli.naming import folder_name
from dramaport.cli.serving import free_port, run_server
from dramaport.drama.languages import languages
from dramaport.drama.repository import Drama
from dramaport.errors import BadInput, Missing
from dramaport.stream import repository
from dramaport.stream.access import decide, market_of, why
from dramaport.stream.catalogue import Show, publish
from dramaport.stream.ids import new_id
from dramaport.stream.markets import read_markets
from dramaport.stream.sealing import sealer_of
from dramaport.stream.values import Avail, LicenseType, Market, Viewer

market_app = typer.Typer(help="Markets: territories, currency, prices, rules.", no_args_is_help=True)
avail_app = typer.Typer(help="Rights: what may be shown where, when and against what.", no_args_is_help=True)
app.add_typer(market_app, name="market")
app.add_typer(avail_app, name="avail")

Title = Annotated[str, typer.Argument(help="the drama's title")]


@app.command("publish")
def publish_drama(
    title: Title,
    market: Annotated[str, typer.Option("--market", help="markets, such as us,mx, or all")] = "all",
    releases: Annotated[Path, typer.Option("--from", help="where the releases are")] = Path("releases"),
    about: Annotated[Path | None, typer.Option(help="titles and synopses by language, a TOML file")] = None,
) -> None:
    """Bring a drama's releases into the catalogue of the given markets."""
    house = open_house()
    made = publish_releases(house, title, market, releases, about)
    console.print(f"{made} episodes of {title} are in the catalogue; `dramaport serve` shows them")


def publish_releases(house: House, title: str, market: str, releases: Path, about: Path | None) -> int:
    """Publish every episode released so far; returns how many. Raises BadInput where there is none."""
    drama = house.drama(title)
    folder = releases / folder_name(title)
    found = sorted(path.parent for path in folder.glob("*/manifest.json"))
    if not found:
        raise BadInput(f"{folder} holds no release; make some with dramaport release {title!r} --lang …")
    sealer = sealer_of(house.settings.content_key.get_secret_value())
    episodes = [publish(path, drama.id, house.settings.media_folder, sealer) for path in found]
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    with house.database.begin() as db:
        wanted = named_markets(db, market)
        before = next((show for show in repository.shows(db) if show.drama == drama.id), None)
        repository.put_show(db, _show(drama, len(episodes), about, before), now_ms)
        for episode in episodes:
            repository.put_episode(db, episode, now_ms)
        _grant(db, drama.id, wanted)
    return len(episodes)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="the address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 = a free one")] = 8080,
    sandbox: Annotated[
        bool, typer.Option("--sandbox/--no-sandbox", help="pretend payments and ads, marked as such")
    ] = False,
) -> None:
    """The app and its interface, until stopped."""
    house = open_house()
    with house.database.begin() as db:
        named_markets(db, "all")
    chosen = port or free_port(host)
    console.print(
        f"the app is at http://{host}:{chosen}{' (sandbox: nothing is paid)' if sandbox else ''}", soft_wrap=True
    )
    run_server(host, chosen, sandbox=sandbox)


@market_app.command("list")
def list_markets() -> None:
    """Every market with its currency, territories, and what an episode costs."""
    house = open_house()
    with house.database.begin() as db:
        table = Table("market", "name", "currency", "territories", "free", "coins", "ads a day")
        for found in named_markets(db, "all"):
            numbers = map(str, (found.free_episodes, found.coin_price, found.ad_daily_cap))
            table.add_row(found.code, found.name, found.currency, " ".join(found.territories), *numbers)
    console.print(table)


@market_app.command("set")
def set_markets(file: Annotated[Path, typer.Argument(help="a TOML file of [[market]] tables")]) -> None:
    """Replace all markets and their prices by a file's."""
    house = open_house()
    markets = read_markets(file.read_text("utf-8"), file.name)
    with house.database.begin() as db:
        repository.put_markets(db, markets)
        noted(db, "markets.set", file.name, codes=[market.code for market in markets])
    console.print(f"{len(markets)} markets")


@avail_app.command("list")
def list_avails(title: Title) -> None:
    """A drama's rights."""
    house = open_house()
    table = Table("avail", "territories", "licences", "from", "until", "languages", "held back")
    with house.database.connect() as db:
        for avail in repository.avails(db, house.drama(title).id):
            table.add_row(
                avail.id,
                " ".join(sorted(avail.territories)),
                " ".join(sorted(avail.licenses)),
                avail.start.isoformat(),
                avail.end.isoformat() if avail.end else "–",
                " ".join(sorted(avail.languages)) or "all",
                " ".join(sorted(avail.holdback)) or "–",
            )
    console.print(table)


@avail_app.command("add")
def add_avail(
    title: Title,
    territories: Annotated[str, typer.Option(help="ISO 3166-1 codes, such as US,CA")],
    start: Annotated[str, typer.Option(help="first day, such as 2026-12-01")],
    end: Annotated[str, typer.Option(help="first day it no longer holds; none = for ever")] = "",
    licenses: Annotated[str, typer.Option(help="SVOD, TVOD, AVOD, FVOD")] = "SVOD,TVOD,AVOD",
    lang: Annotated[str, typer.Option("--lang", help="allowed languages; none = all")] = "",
    holdback: Annotated[str, typer.Option(help="languages held back")] = "",
) -> None:
    """Add a right."""
    house = open_house()
    try:
        avail = Avail(
            id=new_id(),
            drama=house.drama(title).id,
            territories=frozenset(listed(territories)),
            licenses=frozenset(LicenseType(name) for name in listed(licenses)),
            start=date.fromisoformat(start),
            end=date.fromisoformat(end) if end else None,
            languages=frozenset(found.tag for found in languages(lang)) if lang else frozenset(),
            holdback=frozenset(found.tag for found in languages(holdback)) if holdback else frozenset(),
        )
    except ValueError as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise BadInput(f"this is no right: {said}; see dramaport avail add --help") from error
    with house.database.begin() as db:
        repository.show(db, avail.drama)
        repository.put_avail(db, avail)
        noted(db, "avail.added", avail.drama, **avail.model_dump(mode="json"))
    console.print(avail.id)


@avail_app.command("show")
def show_avail(
    title: Title,
    territory: Annotated[str, typer.Argument(help="an ISO 3166-1 code, such as BR")],
    day: Annotated[str, typer.Argument(help="such as 2027-03-01; none = now")] = "",
    lang: Annotated[str, typer.Option("--lang", help="the voice somebody asks for; none = any")] = "",
) -> None:
    """What somebody new would see there on a day: which episodes, against what, in which languages."""
    house = open_house()
    drama = house.drama(title)
    with house.database.begin() as db:
        markets = named_markets(db, "all")
        show = repository.show(db, drama.id)
        avails = repository.avails(db, show.drama)
    market = market_of(territory.upper(), markets)
    if market is None:
        raise Missing(f"nothing is sold in {territory.upper()}; `dramaport market list` names the territories")
    zone = ZoneInfo(market.timezone)
    moment = datetime.combine(_day(day), time(12), zone) if day else datetime.now(zone)
    tag = next(iter(languages(lang))).tag if lang else None
    viewer = Viewer(id="somebody", territory=territory.upper())
    told = {n: decide(viewer, show, n, moment, markets, avails, tag) for n in range(1, show.episodes + 1)}
    console.print(f"{show.title} in {territory.upper()} ({market.name}) at {moment:%Y-%m-%d %H:%M %Z}")
    for numbers, words in _runs({n: why(access) for n, access in told.items()}):
        console.print(f"{numbers}: {words}", soft_wrap=True)
    spoken = next(iter(told.values())).languages if told else ()
    console.print(f"languages: {' '.join(spoken) or 'none'}")


def _runs(told: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Episodes that follow one another and are told alike, together."""
    for words, run in groupby(told.items(), key=lambda item: item[1]):
        numbers = [number for number, _ in run]
        name = f"episode {numbers[0]}" if len(numbers) == 1 else f"episodes {numbers[0]} to {numbers[-1]}"
        yield name, words


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is no day; write it as 2027-03-01") from error


@avail_app.command("drop")
def drop_avail(avail: Annotated[str, typer.Argument(help="its id, as `avail list` shows it")]) -> None:
    """Take a right away, at once."""
    house = open_house()
    with house.database.begin() as db:
        repository.drop_avail(db, avail)
        noted(db, "avail.dropped", avail)


def _grant(db: Connection, drama: str, markets: tuple[Market, ...]) -> None:
    """Every right from today in markets where the drama has none yet: what a producer who owns it would say."""
    held = {territory for avail in repository.avails(db, drama) for territory in avail.territories}
    new = frozenset(territory for market in markets for territory in market.territories) - held
    if new:
        today = datetime.now(UTC).date()
        everything = frozenset({LicenseType.SVOD, LicenseType.TVOD, LicenseType.AVOD})
        repository.put_avail(
            db, Avail(id=new_id(), drama=drama, territories=new, licenses=everything, start=date(today.year, 1, 1))
        )


def _show(drama: Drama, episodes: int, about: Path | None, before: Show | None) -> Show:
    """What is said about a drama. What was decided on it since (prices, shares) stays, and so do texts that are not told anew."""
    told = tomllib.loads(about.read_text("utf-8")) if about is not None else {}
    kept = before.model_dump() if before is not None else {}
    said = {name: told[name] for name in ("texts", "tags", "notes") if name in told}
    known = {"drama": drama.id, "title": drama.title, "source": drama.source, "episodes": episodes}
    try:
        return Show.model_validate({**kept, **said, **known})
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise BadInput(f"{about}: {place}: {fault['msg']}; samples/ferry/about.toml shows how it is written") from error
