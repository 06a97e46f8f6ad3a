"""How many tokens a text is, before anybody counts them: the usual number for forecasts, and a bound for caps."""

from __future__ import annotations

import json
from typing import Final

from dramaport.ai.write.values import Call

#: Bytes of UTF-8 in a token: 3.55 in the Chinese lines of the sample and 3.51 in their English ones, by the tokenizer of
#: Qwen2.5. Rounded down, for a forecast should rather be too high.
_BYTES: Final = 3
#: Tokens a chat template puts around a message; four to eight for the templates of Qwen, Llama and OpenAI.
_AROUND: Final = 8


def usual(text: str) -> int:
    """The tokens a text usually is."""
    return -(-len(text.encode()) // _BYTES)


def sent(call: Call) -> int:
    """The tokens a call usually sends."""
    return sum(usual(message.content) + _AROUND for message in call.messages) + usual(_schema(call))


def most_sent(call: Call) -> int:
    """No tokenizer that works on bytes makes more of a call: a token is at least one byte."""
    texts = sum(len(message.content.encode()) + _AROUND for message in call.messages)
    return texts + len(_schema(call).encode())


def _schema(call: Call) -> str:
    return json.dumps(call.schema, ensure_ascii=False)
