"""Reading what a model answered. Strict: an answer that is not exactly what was asked for is none."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from dramaport.ai.abilities import Answer

_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
#: More candidates for a line than this are no candidates but a loop.
_MOST_CANDIDATES = 8


class BadReply(Exception):
    """The reply cannot be used as a whole. The text says what is wrong, in words the model can be told."""


def parse_reply(text: str, ids: Sequence[str]) -> tuple[Answer, ...]:
    """The answers in the order of `ids`, each exactly once. Raises BadReply naming doubled, missing and unknown ids.

    Blank candidates are dropped unless all are blank; whether a text is a translation is not judged here.
    """
    rows = _rows(text)
    answers = [_answer(row) for row in rows]
    times = Counter(answer.id for answer in answers)
    wrong = {
        "ids given twice": [one for one in times if times[one] > 1],
        "unknown ids": [one for one in times if one not in ids],
        "missing ids": [one for one in ids if one not in times],
    }
    if any(wrong.values()):
        raise BadReply("; ".join(f"{what}: {', '.join(found[:10])}" for what, found in wrong.items() if found))
    by_id = {answer.id: answer for answer in answers}
    return tuple(by_id[one] for one in ids)


def _rows(text: str) -> list[Any]:
    fenced = _FENCE.match(text)
    try:
        value = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError) as error:
        raise BadReply("the answer is not JSON") from error
    rows = value.get("lines") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        raise BadReply('the answer is not {"lines": [...]}')
    return rows


def _answer(row: Any) -> Answer:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise BadReply('an entry of "lines" has no "id"')
    texts = row.get("translations")
    if isinstance(texts, str):
        texts = [texts]
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise BadReply(f'line {row["id"]} has no list of "translations"')
    if len(texts) > _MOST_CANDIDATES:
        raise BadReply(f"line {row['id']} has {len(texts)} translations")
    written = tuple(" ".join(text.split()) for text in texts)
    return Answer(row["id"], tuple(text for text in written if text) or ("",))
