"""Writing by models: `Writer` takes a request for an object and gives the object, with the tokens and money it took.

`values` says what is asked and answered, `asking` makes a writer of a model: it checks each answer and asks again with
what was wrong. Models are `endpoint`, `gguf`, `scripted` and `recorded`. `kept` stores what was paid for, so that nothing
is paid twice; `purse` counts, and stops at the cap. `providers` puts them together as the settings say.
"""

from __future__ import annotations

from dramaport.ai.write.values import Request, Writer, WriterRefused, WriterUnavailable, Written

__all__ = ["Request", "Writer", "WriterRefused", "WriterUnavailable", "Written"]
