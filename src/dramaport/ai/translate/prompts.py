"""The prompts, kept as files beside the code; their digest is part of a provider's identity."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from string import Template

#: What models call the languages. Other tags are sent as they are.
_NAMES = {
    "zh": "Chinese",
    "en": "English",
    "es": "Latin American Spanish",
    "pt-BR": "Brazilian Portuguese",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "id": "Indonesian",
    "ms": "Malay",
    "vi": "Vietnamese",
    "th": "Thai",
    "ja": "Japanese",
    "ko": "Korean",
    "ar": "Modern Standard Arabic",
    "hi": "Hindi",
    "tr": "Turkish",
    "ru": "Russian",
}


@functools.cache
def _text(name: str) -> str:
    return (resources.files(__package__) / "prompts" / f"{name}.md").read_text("utf-8").strip()


def prompt(name: str, source: str, target: str) -> str:
    """A prompt with the languages' names put in."""
    return Template(_text(name)).substitute(source=_NAMES.get(source, source), target=_NAMES.get(target, target))


def digest(name: str) -> str:
    """8 hex digits of the prompt as it is in the file."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:8]
