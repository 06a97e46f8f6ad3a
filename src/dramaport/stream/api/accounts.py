"""Signing in and out: a guest becomes an account, or goes into the one that is there, and sees where they are signed in.

A sign-in is begun and finished by the same session. What proves it is a code from a letter, or a provider's id token.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from dramaport.drama.values import Value
from dramaport.stream import repository
from dramaport.stream.accounts import sign_in
from dramaport.stream.accounts.mail import code_letter
from dramaport.stream.accounts.sign_in import Entered, Refusal
from dramaport.stream.accounts.values import SignIn, SignInWay, address_of, new_code, new_nonce, read_code
from dramaport.stream.api import answers
from dramaport.stream.api.doors import OnSignIns, SignIns
from dramaport.stream.api.inbox import told
from dramaport.stream.api.limits import SIGN_INS, keep
from dramaport.stream.api.problems import Problem
from dramaport.stream.api.session import Someone
from dramaport.stream.api.state import OnStation, Station
from dramaport.stream.people import Person, Session, digest_of_token, new_token

router = APIRouter(prefix="/v1")

#: What each refusal is to the client: status, code, remedy.
_REFUSALS = {
    Refusal.UNKNOWN: (410, "sign_in_over", "this sign-in is over, or another device began it; begin anew"),
    Refusal.WRONG: (422, "wrong_proof", "this is not the code of the letter; look again, or begin anew"),
    Refusal.TAKEN: (409, "taken", "this belongs to another account; sign out here first, then sign in with it"),
}

Name = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class SignInWanted(Value):
    """`email` names the address that a letter goes to, for that way."""

    way: SignInWay
    email: str | None = Field(default=None, max_length=300)


class SignInBegun(Value):
    """`url` is the provider's page for the web. A native app shows the provider's own sheet with `nonce` instead."""

    id: str
    way: SignInWay
    url: str | None = None
    nonce: str | None = None
    expires_ms: int


class SignInNow(Value):
    id: str
    way: SignInWay
    email: str | None
    expires_ms: int


class Proof(Value):
    """The code of the letter, or the provider's id token."""

    code: str | None = Field(default=None, max_length=40)
    id_token: str | None = Field(default=None, max_length=8192)


class SignedIn(Value):
    """The session goes on under a new token. `merged`: what the guest had is in the account now."""

    token: str
    viewer: answers.PersonAnswer
    merged: bool


class SessionAnswer(Value):
    id: str
    device: str
    since_ms: int
    here: bool


class SessionsAnswer(Value):
    items: tuple[SessionAnswer, ...]


async def _session(request: Request, station: OnStation, _: Someone) -> Session:
    digest = digest_of_token(request.headers.get("authorization", "").partition(" ")[2])
    with station.reading.connect() as db:
        found = repository.session(db, digest)
    if found is None:
        raise Problem(401, "no_session", "begin a session first: POST /v1/guests, and send its token as a bearer token")
    return found


Here = Annotated[Session, Depends(_session)]

# These send letters and ask key servers, so they are plain functions: the framework runs them beside its loop, not in it.


@router.post("/sign-ins", status_code=201)
def begin(
    request: Request, station: OnStation, doors: OnSignIns, person: Someone, here: Here, wanted: SignInWanted
) -> SignInBegun:
    """Begin to sign in. Whether an address has an account is not told to who asks."""
    if wanted.way not in doors.ways:
        raise Problem(503, "way_closed", f"signing in by {wanted.way} is closed here; see /v1/config for the ways")
    address = address_of(wanted.email or "") if wanted.way is SignInWay.EMAIL else None
    secret = new_code() if address is not None else new_nonce()
    with station.database.begin() as db:
        keep(db, request, SIGN_INS, *filter(None, (person.id, address)))
        begun = sign_in.begin(db, person, here, wanted.way, address, secret, station.now_ms)
    if address is not None and doors.mailer is not None:
        link = f"{doors.app}/confirm/{begun.id}#{secret}"  # a fragment: no server and no log sees the code
        doors.mailer.send(code_letter(address, person.interface, station.name, secret, link))
        return SignInBegun(id=begun.id, way=begun.way, expires_ms=begun.expires_ms)
    url = doors.providers[wanted.way].page(begun.id, secret, f"{doors.app}/confirm")
    return SignInBegun(id=begun.id, way=begun.way, url=url, nonce=secret, expires_ms=begun.expires_ms)


