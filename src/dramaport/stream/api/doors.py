"""Opening the ways to sign in that keys are configured for. The others stay closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, cast

import httpx
from fastapi import Depends, Request
from pydantic import Field

from dramaport.drama.values import Value
from dramaport.stream.accounts.mail import Mailer, PostMailer, SmtpMailer
from dramaport.stream.accounts.oidc import APPLE, GOOGLE, Endpoints, Provider, open_provider
from dramaport.stream.accounts.values import SignInWay

_TIMEOUT_SECONDS: Final = 10.0


class Doors(Value):
    """Keys and addresses of the ways to sign in. An empty text is what is not configured. Secrets are not shown."""

    app: str = Field(default="", description="where viewers reach the app, for links in letters")
    mailbox: str = Field(default="", description="where letters are posted, in a sandbox only")
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_from: str = ""
    apple_clients: tuple[str, ...] = ()
    google_clients: tuple[str, ...] = ()
    identity: str = Field(default="", description="a stand-in for both providers, in a sandbox only")


@dataclass(frozen=True)
class SignIns:
    """The ways to sign in that are open. `app` is the app's address without a slash at its end."""

    app: str = ""
    mailer: Mailer | None = None
    providers: Mapping[SignInWay, Provider] = field(default_factory=dict)

    @property
    def ways(self) -> tuple[SignInWay, ...]:
        mail = (SignInWay.EMAIL,) if self.mailer is not None and self.app else ()
        return (*mail, *(self.providers if self.app else ()))


def open_doors(doors: Doors) -> SignIns:
    """What `app.state.sign_ins` holds."""
    http = httpx.Client(timeout=_TIMEOUT_SECONDS)
    clients = {SignInWay.APPLE: doors.apple_clients, SignInWay.GOOGLE: doors.google_clients}
    real = {SignInWay.APPLE: APPLE, SignInWay.GOOGLE: GOOGLE}
    providers = {
        way: open_provider(http, stand_in(doors.identity, way) if doors.identity else real[way], named)
        for way, named in clients.items()
        if named
    }
    return SignIns(doors.app.rstrip("/"), _mailer(doors, http), providers)


def stand_in(address: str, way: SignInWay) -> Endpoints:
    """Where the sandbox plays a provider: other addresses and keys, the same protocol."""
    here = f"{address}/{way}"
    return Endpoints((here,), f"{here}/keys", f"{here}/authorize", "id_token")


def _mailer(doors: Doors, http: httpx.Client) -> Mailer | None:
    if doors.mailbox:
        return PostMailer(http, doors.mailbox)
    if not doors.smtp_host or not doors.smtp_from:
        return None
    return SmtpMailer(doors.smtp_host, doors.smtp_port, doors.smtp_user, doors.smtp_password, doors.smtp_from)


async def _sign_ins(request: Request) -> SignIns:
    return cast(SignIns, request.app.state.sign_ins)


OnSignIns = Annotated[SignIns, Depends(_sign_ins)]
