"""The writer the settings name: recorded answers, an endpoint, or the embedded model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dramaport.ai.write.asking import AskingWriter, first_call
from dramaport.ai.write.kept import KeptModel
from dramaport.ai.write.money import FREE, Price
from dramaport.ai.write.purse import Cap, Purse
from dramaport.ai.write.recorded import RecordedModel
from dramaport.ai.write.values import Call, Model, Request, T, Writer
from dramaport.settings import Settings


@dataclass(frozen=True)
class Desk:
    """A writer with what it takes: its purse, and whether an answer is there already. `draft`: good for drafts only."""

    writer: Writer
    purse: Purse
    has: Callable[[Call], bool]
    draft: bool = False

    def holds(self, request: Request[T]) -> bool:
        """Whether a request's first answer costs nothing."""
        return self.has(first_call(request))


def open_desk(settings: Settings, spending: Path, cap: Cap | None = None, model: str = "") -> Desk:
    """The desk of one story, whose journal of costs is `spending`; `model` takes another one of the endpoint's.

    Raises BadInput for settings and caps that cannot be used.
    """
    if settings.write_answers:
        recorded = RecordedModel(settings.write_answers)
        return Desk(AskingWriter(recorded), Purse(spending, FREE, cap and Cap(tokens=cap.tokens)), lambda _: True)
    asked, price = _model(settings, model)
    purse = Purse(spending, price, cap)
    kept = KeptModel(asked, settings.home / "written", purse)
    return Desk(AskingWriter(kept), purse, kept.holds, draft=not settings.write_url)


def _model(settings: Settings, name: str) -> tuple[Model, Price]:
    if settings.write_url:
        from dramaport.ai.write.endpoint import EndpointModel

        price = Price(
            sent=settings.write_price_in, received=settings.write_price_out, currency=settings.write_currency.upper()
        )
        key = settings.write_key.get_secret_value()
        return EndpointModel(settings.write_url, name or settings.write_model, key, price), price
    from dramaport.ai.write.gguf import embedded

    return embedded(), FREE