@router.get("/sign-ins/{name}")
def look(station: OnStation, here: Here, name: Name) -> SignInNow:
    """A sign-in that this session began and can still finish."""
    with station.database.begin() as db:
        found = sign_in.open_sign_in(db, name, here, station.now_ms)
    if found is None:
        raise _refused(Refusal.UNKNOWN)
    return SignInNow(id=found.id, way=found.way, email=found.subject, expires_ms=found.expires_ms)


@router.post("/sign-ins/{name}/proof")
def finish(station: OnStation, doors: OnSignIns, person: Someone, here: Here, name: Name, proof: Proof) -> SignedIn:
    """Show the proof, and be signed in."""
    with told():
        shown = _shown(doors, proof)
    token = new_token()
    with station.database.begin() as db:
        known = sign_in.prove(db, name, here, station.now_ms, lambda begun: _secret(begun, proof, shown))
        entered = known if isinstance(known, Refusal) else sign_in.enter(db, person, known, station.now_ms)
        if isinstance(entered, Entered):
            mine = here.model_copy(update={"viewer": entered.person.id, "at_ms": station.now_ms})
            repository.put_session(db, mine, digest_of_token(token))
            viewer = answers.whole_person(db, entered.person)
    if isinstance(entered, Refusal):  # only now: a wrong guess is kept
        raise _refused(entered)
    return SignedIn(token=token, viewer=viewer, merged=entered.merged)


@router.get("/me/sessions")
async def sessions(station: OnStation, person: Someone, here: Here) -> SessionsAnswer:
    """Where the viewer is signed in, the newest first."""
    with station.reading.connect() as db:
        found = repository.sessions(db, person.id)
    return SessionsAnswer(
        items=tuple(
            SessionAnswer(id=one.id, device=one.device, since_ms=one.at_ms, here=one.id == here.id) for one in found
        )
    )


@router.delete("/me/sessions", status_code=204)
async def sign_out_everywhere(station: OnStation, person: Someone) -> None:
    """End every session of an account, this one too."""
    _sign_out(station, person, None)


@router.delete("/me/sessions/{name}", status_code=204)
async def sign_out(
    station: OnStation, person: Someone, name: Annotated[Literal["here"] | Name, Path()], here: Here
) -> None:
    """End one session of an account; `here` is the one that asks."""
    _sign_out(station, person, here.id if name == "here" else name)


def _sign_out(station: Station, person: Person, session: str | None) -> None:
    if person.kind == "guest":
        raise Problem(
            409, "no_account", "a guest who signs out loses everything; make an account first, or delete it all"
        )
    with station.database.begin() as db:
        repository.end_sessions(db, person.id, session)


def _shown(doors: SignIns, proof: Proof) -> dict[SignInWay, tuple[str, str]]:
    """What a token says, by the provider whose it is: nonce and subject. Asked before the database is, for it may take a while."""
    if proof.id_token is None:
        return {}
    read = {way: provider.read(proof.id_token) for way, provider in doors.providers.items()}
    return {way: (shown.nonce, shown.subject) for way, shown in read.items() if shown is not None}


def _secret(begun: SignIn, proof: Proof, shown: dict[SignInWay, tuple[str, str]]) -> tuple[str, str] | None:
    if begun.way is not SignInWay.EMAIL:
        return shown.get(begun.way)
    return None if proof.code is None or begun.subject is None else (read_code(proof.code), begun.subject)


def _refused(refusal: Refusal) -> Problem:
    return Problem(*_REFUSALS[refusal])
