"""A guest becomes an account, or goes into the one that is there; a sign-in is the session's that began it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from dramaport.stream import wallet
from dramaport.stream.accounts.mail import Mail
from dramaport.stream.accounts.oidc import open_provider
from dramaport.stream.accounts.values import SignInWay
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.doors import SignIns, stand_in
from dramaport.stream.ids import new_id
from dramaport.stream.sandbox.identity import CLIENT, IdentityProvider
from dramaport.stream.sandbox.keys import make_identity_keys
from dramaport.stream.stores import repository as stores
from dramaport.stream.stores.values import Order, Source, Standing
from stream.conftest import DRAMA, Clock, Viewer

KEYS = make_identity_keys()
ISSUER = IdentityProvider(KEYS, "https://id.example", "https://app.example")


class Mails:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)

    @property
    def code(self) -> str:
        return self.sent[-1].subject.split()[0]


@pytest.fixture
def mails() -> Mails:
    return Mails()


@pytest.fixture
def client(station: Station, mails: Mails) -> Iterator[TestClient]:
    app = make_app(station)
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"keys": [KEYS.public]})))
    providers = {
        way: open_provider(http, stand_in("https://id.example", way), (CLIENT[way],))
        for way in (SignInWay.APPLE, SignInWay.GOOGLE)
    }
    app.state.sign_ins = SignIns("https://app.example", mails, providers)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def begin(viewer: Viewer, email: str = "reader@example.org") -> Any:
    begun = viewer.ask("POST", "/v1/sign-ins", json={"way": "email", "email": email})
    assert begun.status_code == 201, begun.text
    return begun.json()


def prove(viewer: Viewer, begun: Any, **proof: str) -> Any:
    answer = viewer.ask("POST", f"/v1/sign-ins/{begun['id']}/proof", json=proof)
    if answer.status_code == 200:
        viewer.token = answer.json()["token"]
    return answer


def sign_in(viewer: Viewer, mails: Mails, email: str = "reader@example.org") -> Any:
    begun = begin(viewer, email)
    answer = prove(viewer, begun, code=mails.code)
    assert answer.status_code == 200, answer.text
    return answer.json()


def coins(station: Station, viewer: str, count: int) -> None:
    with station.database.begin() as db:
        wallet.credit(
            db, transaction_id=new_id(), viewer=viewer, kind=wallet.Kind.PROMO, paid=0, bonus=count,
            bonus_expires_ms=None, sale=None, at_ms=station.now_ms,
        )  # fmt: skip


def test_a_guest_becomes_an_account_and_stays_who_they_are(viewer: Viewer, mails: Mails) -> None:
    old = viewer.token
    told = sign_in(viewer, mails)
    assert (told["merged"], told["viewer"]["id"], told["viewer"]["kind"]) == (False, viewer.told["id"], "account")
    assert told["viewer"]["identities"] == [{"way": "email", "subject": "reader@example.org"}]
    assert viewer.get("/v1/me")["kind"] == "account"
    viewer.token = old
    assert viewer.ask("GET", "/v1/me").status_code == 401, "a token from before the sign-in is worth nothing after it"


def test_the_letter_is_in_the_guests_language_and_holds_a_link_and_a_code(client: TestClient, mails: Mails) -> None:
    viewer = Viewer.begin(client, "SA", ("ar",))
    begun = begin(viewer)
    (mail,) = mails.sent
    assert (mail.to, mail.language) == ("reader@example.org", "ar")
    assert f"https://app.example/confirm/{begun['id']}#{mails.code.replace('-', '')}" in mail.text
    assert mails.code in mail.text


def test_a_code_may_be_typed_as_people_type(viewer: Viewer, mails: Mails) -> None:
    begun = begin(viewer)
    assert prove(viewer, begun, code=f" {mails.code.lower().replace('-', ' ').replace('0', 'o')} ").status_code == 200


def test_a_code_works_once_and_only_where_it_was_asked_for(client: TestClient, viewer: Viewer, mails: Mails) -> None:
    begun = begin(viewer)
    stranger = Viewer.begin(client)
    refused = prove(stranger, begun, code=mails.code)
    assert (refused.status_code, refused.json()["code"]) == (410, "sign_in_over")
    assert prove(viewer, begun, code=mails.code).status_code == 200
    assert prove(viewer, begun, code=mails.code).json()["code"] == "sign_in_over"


def test_five_wrong_codes_end_it(viewer: Viewer, mails: Mails) -> None:
    begun = begin(viewer)
    for _ in range(5):
        assert prove(viewer, begun, code="00000000").json()["code"] == "wrong_proof"
    assert prove(viewer, begun, code=mails.code).json()["code"] == "sign_in_over"


def test_a_code_runs_out(viewer: Viewer, mails: Mails, clock: Clock) -> None:
    begun = begin(viewer)
    assert viewer.ask("GET", f"/v1/sign-ins/{begun['id']}").json()["email"] == "reader@example.org"
    clock.move(timedelta(minutes=15))
    assert viewer.ask("GET", f"/v1/sign-ins/{begun['id']}").status_code == 410
    assert prove(viewer, begun, code=mails.code).json()["code"] == "sign_in_over"


def test_a_newer_letter_does_not_open_an_older_sign_in(viewer: Viewer, mails: Mails) -> None:
    first = begin(viewer)
    begin(viewer)
    assert prove(viewer, first, code=mails.code).json()["code"] == "wrong_proof"


@pytest.mark.parametrize(
    "wrong", ["", "nobody", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org", "a@@b.org"]
)
def test_what_is_no_address_is_refused_and_nothing_is_sent(viewer: Viewer, mails: Mails, wrong: str) -> None:
    refused = viewer.ask("POST", "/v1/sign-ins", json={"way": "email", "email": wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")
    assert mails.sent == []


def test_nobodys_mailbox_is_filled(client: TestClient, mails: Mails) -> None:
    answers = [
        Viewer.begin(client)
        .ask("POST", "/v1/sign-ins", json={"way": "email", "email": "reader@example.org"})
        .status_code
        for _ in range(7)
    ]
    assert answers == [201] * 5 + [429] * 2
    assert len(mails.sent) == 5


def test_a_way_without_keys_is_closed(station: Station) -> None:
    with TestClient(make_app(station)) as client:
        viewer = Viewer.begin(client)
        for way in SignInWay:
            refused = viewer.ask("POST", "/v1/sign-ins", json={"way": way, "email": "reader@example.org"})
            assert (refused.status_code, refused.json()["code"]) == (503, "way_closed")
        assert client.get("/v1/config").json()["sign_in"] == []


def test_everything_a_guest_had_is_in_the_account_once(
    client: TestClient, viewer: Viewer, mails: Mails, station: Station
) -> None:
    sign_in(viewer, mails)
    coins(station, viewer.told["id"], 100)
    guest = Viewer.begin(client)
    coins(station, guest.told["id"], 200)
    guest.ask(
        "POST",
        "/v1/unlocks",
        json={"drama": DRAMA, "numbers": [11], "way": "coin"},
        headers={"Idempotency-Key": "k" * 8},
    )
    guest.ask("PUT", f"/v1/likes/{DRAMA}/3")
    event = {"id": "client-0001", "session": "s", "seq": 1, "kind": "progress", "drama": DRAMA, "number": 4, "at_ms": 5}
    guest.ask("POST", "/v1/events", json={"events": [event]})
    told = sign_in(guest, mails)
    assert (told["merged"], told["viewer"]["id"]) == (True, viewer.told["id"])
    for session in (viewer, guest):
        assert session.get("/v1/me")["id"] == viewer.told["id"]
        assert session.get("/v1/wallet")["balance"] == 240
        assert [item["episode"] for item in session.get("/v1/history")["items"]] == [4]
    kept = viewer.get("/v1/me/export")
    assert kept["likes"] == [[DRAMA, 3]]
    assert [one["id"] for one in kept["events"]] == ["client-0001"]
    assert sum(line["coins"] for line in kept["wallet"]["movements"]) == 240
    assert viewer.ask("POST", "/v1/tickets", json={"drama": DRAMA, "number": 11}).status_code == 200
    with station.database.connect() as db:
        assert wallet.check(db) == ()


def test_an_order_of_the_guest_is_the_accounts(
    client: TestClient, viewer: Viewer, mails: Mails, station: Station
) -> None:
    sign_in(viewer, mails)
    guest = Viewer.begin(client)
    order = Order(
        source=Source.STRIPE, id="o1", standing=Standing.PAID, bought_ms=1, viewer=guest.told["id"], item="c500"
    )
    with station.database.begin() as db:
        stores.put_order(db, order, 1, station.now_ms)
    sign_in(guest, mails)
    assert [one["id"] for one in viewer.get("/v1/me/export")["orders"]] == ["o1"]


def test_an_account_does_not_become_another(client: TestClient, viewer: Viewer, mails: Mails) -> None:
    sign_in(viewer, mails)
    other = Viewer.begin(client)
    sign_in(other, mails, "other@example.org")
    refused = prove(other, begin(other), code=mails.code)
    assert (refused.status_code, refused.json()["code"]) == (409, "taken")
    assert other.get("/v1/me")["identities"] == [{"way": "email", "subject": "other@example.org"}]


def test_an_account_may_change_its_address(viewer: Viewer, mails: Mails) -> None:
    sign_in(viewer, mails)
    told = sign_in(viewer, mails, "newer@example.org")
    assert told["viewer"]["identities"] == [{"way": "email", "subject": "newer@example.org"}]


@pytest.mark.parametrize("way", [SignInWay.APPLE, SignInWay.GOOGLE])
def test_a_providers_token_signs_in_for_its_own_sign_in_only(
    client: TestClient, viewer: Viewer, way: SignInWay
) -> None:
    begun = viewer.ask("POST", "/v1/sign-ins", json={"way": way}).json()
    assert begun["url"].startswith(f"https://id.example/{way}/authorize?")
    assert prove(viewer, begun, id_token=ISSUER.token(way, "viewer-1", "another nonce")).json()["code"] == "wrong_proof"
    other = SignInWay.APPLE if way is SignInWay.GOOGLE else SignInWay.GOOGLE
    assert (
        prove(viewer, begun, id_token=ISSUER.token(other, "viewer-1", begun["nonce"])).json()["code"] == "wrong_proof"
    )
    token = ISSUER.token(way, "viewer-1", begun["nonce"])
    assert prove(viewer, begun, id_token=token).json()["viewer"]["kind"] == "account"
    assert prove(viewer, begun, id_token=token).json()["code"] == "sign_in_over"
    again = Viewer.begin(client)
    begun = again.ask("POST", "/v1/sign-ins", json={"way": way}).json()
    told = prove(again, begun, id_token=ISSUER.token(way, "viewer-1", begun["nonce"])).json()
    assert (told["merged"], told["viewer"]["id"]) == (True, viewer.told["id"])


def test_sessions_are_listed_and_one_or_all_are_ended(client: TestClient, viewer: Viewer, mails: Mails) -> None:
    sign_in(viewer, mails)
    phone, tablet = Viewer.begin(client), Viewer.begin(client)
    sign_in(phone, mails)
    sign_in(tablet, mails)
    items = viewer.get("/v1/me/sessions")["items"]
    assert len(items) == 3
    assert [item["here"] for item in items].count(True) == 1
    assert phone.ask("DELETE", "/v1/me/sessions/here").status_code == 204
    assert phone.ask("GET", "/v1/me").status_code == 401
    assert viewer.ask("DELETE", "/v1/me/sessions").status_code == 204
    assert viewer.ask("GET", "/v1/me").status_code == tablet.ask("GET", "/v1/me").status_code == 401


def test_nobody_ends_anothers_session(client: TestClient, viewer: Viewer, mails: Mails) -> None:
    sign_in(viewer, mails)
    (mine,) = viewer.get("/v1/me/sessions")["items"]
    other = Viewer.begin(client)
    sign_in(other, mails, "other@example.org")
    other.ask("DELETE", f"/v1/me/sessions/{mine['id']}")
    assert viewer.ask("GET", "/v1/me").status_code == 200


def test_a_guest_is_kept_from_signing_out_of_what_they_bought(viewer: Viewer) -> None:
    refused = viewer.ask("DELETE", "/v1/me/sessions/here")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_account")


def test_an_erased_account_leaves_no_address_and_its_address_is_free(
    client: TestClient, viewer: Viewer, mails: Mails, station: Station
) -> None:
    sign_in(viewer, mails)
    coins(station, viewer.told["id"], 100)
    assert viewer.ask("DELETE", "/v1/me").status_code == 204
    with station.database.connect() as db:
        tables = db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        rows = [str(row) for table in tables for row in db.exec_driver_sql(f"SELECT * FROM {table}")]  # noqa: S608
        assert not any("reader@example.org" in row for row in rows)
        assert wallet.check(db) == ()
    again = Viewer.begin(client)
    told = sign_in(again, mails)
    assert (told["merged"], told["viewer"]["id"]) == (False, again.told["id"])
    assert again.get("/v1/wallet")["balance"] == 0
