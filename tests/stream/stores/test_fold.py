"""The state of an order is a matter of what happened when, not of which message came when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dramaport.stream.stores.values import (
    ChargedBack,
    Expired,
    Purchased,
    Refunded,
    Renewed,
    Restored,
    Source,
    Standing,
    StoreEvent,
    fold,
    read_event,
)

APPLE = Source.APPLE
DAY = 86_400_000


def bought(at: int = 1, viewer: str = "anna", name: str = "e1") -> Purchased:
    return Purchased(source=APPLE, id=name, at_ms=at, order="o", viewer=viewer, item="c1000")


def paid(name: str, at: int, until: int, order: str = "o") -> Renewed:
    return Renewed(
        source=APPLE,
        id=name,
        at_ms=at,
        order=order,
        subscription="s",
        viewer="anna",
        item="week",
        from_ms=at,
        until_ms=until,
    )


def refund(at: int) -> Refunded:
    return Refunded(source=APPLE, id=f"r{at}", at_ms=at, order="o")


def chargeback(at: int) -> ChargedBack:
    return ChargedBack(source=APPLE, id=f"c{at}", at_ms=at, order="o")


def restored(at: int, of: str = "refunded") -> Restored:
    return read_event({"source": "apple", "id": f"w{at}{of}", "at_ms": at, "order": "o", "of": of, "kind": "restored"})


def expired(at: int, ends: int) -> Expired:
    return Expired(source=APPLE, id=f"x{at}", at_ms=at, subscription="s", ends_ms=ends)


times = st.integers(0, 6)
histories = st.lists(
    st.one_of(
        times.map(refund),
        times.map(chargeback),
        times.map(restored),
        times.map(lambda at: restored(at, "charged_back")),
        st.builds(bought, times, st.sampled_from(["anna", "bela"]), st.sampled_from(["e1", "e2", "e3"])),
    ),
    unique_by=lambda event: event.id,
    max_size=8,
)


@given(histories, st.data())
def test_any_order_and_any_repetition_of_a_history_gives_the_same_state(
    history: list[StoreEvent], data: st.DataObject
) -> None:
    arrived = data.draw(st.permutations(history)) + data.draw(
        st.lists(st.sampled_from(history or [bought()]), max_size=4)
    )
    arrived = arrived if history else []
    assert fold(APPLE, "o", arrived) == fold(APPLE, "o", history)


@given(st.permutations([paid("p", 0, 10 * DAY), paid("q", 5, 12 * DAY), expired(6, 3 * DAY), expired(9, 8 * DAY)]))
def test_a_period_ends_at_the_earliest_end_after_it_began(history: list[StoreEvent]) -> None:
    assert fold(APPLE, "o", history).until_ms == 3 * DAY


def test_a_refund_before_its_purchase_is_remembered() -> None:
    assert fold(APPLE, "o", [refund(5)]).standing is Standing.UNPAID
    assert fold(APPLE, "o", [refund(5), bought(1)]).standing is Standing.REFUNDED


def test_a_refund_that_was_reversed_stands_as_paid_even_when_the_reversal_comes_first() -> None:
    assert fold(APPLE, "o", [restored(9), bought(1), refund(5)]).standing is Standing.PAID


def test_a_refund_after_a_reversal_is_a_refund() -> None:
    assert fold(APPLE, "o", [bought(1), refund(5), restored(6), refund(7)]).standing is Standing.REFUNDED


def test_winning_a_chargeback_does_not_undo_a_refund() -> None:
    assert fold(APPLE, "o", [bought(1), refund(2), chargeback(3)]).standing is Standing.CHARGED_BACK
    assert (
        fold(APPLE, "o", [bought(1), refund(2), chargeback(3), restored(4, "charged_back")]).standing
        is Standing.REFUNDED
    )


def test_an_order_is_whose_purchase_came_first_by_the_stores_clock() -> None:
    state = fold(APPLE, "o", [bought(7, "bela", "late"), bought(3, "anna", "early")])
    assert (state.viewer, state.contested) == ("anna", True)


def test_an_end_does_not_touch_what_was_bought_after_it() -> None:
    assert fold(APPLE, "o", [paid("p", 5 * DAY, 12 * DAY), expired(3 * DAY, 3 * DAY)]).until_ms == 12 * DAY


def test_a_store_can_lengthen_a_period() -> None:
    assert fold(APPLE, "o", [paid("p", 0, 7 * DAY), paid("longer", 1, 9 * DAY)]).until_ms == 9 * DAY
