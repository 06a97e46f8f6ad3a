"""A small language model in this process: drafts where nobody else translates.

The embedded model, Qwen2.5-Coder-1.5B-Instruct, was made for code; of all weights that travel in packages it is the
best translator found. It sees six lines of a scene at once and the series' words for them, and a JSON schema holds it
to the numbers. On 41 lines of the sample, Chinese to English, that gave chrF 45 against translations by people and
broke the bible in 2 lines; line by line and without the words it was 36 and 13. On 26 other lines: chrF 42, the bible
kept in all, about two lines of three good enough to stay. It mistakes who does what to whom, and reads idioms word by
word: these are drafts, and marked as drafts.
"""

from __future__ import annotations

import json
import re
import threading
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dramaport.ai import models
from dramaport.ai.abilities import Answer, Ask, Scene, TranslationRefused
from dramaport.ai.chat import NoCompletion, completion
from dramaport.ai.gguf import LocalModel
from dramaport.ai.translate import prompts

Quality = Literal["draft", "usable", "good"]

EMBEDDED = "qwen2.5-coder-1.5b"
#: A model of the user's own catalogue with this name is taken instead of the embedded one.
OWN = "translator"

#: What the embedded model drafts: languages in which at least 9 of 20 lines of the sample (E01, E06), read one by one,
#: could stay as they were or nearly. English 17, Spanish 12, Indonesian 10, Brazilian Portuguese 9, French 9;
#: Vietnamese 8. The rest (de, ru, ja, ko, th, ar, hi, tr) came out mostly wrong or mixed with Chinese when the model
#: was chosen.
_PAIRS: Mapping[tuple[str, str], Quality] = {("zh", tag): "draft" for tag in ("en", "es", "pt-BR", "fr", "id")}

_PROMPT = "gguf"
#: Lines in one question: with the schema, six came back in their places every time, and the neighbours help.
_LINES_AT_ONCE = 6
_CONTEXT = 4096
_TOKENS_A_LINE = 80
#: A refused line is asked with some chance, or the same answer would come again; the seed follows from what is asked.
_CHANCE_WHEN_REFUSED = 0.5


class GgufTranslator:
    """Translates through xllamacpp, one scene at a time. The model (1.1 GB) is fetched and loaded with the first."""

    def __init__(
        self,
        model: str = EMBEDDED,
        *,
        pairs: Mapping[tuple[str, str], Quality] | None = None,
        threads: int = 1,
    ) -> None:
        """`pairs` says which (source, target) the model may do and how well; without it the embedded model's."""
        self._model = LocalModel(model, _CONTEXT, threads)
        self._pairs = _PAIRS if pairs is None else pairs
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return f"gguf:{self._model.identity}:{prompts.digest(_PROMPT)}"

    def can(self, source: str, target: str) -> bool:
        return (source, target) in self._pairs

    def quality(self, source: str, target: str) -> Quality:
        return self._pairs.get((source, target), "draft")

    def translate(self, scene: Scene) -> tuple[Answer, ...]:
        """One candidate for each ask; equal scenes give equal answers. Raises TranslationRefused."""
        parts = [scene.asks[at : at + _LINES_AT_ONCE] for at in range(0, len(scene.asks), _LINES_AT_ONCE)]
        with self._lock:
            return tuple(answer for part in parts for answer in self._answers(part, scene))

    def _answers(self, asks: Sequence[Ask], scene: Scene) -> list[Answer]:
        numbers = [str(number) for number in range(1, len(asks) + 1)]
        refused = any(note.startswith("your last answer was refused") for ask in asks for note in ask.notes)
        texts = [with_terms(ask) if refused else ask.text for ask in asks]
        lines = "\n".join(f"{number}. {text}" for number, text in zip(numbers, texts, strict=True))
        system = prompts.prompt(_PROMPT, scene.source, scene.target)
        if words := {source: form for ask in asks for source, form in ask.terms}:
            system += " Names: " + ", ".join(f"{source} = {form}" for source, form in words.items()) + "."
        reply = self._complete(
            {
                "messages": [
                    {"role": "system", "content": system},
                    {"role": "user", "content": lines},
                ],
                "temperature": _CHANCE_WHEN_REFUSED if refused else 0,
                "seed": zlib.crc32(repr(asks).encode()),
                "max_tokens": _TOKENS_A_LINE * len(asks),
                "cache_prompt": False,  # a cached prefix may change the last bits, and with them a word
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "lines", "schema": _schema(numbers)},
                },
            }
        )
        try:
            said = json.loads(reply)
            answers = [" ".join(str(said[number]).split()) for number in numbers]
        except (ValueError, KeyError, TypeError) as error:
            raise TranslationRefused(f"{self._model.name} did not finish its answer") from error
        return [Answer(ask.id, (text,)) for ask, text in zip(asks, answers, strict=True)]

    def _complete(self, request: dict[str, Any]) -> str:
        answer = self._model.complete(request)
        try:
            return completion(answer).text
        except NoCompletion as error:
            raise TranslationRefused(f"{self._model.name} gave no answer: {str(answer)[:200]}") from error


def embedded(catalogue: Mapping[str, object] | None = None, threads: int = 1) -> GgufTranslator:
    """The user's own GGUF model where the catalogue lists one named `translator`, else the embedded one.

    An own model is asked for any two languages: its owner knows what it speaks, and the gate checks what it says.
    """
    listed = models.catalogue() if catalogue is None else catalogue
    return GgufTranslator(OWN, pairs=_AnyPair(), threads=threads) if OWN in listed else GgufTranslator(threads=threads)


class _AnyPair(dict[tuple[str, str], Quality]):
    """Every pair of different languages, as drafts."""

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and len(pair) == 2 and pair[0] != pair[1]


def with_terms(ask: Ask) -> str:
    """The line with the series' words put in, longer ones first: 爷爷，水里有人 → Grandpa ，水里有人.

    A refused line is asked so: a model that would not use a word it was told will copy one that stands there.
    """
    forms = dict(ask.terms)
    if not forms:
        return ask.text
    longest_first = "|".join(map(re.escape, sorted(forms, key=lambda word: (-len(word), word))))
    return " ".join(re.sub(longest_first, lambda match: f" {forms[match[0]]} ", ask.text).split())


def _schema(numbers: Sequence[str]) -> dict[str, Any]:
    properties = {number: {"type": "string", "minLength": 1} for number in numbers}
    return {"type": "object", "properties": properties, "required": list(numbers), "additionalProperties": False}
