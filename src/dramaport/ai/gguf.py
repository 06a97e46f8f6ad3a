"""A GGUF model of the catalogue in this process, through llama.cpp (xllamacpp)."""

from __future__ import annotations

import functools
import json
import secrets
from pathlib import Path
from typing import Any

import xllamacpp

from dramaport.ai import models


class LocalModel:
    """One model with one conversation at a time; the caller keeps threads apart. Fetched and loaded with the first."""

    def __init__(self, model: str, context: int, threads: int = 1) -> None:
        """One thread is right beside other work: two that share busy cores wait for each other at every layer."""
        self.name = model
        self.context = context
        self._threads = threads

    @property
    def identity(self) -> str:
        return models.identity(self.name)

    def complete(self, request: dict[str, Any]) -> str:
        """The answer to a chat completion's request, as JSON."""
        answer = self._server.handle_chat_completions(request)
        return answer if isinstance(answer, str) else json.dumps(answer)

    @functools.cached_property
    def _server(self) -> xllamacpp.Server:
        folder = models.folder(self.name)
        return xllamacpp.Server(_params(next(iter(sorted(folder.glob("*.gguf")))), self.context, self._threads))


def _params(path: Path, context: int, threads: int) -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.warmup = False
    params.verbosity = -1
    params.api_keys = [secrets.token_hex(16)]  # the library opens a port on this machine, which nobody else shall use
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    return params
