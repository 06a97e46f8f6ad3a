"""What support is shown of a viewer's orders: refunds, chargebacks, contested receipts, and purchases by the dozen."""

from __future__ import annotations

from typing import Any

from dramaport.stream.guard.standing import REFUND_MS, Flag, flags

DAY = 86_400_000
NOW = 20_000 * DAY + 1


def order(**changed: Any) -> dict[str, Any]:
    return {"bought_ms": NOW - DAY, "taken_ms": None, "standing": "paid", "contested": False, **changed}


def refunded(ago: int = DAY) -> dict[str, Any]:
    return order(taken_ms=NOW - ago, standing="refunded")


def test_an_honest_buyer_has_no_flag() -> None:
    assert flags([order()] * 9, NOW) == ()
    assert flags([], NOW) == ()


def test_three_refunds_of_late_are_a_flag_two_are_not() -> None:
    assert flags([refunded()] * 2, NOW) == ()
    assert flags([refunded()] * 3, NOW) == (Flag.REFUNDS,)
    assert flags([refunded(REFUND_MS + 1)] * 3, NOW) == ()


def test_one_chargeback_is_a_flag() -> None:
    assert flags([order(taken_ms=NOW - DAY, standing="charged_back")], NOW) == (Flag.CHARGEBACK,)


def test_a_receipt_that_another_account_claimed_is_a_flag() -> None:
    assert flags([order(contested=True)], NOW) == (Flag.CONTESTED,)


def test_ten_purchases_in_a_day_are_a_flag() -> None:
    assert flags([order()] * 10, NOW) == (Flag.MANY_PURCHASES,)
    assert flags([order(bought_ms=NOW - (day + 1) * DAY) for day in range(10)], NOW) == ()
