"""Letters: what is written to somebody who signs in, and who carries it."""

from __future__ import annotations

import smtplib
import ssl
import tomllib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from functools import lru_cache
from importlib.resources import files
from typing import Final, Protocol

import httpx

from dramaport.drama.values import Value
from dramaport.errors import DramaportError

_TIMEOUT_SECONDS: Final = 10.0
_IMPLICIT_TLS: Final = 465


class MailNotSent(DramaportError):
    """Nobody took the letter."""


class Mail(Value):
    to: str
    language: str
    subject: str
    text: str


class Mailer(Protocol):
    """Carries a letter, or raises MailNotSent."""

    def send(self, mail: Mail) -> None: ...


@dataclass(frozen=True)
class SmtpMailer:
    """A mail server of one's own provider, over TLS: from the first byte at port 465, by STARTTLS elsewhere."""

    host: str
    port: int
    user: str
    password: str
    sender: str

    def send(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, mail.to, mail.subject
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip("> ") or None)
        message["Content-Language"] = mail.language
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation replies
        message.set_content(mail.text)
        tls = ssl.create_default_context()
        try:
            with self._connect(tls) as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSent(
                f"the mail server {self.host}:{self.port} took no letter ({type(error).__name__})"
            ) from error

    def _connect(self, tls: ssl.SSLContext) -> smtplib.SMTP:
        if self.port == _IMPLICIT_TLS:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT_SECONDS, context=tls)
        server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_SECONDS)
        server.starttls(context=tls)
        return server


@dataclass(frozen=True)
class PostMailer:
    """Posts letters to a mailbox page, in a sandbox."""

    http: httpx.Client
    url: str

    def send(self, mail: Mail) -> None:
        try:
            self.http.post(self.url, json=mail.model_dump()).raise_for_status()
        except httpx.HTTPError as error:
            raise MailNotSent(f"the mailbox at {self.url} took no letter ({type(error).__name__})") from error


def code_letter(to: str, language: str, name: str, code: str, link: str) -> Mail:
    """The letter that lets somebody sign in, in their language."""
    words = _letters()[language]
    shown = f"{code[:4]}-{code[4:]}"
    text = "\n\n".join((f"{words['link']}\n{link}", f"{words['code']} {shown}", words["life"]))
    return Mail(to=to, language=language, subject=words["subject"].format(code=shown, name=name), text=f"{text}\n")


@lru_cache(maxsize=1)
def _letters() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("dramaport.stream.accounts").joinpath("mails.toml").read_text("utf-8"))
