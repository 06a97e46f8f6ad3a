"""A process of its own for test_kept: asks a folder's model for four titles."""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from dramaport.ai.write import Request
from dramaport.ai.write.asking import first_call
from dramaport.ai.write.endpoint import EndpointModel
from dramaport.ai.write.kept import KeptModel
from dramaport.ai.write.money import Price
from dramaport.ai.write.purse import Purse
from dramaport.ai.write.values import Message


class Title(BaseModel):
    title: str


def main(folder: Path, url: str) -> None:
    price = Price(sent=Decimal(1), received=Decimal(10))
    purse = Purse(folder / "spending.jsonl", price)
    model = KeptModel(EndpointModel(url, "m", "", price), folder / "written", purse)
    (folder / f"asking-{os.getpid()}").touch()
    for number in range(4):
        messages = (Message("user", f"title {number}"),)
        model.say(first_call(Request("name-it/1.zh", messages, Title, max_tokens=50)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
