"""`wallet`: a support person's view of one viewer, grants with a reason, and the books."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection

from dramaport.cli.context import console, open_house
from dramaport.cli.main import app
from dramaport.errors import BadInput, DramaportError, Missing
from dramaport.stream import repository, wallet
from dramaport.stream.access import why
from dramaport.stream.accounts import records
from dramaport.stream.accounts import repository as accounts
from dramaport.stream.people import Person
from dramaport.stream.prices import shown
from dramaport.stream.snapshot import Catalogue
from dramaport.stream.stores import repository as stores
from dramaport.stream.support import grants
from dramaport.stream.support import repository as support
from dramaport.stream.watching import seat

wallet_app = typer.Typer(help="One viewer's wallet as support sees it, grants, and the books.", no_args_is_help=True)
app.add_typer(wallet_app, name="wallet")

Who = Annotated[str, typer.Argument(help="a viewer's id, or an account's e-mail address")]
By = Annotated[str, typer.Option("--by", help="who gives it; default: the user of this machine")]

_FOUND = 20
_LINES = 30


@wallet_app.command("find")
def find(part: Annotated[str, typer.Argument(help="an e-mail address, or part of one")]) -> None:
    """Accounts by their e-mail address."""
    house = open_house()
    with house.database.connect() as db:
        found = accounts.search(db, part, _FOUND)
    if not found:
        raise Missing(f"no account has {part!r} in its address; a guest has none: ask for the id in the app's settings")
    table = Table("viewer", "address")
    for viewer, identity in found:
        table.add_row(viewer, identity.subject)
    console.print(table)


@wallet_app.command("show")
def show(
    who: Who,
    drama: Annotated[
        str, typer.Option("--drama", help="a drama's title: say why its episodes are open or locked")
    ] = "",
    number: Annotated[int, typer.Option("--episode", help="that episode alone; 0 = all", min=0)] = 0,
    every: Annotated[bool, typer.Option("--all", help="every movement, not only the newest")] = False,
) -> None:
    """Everything about one wallet: balance, what is open, orders, grants, movements, and why something is locked."""
    house = open_house()
    now = datetime.now(UTC)
    asked = house.drama(drama).id if drama else None
    with house.database.connect() as db:
        person = _person(db, who)
        _print_person(db, person, now)
        _print_open(db, person, now)
        _print_orders(db, person)
        _print_grants(db, person)
        _print_movements(db, person, every=every)
        if asked:
            _print_access(db, person, asked, number, now)


@wallet_app.command("grant")
def grant(
    who: Who,
    coins: Annotated[int, typer.Argument(help="how many; they run out after 90 days")],
    reason: Annotated[str, typer.Option("--reason", help="why, so that others understand it in a year")] = "",
    by: By = "",
) -> None:
    """Give coins. Above what one person may give in a day, a second must approve it."""
    house = open_house()
    with house.database.begin() as db:
        person = _person(db, who)
        made, given = grants.ask(db, person.id, coins, reason, by or getpass.getuser(), _now_ms())
    if given:
        console.print(f"{coins} coins are given; grant {made.id}")
    else:
        console.print(
            f"more than {grants.ALONE} coins a day need a second person: dramaport wallet approve {made.id}",
            soft_wrap=True,
        )


@wallet_app.command("approve")
def approve(name: Annotated[str, typer.Argument(help="the grant that waits")], by: By = "") -> None:
    """Agree to a grant that another person asked for."""
    house = open_house()
    with house.database.begin() as db:
        made = grants.approve(db, name, by or getpass.getuser(), _now_ms())
    console.print(f"{made.coins} coins are given to {made.viewer}")


@wallet_app.command("check")
def check() -> None:
    """Ask the books whether every rule holds. Exits with an error where one does not."""
    house = open_house()
    with house.database.connect() as db:
        problems = wallet.check(db)
    for problem in problems:
        console.print(f"{problem.rule}: {problem.subject} ({problem.found})", soft_wrap=True)
    if problems:
        raise DramaportError(
            f"{len(problems)} rules of the books do not hold; stop selling and restore a copy that does"
        )
    console.print("the books are right")


@wallet_app.command("statement")
def statement(
    creator: Annotated[str, typer.Argument(help="whose earnings")],
    start: Annotated[str, typer.Option("--from", help="first day, such as 2026-12-01")],
    end: Annotated[str, typer.Option("--to", help="first day that is no longer in it; none = today")] = "",
) -> None:
    """What a creator earned, days in UTC."""
    house = open_house()
    from_ms, to_ms = _day_ms(start), _day_ms(end) if end else _now_ms()
    if to_ms <= from_ms:
        raise BadInput("a statement ends after it begins; look at --from and --to")
    with house.database.connect() as db:
        told = wallet.statement(db, creator, from_ms, to_ms)
        titles = {known.drama: known.title for known in repository.shows(db)}
    table = Table("drama", "coins bought", "coins given")
    for earned in told.dramas:
        table.add_row(titles.get(earned.drama, earned.drama), str(earned.paid), str(earned.bonus))
    console.print(table)
    console.print(
        f"worth {', '.join(shown(money.amount, money.currency) for money in told.worth) or 'nothing in money'}"
    )


def _person(db: Connection, who: str) -> Person:
    """Raises Missing for nobody. A guest who went into an account is that account."""
    found = accounts.search(db, who, 2) if "@" in who else ()
    exact = [viewer for viewer, identity in found if identity.subject == who.strip().lower()]
    viewer = exact[0] if exact else wallet.holder(db, who)
    person = repository.person(db, viewer)
    if person is None:
        raise Missing(f"there is no viewer {who!r}, or they were erased; try `dramaport wallet find`")
    return person


def _print_person(db: Connection, person: Person, now: datetime) -> None:
    have = wallet.balance(db, person.id, _ms(now))
    named = ", ".join(one.subject for one in accounts.identities(db, person.id) if "@" in one.subject)
    earlier = [one for one in wallet.members(db, person.id) if one != person.id]
    console.print(f"{person.id}  {person.kind}  {person.territory}  since {_day(person.since_ms)}  {named}".rstrip())
    if earlier:
        console.print(f"was the guest {', '.join(earlier)}", soft_wrap=True)
    owed = f", owes {have.debt}" if have.debt else ""
    console.print(f"{have.paid + have.bonus} coins: {have.paid} bought, {have.bonus} given{owed}")


def _print_open(db: Connection, person: Person, now: datetime) -> None:
    until = wallet.subscribed_until(db, person.id, _ms(now))
    console.print(f"subscribed until {_moment(until)}" if until else "no subscription")
    for known in repository.shows(db):
        numbers = sorted(wallet.entitled(db, person.id, known.drama))
        if numbers:
            console.print(f"{known.title}: opened {', '.join(map(str, numbers))}", soft_wrap=True)


def _print_orders(db: Connection, person: Person) -> None:
    orders = stores.orders(db, person.id)
    if not orders:
        return
    table = Table("order", "store", "item", "price", "state", "bought")
    for order in orders:
        price = shown(order["amount"], order["currency"]) if order["currency"] else "–"
        table.add_row(
            order["id"], order["source"], order["item"], price, order["standing"], _moment(order["bought_ms"])
        )
    console.print(table)


def _print_grants(db: Connection, person: Person) -> None:
    known = support.of_viewers(db, wallet.members(db, person.id))
    if not known:
        return
    table = Table("grant", "coins", "reason", "by", "approved by", "given")
    for one in known:
        given = "yes" if grants.is_given(db, one) else "waits"
        table.add_row(one.id, str(one.coins), one.reason, one.asked_by, one.approved_by or "–", given)
    console.print(table)


def _print_movements(db: Connection, person: Person, *, every: bool) -> None:
    lines = tuple(records.movements(db, person.id)) if every else wallet.movements(db, person.id, None, _LINES)
    titles = {known.drama: known.title for known in repository.shows(db)}
    table = Table("when", "what", "coins", "owed", "money", "episode", "transaction")
    for line in lines:
        episode = f"{titles.get(line.drama, line.drama)} {line.number}" if line.drama else ""
        money = shown(line.money.amount, line.money.currency) if line.money else ""
        table.add_row(
            _moment(line.at_ms), line.kind, f"{line.coins:+d}" if line.coins else "", f"{line.debt:+d}" if line.debt else "",
            money, episode, line.id,
        )  # fmt: skip
    console.print(table)


def _print_access(db: Connection, person: Person, drama: str, number: int, now: datetime) -> None:
    here = seat(db, Catalogue(), person, drama, now)
    for one in [number] if number else here.episodes:
        console.print(f"episode {one}: {why(here.access(one))}", soft_wrap=True)


def _now_ms() -> int:
    return _ms(datetime.now(UTC))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _day_ms(text: str) -> int:
    try:
        return _ms(datetime.combine(date.fromisoformat(text), time.min, UTC))
    except ValueError as error:
        raise BadInput(f"{text!r} is no day; write it as 2026-12-01") from error


def _day(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d}"


def _moment(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M}"
