"""The words of signing in."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from enum import StrEnum
from typing import Final

from dramaport.drama.values import Value
from dramaport.errors import BadInput

#: Letters and digits that nobody takes for one another (Crockford's base 32).
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 40 bits. Guessed five times at most, within a quarter of an hour, by the session that asked.
_LETTERS: Final = 8
_ALIKE: Final = str.maketrans("OIL", "011")
_ADDRESS: Final = re.compile(
    r"[^\s@<>\"(),:;\\\x00-\x1f\x7f]{1,64}@[^\s@<>\"(),:;\\\x00-\x1f\x7f]+\.[^\s@<>\"(),:;\\.\x00-\x1f\x7f]{2,}"
)
_LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3, without the brackets


class SignInWay(StrEnum):
    """How somebody proves who they are."""

    EMAIL = "email"
    APPLE = "apple"
    GOOGLE = "google"


class Identity(Value):
    """Somebody, by the word of a mailbox or a provider. `subject` is the address, or the provider's own name for them."""

    way: SignInWay
    subject: str


class SignIn(Value):
    """A sign-in that was begun. `subject` is the address the mail went to; `digest` that of the code or of the nonce."""

    id: str
    way: SignInWay
    subject: str | None
    viewer: str
    session: str
    digest: str
    tries: int = 0
    at_ms: int
    expires_ms: int
    used_ms: int | None = None


def address_of(text: str) -> str:
    """An e-mail address as it is kept: in lower case. Raises BadInput for what is none."""
    address = text.strip().lower()
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise BadInput(f"{text.strip()[:80]!r} is no e-mail address; write it as name@example.org")
    return address


def new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


def read_code(text: str) -> str:
    """A code as somebody typed it: small letters, blanks and hyphens are forgiven, O and I are read as 0 and 1."""
    return re.sub(r"[\s-]", "", text).upper().translate(_ALIKE)


def digest_of(sign_in: str, secret: str) -> str:
    """What the database knows of a code or nonce; the sign-in's name makes every digest another."""
    return hashlib.sha256(f"{sign_in}.{secret}".encode()).hexdigest()


def fits(sign_in: SignIn, secret: str) -> bool:
    return hmac.compare_digest(digest_of(sign_in.id, secret), sign_in.digest)
