"""When a buyer asks the App Store for their money back, Apple asks us how much was used: the answer, where the buyer consents to it.

Rules from developer.apple.com, "Send Consumption Information": an answer within twelve hours, and none without the customer's consent.
We say what the wallet knows and no wish of ours for the outcome.
"""

from __future__ import annotations

from typing import Final

import requests
from appstoreserverlibrary.api_client import APIException, AppStoreServerAPIClient
from appstoreserverlibrary.models.ConsumptionRequest import ConsumptionRequest
from appstoreserverlibrary.models.DeliveryStatus import DeliveryStatus
from appstoreserverlibrary.models.Environment import Environment
from sqlalchemy import Connection

from dramaport.errors import BadInput
from dramaport.stream import repository as people
from dramaport.stream import wallet
from dramaport.stream.people import Purpose
from dramaport.stream.stores import repository
from dramaport.stream.stores.handle import transaction_of
from dramaport.stream.stores.problems import StoreSilent
from dramaport.stream.stores.values import Asked

#: Percentages are told in thousandths.
_WHOLE: Final = 100_000


class AppleAnswers:
    """Sends answers with the App Store Server API's key, by Apple's own library."""

    def __init__(self, *, key: bytes, key_id: str, issuer: str, bundle: str, sandbox: bool) -> None:
        environment = Environment.SANDBOX if sandbox else Environment.PRODUCTION
        try:
            self.client = AppStoreServerAPIClient(key, key_id, issuer, bundle, environment)
        except ValueError as error:
            raise BadInput("DRAMAPORT_APPLE_KEY is no private key in PEM; take the .p8 file of the account") from error

    def tell(self, order: str, told: ConsumptionRequest) -> None:
        """Raises StoreSilent; the App Store then asks once more, and is answered then."""
        try:
            self.client.send_consumption_information(order, told)
        except (APIException, requests.RequestException) as error:
            raise StoreSilent(
                f"the App Store did not take the answer ({type(error).__name__}); it asks again"
            ) from error


def used(db: Connection, asked: Asked, now_ms: int) -> ConsumptionRequest | None:
    """What may be said of an order: None for one that is not in the wallet, and without the buyer's consent."""
    booked = repository.booked(db, asked.source, asked.order)
    person = people.person(db, booked.viewer) if booked.viewer is not None else None
    if person is None or not booked.held or not person.consents.get(Purpose.REFUNDS, False):
        return None
    part = wallet.used(db, transaction_of(asked.source, asked.order, booked.moves), now_ms)
    return ConsumptionRequest(
        customerConsented=True,
        sampleContentProvided=True,  # the first episodes of every drama are free
        deliveryStatus=DeliveryStatus.DELIVERED,
        consumptionPercentage=int(part * _WHOLE),
    )
