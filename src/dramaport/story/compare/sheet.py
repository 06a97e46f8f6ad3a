"""Pairs for a person to judge: a TOML file with both versions of each episode and an empty word to fill in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import tomli_w
from pydantic import ValidationError

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.story.compare.values import QUESTION, Judgement, Pair, a_comes_first


class _Row(Value):
    episode: str
    first: str
    second: str
    better: Literal["first", "second", "tie", ""] = ""
    reason: str = ""


class _Sheet(Value):
    judge: str
    question: str
    fill_in: str = "better: first, second or tie; reason: why, in a few words"
    pairs: tuple[_Row, ...]


def write_sheet(file: Path, pairs: Iterable[Pair], judge: str, question: str = QUESTION) -> None:
    """Write the sheet of one person. Raises BadInput where the file is there: it may be filled in already."""
    rows = tuple(_row(pair, judge) for pair in pairs)
    told = _Sheet(judge=judge, question=question, pairs=rows).model_dump(mode="json")
    try:
        with file.open("x", encoding="utf-8") as sheet:
            sheet.write(tomli_w.dumps(told, multiline_strings=True))
    except FileExistsError as error:
        raise BadInput(f"{file} is there already and may be filled in; name another file") from error


def read_sheet(file: Path, pairs: Iterable[Pair]) -> tuple[Judgement, ...]:
    """The judgements of a filled sheet; rows left empty are none. Raises BadInput for what does not belong to the pairs."""
    try:
        sheet = _Sheet.model_validate(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError as error:
        raise BadInput(f"{file} is not there; write it with --sheet {file}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{file} is not valid TOML in UTF-8: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    known = {(pair.episode, frozenset((pair.a, pair.b))): pair for pair in pairs}
    judgements = []
    for row in sheet.pairs:
        pair = known.get((row.episode, frozenset((row.first, row.second))))
        if pair is None:
            raise BadInput(
                f"{file}: {row.episode} holds other texts than these scripts; write a new sheet with --sheet"
            )
        if row.better:
            judgements.append(_judgement(sheet.judge, pair, row))
    return tuple(judgements)


def _row(pair: Pair, judge: str) -> _Row:
    first, second = (pair.a, pair.b) if a_comes_first(pair, judge) else (pair.b, pair.a)
    return _Row(episode=pair.episode, first=first, second=second)


def _judgement(judge: str, pair: Pair, row: _Row) -> Judgement:
    """The order is the one on the sheet, whichever of the two is called A today."""
    order = "a_first" if row.first == pair.a else "b_first"
    reasons = (row.reason,) if row.reason else ()
    return Judgement.model_validate({"judge": judge, "episode": pair.episode, order: row.better, "reasons": reasons})
