"""The models and vendors of this process, made once and shared by its threads.

One thread each: jobs run side by side, one a core, and some models' last bits depend on how their work is split.
"""

from __future__ import annotations

import functools

from dramaport.ai.abilities import Reader, Recognizer, SentenceEncoder, SpeechSeparator, Translator, VoiceEmbedder
from dramaport.settings import Settings


@functools.cache
def settings() -> Settings:
    return Settings()


@functools.cache
def recognizer() -> Recognizer:
    """Whisper, or the endpoint the settings name."""
    chosen = settings()
    if chosen.hear_url:
        from dramaport.ai.recognize.endpoint import EndpointRecognizer

        return EndpointRecognizer(chosen.hear_url, chosen.hear_model, chosen.hear_key.get_secret_value())
    from dramaport.ai.recognize.whisper import WhisperRecognizer

    return WhisperRecognizer(threads=1)


@functools.cache
def reader() -> Reader:
    from dramaport.ai.read.rapid import RapidReader

    return RapidReader(threads=1)


@functools.cache
def embedder() -> VoiceEmbedder:
    from dramaport.ai.voices.dvector import DVectorEmbedder

    return DVectorEmbedder(threads=1)


@functools.cache
def separator() -> SpeechSeparator:
    from dramaport.ai.separate.deepfilter import DeepFilterSeparator

    return DeepFilterSeparator(threads=1)


@functools.cache
def encoder() -> SentenceEncoder:
    from dramaport.ai.sentences.usem3 import UseM3Encoder

    return UseM3Encoder()


@functools.cache
def translator(source: str, language: str) -> Translator | None:
    """The endpoint the settings name, else the embedded model where it knows the languages; None where nobody does."""
    chosen = settings()
    if chosen.translate_url:
        from dramaport.ai.translate.endpoint import EndpointTranslator

        return EndpointTranslator(chosen.translate_url, chosen.translate_model, chosen.translate_key.get_secret_value())
    embedded = _embedded()
    return embedded if embedded.can(source, language) else None


@functools.cache
def _embedded() -> Translator:
    from dramaport.ai.translate.gguf import embedded

    return embedded(threads=1)
