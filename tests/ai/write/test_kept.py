"""What was paid for is never paid again: not on another run, not after kill -9, not by another process. And the cap holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from vendor_fakes import Script, says, served

from conftest import wait_until
from dramaport.ai.chat import Completion
from dramaport.ai.write import Request, WriterRefused, WriterUnavailable
from dramaport.ai.write.asking import first_call
from dramaport.ai.write.kept import KeptModel
from dramaport.ai.write.money import Price
from dramaport.ai.write.purse import BudgetSpent, Cap, Purse
from dramaport.ai.write.scripted import ScriptedModel
from dramaport.ai.write.values import Call, Message, Said, Usage
from dramaport.errors import BadInput


class Title(BaseModel):
    title: str


GOOD = '{"title": "夜渡"}'
PRICE = Price(sent=Decimal(1), received=Decimal(10))


def call(text: str = "a title") -> Call:
    return first_call(Request("name-it/1.zh", (Message("user", text),), Title, "E07", max_tokens=50))


def kept(folder: Path, model: ScriptedModel, cap: Cap | None = None) -> KeptModel:
    return KeptModel(model, folder / "written", Purse(folder / "spending.jsonl", PRICE, cap))


def spent(folder: Path) -> Usage:
    return Purse(folder / "spending.jsonl", PRICE).spent().most


def paid_model(count: int = 1) -> ScriptedModel:
    return ScriptedModel({"name-it": [Completion(GOOD, 100, 20)] * count}, PRICE)


def test_an_equal_call_is_answered_from_the_folder_and_costs_nothing(tmp_path: Path) -> None:
    first = kept(tmp_path, paid_model()).say(call())
    silent = ScriptedModel({})
    again = kept(tmp_path, silent).say(call())
    assert (first.fresh, again.fresh) == (True, False)
    assert again.completion == first.completion
    assert again.used == Usage()
    assert silent.calls == []
    assert spent(tmp_path) == Usage(100, 20, Decimal("0.0003"))


@pytest.mark.parametrize(
    "changed",
    [
        {"messages": (Message("user", "another title"),)},
        {"messages": (Message("system", "a title"),)},
        {"schema": {}},
        {"max_tokens": 51},
        {"temperature": 0.1},
        {"seed": 2},
    ],
)
def test_whatever_changes_the_answer_changes_the_key(changed: dict[str, object]) -> None:
    assert replace(call(), **changed).key != call().key  # type: ignore[arg-type]


def test_the_name_of_the_prompt_and_the_subject_change_nothing() -> None:
    assert replace(call(), prompt="x/2.zh", subject="E08").key == call().key


def test_a_damaged_answer_is_not_paid_for_in_silence(tmp_path: Path) -> None:
    kept(tmp_path, paid_model()).say(call())
    (file,) = (tmp_path / "written").rglob("*.json")
    file.write_text("{")
    with pytest.raises(WriterRefused, match="delete it"):
        kept(tmp_path, paid_model()).say(call())


def test_a_call_nobody_answered_costs_nothing(tmp_path: Path) -> None:
    class Down(ScriptedModel):
        def say(self, call: Call) -> Said:
            raise WriterUnavailable("the endpoint is down")

    with pytest.raises(WriterUnavailable):
        kept(tmp_path, Down({})).say(call())
    assert spent(tmp_path) == Usage()


def test_a_budget_stops_before_the_answer_that_could_pass_it_and_keeps_what_is_there(tmp_path: Path) -> None:
    cap = Cap(Decimal("0.002"))
    model = paid_model(9)
    with pytest.raises(BudgetSpent, match="--budget"):
        for number in range(9):
            kept(tmp_path, model, cap).say(call(f"title {number}"))
    assert 0 < len(model.calls) < 9
    money = spent(tmp_path).money
    assert money is not None
    assert money <= Decimal("0.002")
    assert len(list((tmp_path / "written").rglob("*.json"))) == len(model.calls)
    for number in range(len(model.calls)):
        assert not kept(tmp_path, ScriptedModel({}), cap).say(call(f"title {number}")).fresh


def test_tokens_can_be_capped_where_no_price_is_known(tmp_path: Path) -> None:
    purse = Purse(tmp_path / "spending.jsonl", Price(), Cap(tokens=10))
    with pytest.raises(BudgetSpent, match="--tokens"):
        purse.set_aside("k", call())


def test_a_budget_without_prices_or_in_another_currency_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="DRAMAPORT_WRITE_PRICE_IN"):
        Purse(tmp_path / "s", Price(sent=Decimal(1)), Cap(Decimal(5)))
    with pytest.raises(BadInput, match=r"CNY .* USD"):
        Purse(tmp_path / "s", PRICE, Cap(Decimal(5), "CNY"))


def test_money_spent_in_another_currency_is_unknown_in_this_one(tmp_path: Path) -> None:
    kept(tmp_path, paid_model()).say(call())
    yuan = Purse(tmp_path / "spending.jsonl", Price(sent=Decimal(1), received=Decimal(1), currency="CNY"))
    assert yuan.spent().settled.money is None
    assert yuan.spent().settled.sent == 100


def test_a_torn_last_line_of_the_journal_loses_nothing_else(tmp_path: Path) -> None:
    kept(tmp_path, paid_model()).say(call())
    with (tmp_path / "spending.jsonl").open("ab") as file:
        file.write(b'{"key": "k", "sta')
    kept(tmp_path, paid_model()).say(call("another"))
    assert spent(tmp_path).sent == 200


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["open", "settle", "release"])), max_size=20))
def test_what_is_spent_is_what_was_settled_and_at_most_what_is_open(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    purse = Purse(tmp_path_factory.mktemp("purse") / "spending.jsonl", PRICE)
    waiting = dict.fromkeys(range(4), 0)
    settled = 0
    for key, step in steps:
        if step == "open":
            purse.set_aside(str(key), call())
            waiting[key] += 1
        elif waiting[key]:
            waiting[key] -= 1
            if step == "settle":
                purse.settle(str(key), PRICE.usage(7, 3))
                settled += 1
            else:
                purse.release(str(key))
    told = purse.spent()
    assert told.settled == sum((PRICE.usage(7, 3) for _ in range(settled)), Usage())
    assert told.open.received == 50 * sum(waiting.values())


def _driver(folder: Path, url: str, *more: str) -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("kept_driver.py")), str(folder), url, *more]


def test_two_processes_pay_once_for_each_answer(tmp_path: Path) -> None:
    """The first request is not answered before the other process stands at the same one."""
    another = threading.Event()

    def answers_when_both_are_there(handler: BaseHTTPRequestHandler) -> None:
        wait_until(lambda: len(list(tmp_path.glob("asking-*"))) == 2)
        another.wait(1)  # nobody else may come; without the lock the other process does
        says(GOOD)(handler)

    def answers(handler: BaseHTTPRequestHandler) -> None:
        another.set()
        says(GOOD)(handler)

    script = Script(answers_when_both_are_there, answers)
    with served(script) as url:
        running = [subprocess.Popen(_driver(tmp_path, url)) for _ in range(2)]
        assert [process.wait(60) for process in running] == [0, 0]
    assert len(script.requests) == 4
    assert len({str(request["messages"]) for request in script.requests}) == 4
    assert spent(tmp_path) == Usage(400, 80, Decimal("0.0012"))


def test_after_kill_9_nothing_is_paid_twice_and_what_may_have_been_charged_is_counted(tmp_path: Path) -> None:
    reached, go = threading.Event(), threading.Event()

    def answers_late(handler: object) -> None:
        reached.set()
        go.wait(30)

    script = Script(says(GOOD), says(GOOD), answers_late, says(GOOD))
    with served(script) as url:
        process = subprocess.Popen(_driver(tmp_path, url))
        assert reached.wait(60)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(60)
        go.set()
        assert len(script.requests) == 3
        assert subprocess.run(_driver(tmp_path, url), check=False).returncode == 0
    assert len(script.requests) == 5  # the third again, and the fourth; the first two never
    told = Purse(tmp_path / "spending.jsonl", PRICE).spent()
    assert told.settled.sent == 400
    assert told.open.received == 50  # the killed call, at the most it can have cost


def test_a_kill_between_keeping_and_settling_is_settled_on_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Purse, "settle", _killed)
    with pytest.raises(KeyboardInterrupt):
        kept(tmp_path, paid_model()).say(call())
    monkeypatch.undo()
    assert not kept(tmp_path, ScriptedModel({})).say(call()).fresh
    assert Purse(tmp_path / "spending.jsonl", PRICE).spent().settled == Usage(100, 20, Decimal("0.0003"))
    assert spent(tmp_path).sent == 100


def test_an_answer_is_on_the_disk_before_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    real: Callable[[int], None] = os.fsync

    def noted(file: int) -> None:
        done.append(Path(f"/proc/self/fd/{file}").resolve().name)
        real(file)

    monkeypatch.setattr(os, "fsync", noted)
    kept(tmp_path, paid_model()).say(call())
    assert any(name.endswith(".part") for name in done)


def _killed(*_: object) -> None:
    raise KeyboardInterrupt
