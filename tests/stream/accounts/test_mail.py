"""Letters: in every language of the interface, over TLS alone, and nothing in an address becomes a header."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

import pytest

from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.stream.accounts.mail import MailNotSent, SmtpMailer, code_letter

LETTER = code_letter("reader@example.org", "en", "Dramaport", "ABCD1234", "https://app.example/confirm/1#ABCD1234")


class Server:
    """A mail server of the standard library's shape."""

    said: list[Any]

    def __init__(self, host: str, port: int, timeout: float, context: ssl.SSLContext | None = None) -> None:
        type(self).said = [("open", host, port, context is not None)]

    def starttls(self, context: ssl.SSLContext) -> None:
        assert context.verify_mode is ssl.CERT_REQUIRED
        self.said.append("tls")

    def login(self, user: str, password: str) -> None:
        self.said.append(("login", user, password))

    def send_message(self, message: EmailMessage) -> None:
        self.said.append(message)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.said.append("closed")


@pytest.mark.parametrize("language", RELEASE_LANGUAGES)
def test_every_language_has_its_letter_with_link_and_code(language: str) -> None:
    letter = code_letter("reader@example.org", language, "Dramaport", "ABCD1234", "https://app.example/confirm/1#x")
    assert "ABCD-1234" in letter.subject
    assert "https://app.example/confirm/1#x" in letter.text.splitlines()
    assert "ABCD-1234" in letter.text
    assert "{" not in letter.subject + letter.text


@pytest.mark.parametrize(("port", "kind"), [(587, "SMTP"), (465, "SMTP_SSL")])
def test_a_letter_goes_over_tls_and_signs_in_first(monkeypatch: pytest.MonkeyPatch, port: int, kind: str) -> None:
    monkeypatch.setattr(smtplib, kind, Server)
    SmtpMailer("mail.example", port, "user", "secret", "Dramaport <hello@example.org>").send(LETTER)
    told = Server.said
    assert told[0] == ("open", "mail.example", port, port == 465)
    assert ("tls" in told) == (port == 587)
    assert told[-3] == ("login", "user", "secret")
    assert (told[-2]["To"], told[-2]["From"]) == ("reader@example.org", "Dramaport <hello@example.org>")


def test_a_server_that_refuses_is_named_and_its_password_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Server:
        raise ConnectionRefusedError

    monkeypatch.setattr(smtplib, "SMTP", refuse)
    with pytest.raises(MailNotSent, match=r"mail\.example:587") as caught:
        SmtpMailer("mail.example", 587, "user", "secret", "hello@example.org").send(LETTER)
    assert "secret" not in str(caught.value)


def test_a_line_break_in_an_address_is_no_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Server)
    forged = LETTER.model_copy(update={"to": "a@example.org\nBcc: b@example.org"})
    with pytest.raises(ValueError, match="linefeed"):
        SmtpMailer("mail.example", 587, "", "", "hello@example.org").send(forged)
