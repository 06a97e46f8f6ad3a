"""What people of the house change by hand is in the log, under their name, for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_making import Command
from dramaport.cli.context import open_house
from dramaport.settings import Settings
from dramaport.stream import markets
from dramaport.stream.guard import audit


def test_rights_and_prices_changed_by_hand_are_noted(
    home: Path, dramaport: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ann")
    book = tmp_path / "mine.toml"
    book.write_text(Path(markets.__file__).with_name("markets.toml").read_text("utf-8"), "utf-8")
    assert dramaport("market", "set", str(book)).code == 0
    assert dramaport("price", "set", "us", "c500", "0.99", "USD").code == 0
    with open_house(Settings(home=home)).database.connect() as db:
        noted = [(line.actor, line.act, line.subject, line.body.get("amount")) for line in audit.lines(db)]
    assert noted == [("ann", "price.set", "us", "0.99"), ("ann", "markets.set", "mine.toml", None)]
