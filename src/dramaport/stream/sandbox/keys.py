"""Keys of the stand-ins, made when they start and held in memory. Whoever serves the app beside them is handed the same value."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from dramaport.drama.values import Value

#: Apple marks its own intermediate and its own leaf certificates by these extensions; the verifier looks for them.
_INTERMEDIATE_MARK: Final = x509.ObjectIdentifier("1.2.840.113635.100.6.2.1")
_LEAF_MARK: Final = x509.ObjectIdentifier("1.2.840.113635.100.6.11.1")

_DAYS: Final = 30


class AppleKeys(Value):
    """A root of our own, the chain (leaf, intermediate, root; base64 of DER), and the leaf's private key in PEM."""

    chain: tuple[str, str, str]
    key: str

    @property
    def root(self) -> bytes:
        return base64.b64decode(self.chain[2])


class GoogleKeys(Value):
    """What Pub/Sub signs its tokens with, and the access token that the Play stand-in takes."""

    key_id: str
    key: str
    public: str
    bearer: str


class StripeKeys(Value):
    """The API's secret key and the webhooks' secret."""

    key: str
    webhook_secret: str


class AdKeys(Value):
    """The ad network's signing key."""

    key_id: str
    key: str
    public: str


class IdentityKeys(Value):
    """What the stand-in for Apple and Google signs id tokens with: a private key in PEM, and its public half as a JSON Web Key."""

    key: str
    public: dict[str, str]


class Keys(Value):
    """All keys of the stand-ins. A value, so that it can be handed to another process as JSON."""

    stripe: StripeKeys
    apple: AppleKeys
    google: GoogleKeys
    ads: AdKeys
    identity: IdentityKeys


def make_keys() -> Keys:
    return Keys(
        stripe=make_stripe_keys(),
        apple=make_apple_keys(),
        google=make_google_keys(),
        ads=make_ad_keys(),
        identity=make_identity_keys(),
    )


def make_stripe_keys() -> StripeKeys:
    return StripeKeys(key=f"sk_test_{secrets.token_hex(16)}", webhook_secret=f"whsec_{secrets.token_hex(24)}")


def make_google_keys() -> GoogleKeys:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return GoogleKeys(
        key_id=secrets.token_hex(8), key=_private(key), public=_public(key), bearer=secrets.token_urlsafe(24)
    )


def make_ad_keys() -> AdKeys:
    key = ec.generate_private_key(ec.SECP256R1())
    return AdKeys(key_id=str(secrets.randbelow(10**9) + 1), key=_private(key), public=_public(key))


def make_identity_keys() -> IdentityKeys:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    told: dict[str, str] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    public = {
        "kty": told["kty"],
        "n": told["n"],
        "e": told["e"],
        "kid": secrets.token_hex(8),
        "use": "sig",
        "alg": "RS256",
    }
    return IdentityKeys(key=_private(key), public=public)


def make_apple_keys() -> AppleKeys:
    """A chain as Apple's: a root, an intermediate with its mark, a leaf with its mark."""
    root, intermediate, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    certificates = (
        _certificate("Sandbox Leaf", leaf, "Sandbox Intermediate", intermediate, mark=_LEAF_MARK),
        _certificate("Sandbox Intermediate", intermediate, "Sandbox Root", root, mark=_INTERMEDIATE_MARK, depth=0),
        _certificate("Sandbox Root", root, "Sandbox Root", root, depth=1),
    )
    first, second, third = (
        base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode() for made in certificates
    )
    return AppleKeys(chain=(first, second, third), key=_private(leaf))


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    mark: x509.ObjectIdentifier | None = None,
    depth: int | None = None,
) -> x509.Certificate:
    """`depth` is how many authorities may follow below; None for a leaf."""
    now = datetime.now(UTC)
    authority = depth is not None
    usage = x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=depth), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if mark is not None:
        builder = builder.add_extension(x509.UnrecognizedExtension(mark, b"\x05\x00"), critical=False)
    return builder.sign(issuer_key, SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _public(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
