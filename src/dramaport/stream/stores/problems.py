"""What can be wrong with a message or a purchase. Each problem has a stable `code` and the HTTP status that fits it."""

from __future__ import annotations

from typing import ClassVar

from dramaport.errors import DramaportError


class StoreProblem(DramaportError):
    """Base: something about a store or an ad network that the caller, or the operator, can act on."""

    code: ClassVar[str] = "store_problem"
    status: ClassVar[int] = 400


class WayClosed(StoreProblem):
    """No key is configured for a way to pay or to unlock: it is closed, never open."""

    code = "way_closed"
    status = 503


class NotGenuine(StoreProblem):
    """A message whose signature, certificate, audience or environment is not what it must be."""

    code = "not_genuine"
    status = 400


class NotReadable(StoreProblem):
    """A genuine message, or a request, that does not say what it must say."""

    code = "not_readable"
    status = 422


class NotOurs(StoreProblem):
    """A genuine purchase that cannot be credited: nobody's, of nothing that is sold, or at another price."""

    code = "not_ours"
    status = 409


class KeyReused(StoreProblem):
    """An Idempotency-Key that came with another body before."""

    code = "idempotency_key_reused"
    status = 409


class Unknown(StoreProblem):
    """A checkout or an intent that this viewer does not have."""

    code = "not_found"
    status = 404


class StoreSilent(StoreProblem):
    """A store or a key server that did not answer; asking again later may help."""

    code = "store_unreachable"
    status = 503


class Capped(StoreProblem):
    """More than the caps allow."""

    code = "capped"
    status = 429


class NotEarned(StoreProblem):
    """A genuine advertisement callback that opens nothing: its intent is unknown, spent, stale or another's."""

    code = "not_earned"
    status = 409
