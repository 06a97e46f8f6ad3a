"""Any OpenAI-compatible endpoint as a writer: vendors, and vLLM, llama.cpp or Ollama on a machine of one's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from dramaport.ai.chat import ChatEndpoint, Completion, NoCompletion, completion
from dramaport.ai.door import Door, DoorClosed, Endless, Patience, Reply, is_address, place
from dramaport.ai.write import tokens
from dramaport.ai.write.money import Price
from dramaport.ai.write.values import Call, Said, WriterRefused, WriterUnavailable
from dramaport.errors import BadInput

#: Seconds between two bytes: a whole episode is thought over before its first.
_READ_S: Final = 300.0
_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 60.0
_MOST_BYTES: Final = 8 << 20
#: Statuses that no other question would change, and what to look at.
_CLOSED: Final = {
    401: "refuses the key (401); check DRAMAPORT_WRITE_KEY",
    402: "wants to be paid first (402); look at your account there",
    403: "refuses the key (403); check DRAMAPORT_WRITE_KEY",
    404: "has no such model or address (404); check DRAMAPORT_WRITE_URL and _MODEL",
}


class EndpointModel:
    """Asks `url`/chat/completions: by a JSON schema, where the server knows none by `json_object`, else in words alone."""

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        price: Price | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        read_seconds: float = _READ_S,
    ) -> None:
        if not is_address(url):
            raise BadInput("DRAMAPORT_WRITE_URL is not an address; use https://host/v1")
        if not model:
            raise BadInput("DRAMAPORT_WRITE_MODEL is empty; name the model the endpoint shall use")
        self._place = place(url)
        self._model = model
        self._price = price or Price()
        patience = Patience(read_seconds, _PAUSE_S, _LONGEST_PAUSE_S)
        door = Door(f"{url.rstrip('/')}/chat/completions", key, patience, most_bytes=_MOST_BYTES, sleep=sleep)
        self._chat = ChatEndpoint(door, model)

    @property
    def identity(self) -> str:
        return f"endpoint:{self._model}@{self._place}"

    def say(self, call: Call) -> Said:
        """One answer. Where the server counts no tokens, the answer's are estimated and the call's taken at their most."""
        reply = self._asked(call)
        try:
            said = completion(reply.body)
        except NoCompletion as error:
            raise WriterRefused(f"{self._place}: {error}; check DRAMAPORT_WRITE_URL") from error
        counted = Completion(
            said.text,
            tokens.most_sent(call) if said.sent is None else said.sent,
            tokens.usual(said.text) if said.received is None else said.received,
            said.whole,
        )
        return Said(counted, self._price.of(counted))

    def _asked(self, call: Call) -> Reply:
        messages = [message.as_dict() for message in call.messages]
        try:
            reply = self._chat.ask(
                messages, call.schema, max_tokens=call.max_tokens, temperature=call.temperature, seed=call.seed
            )
        except DoorClosed as error:
            raise WriterUnavailable(f"{self._place} {error}; run the same command again later") from error
        except Endless as error:
            raise WriterRefused(f"{self._place}: {error}") from error
        if reply.status in _CLOSED:
            raise WriterUnavailable(f"{self._place} {_CLOSED[reply.status]}")
        if not reply.good:
            raise WriterRefused(f"{self._place} answers {reply.status} {reply.words}".rstrip())
        return reply
