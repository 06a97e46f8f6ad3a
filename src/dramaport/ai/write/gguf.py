"""A small language model in this process: drafts where no endpoint is named.

The embedded model was made for code and has 1.5 billion weights. It keeps to a schema, knows little of stories, and its
scripts are to be read as drafts of drafts; they show how the work goes, not how good it can be.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Final

from dramaport.ai import models
from dramaport.ai.chat import NoCompletion, completion, response_format
from dramaport.ai.gguf import LocalModel
from dramaport.ai.write import tokens
from dramaport.ai.write.money import FREE
from dramaport.ai.write.values import Call, Said, WriterRefused

EMBEDDED: Final = "qwen2.5-coder-1.5b"
#: A model of the user's own catalogue with this name is taken instead of the embedded one.
OWN: Final = "writer"
#: Tokens of a question and its answer together. Qwen2.5 reads 32,768; what it remembers of half as many takes 0.47 GB
#: (28 layers × 2 heads × 128 numbers × keys and values × 2 bytes a token).
_CONTEXT: Final = 16_384


class GgufModel:
    """One conversation at a time, on one thread: where the cores are busy, two wait for each other at every layer."""

    def __init__(self, model: str = EMBEDDED, *, context: int = _CONTEXT, threads: int = 1) -> None:
        self._model = LocalModel(model, context, threads)
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return f"gguf:{self._model.identity}"

    def say(self, call: Call) -> Said:
        """One answer; equal calls give equal answers. Raises WriterRefused for a call that is too long for the model."""
        room = self._model.context - tokens.sent(call)
        if room < call.max_tokens // 2:
            raise WriterRefused(
                f"{call.prompt} {call.subject}: the question is too long for {self._model.name}, which reads "
                f"{self._model.context} tokens; name an endpoint with DRAMAPORT_WRITE_URL, or take shorter stretches"
            )
        request = {
            "messages": [message.as_dict() for message in call.messages],
            "max_tokens": min(call.max_tokens, room),
            "temperature": call.temperature,
            "seed": call.seed,
            "cache_prompt": False,  # a cached prefix may change the last bits, and with them a word
            **response_format("json_schema", call.schema),
        }
        with self._lock:
            answer = self._model.complete(request)
        try:
            said = completion(answer)
        except NoCompletion as error:
            raise WriterRefused(f"{self._model.name} gave no answer: {answer[:200]}") from error
        return Said(said, FREE.of(said))


def embedded(catalogue: Mapping[str, object] | None = None) -> GgufModel:
    """The user's own GGUF model where the catalogue lists one named `writer`, else the embedded one."""
    listed = models.catalogue() if catalogue is None else catalogue
    return GgufModel(OWN) if OWN in listed else GgufModel()
