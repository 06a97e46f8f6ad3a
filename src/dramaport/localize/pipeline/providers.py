"""The models and vendors of this process, made once and shared by its threads.

One thread each: jobs run side by side, one a core, and some models' last bits depend on how their work is split.
"""

from __future__ import annotations

import functools

from dramaport.ai import speak
from dramaport.ai.abilities import (
    Reader,
    Recognizer,
    SentenceEncoder,
    Speaker,
    SpeechSeparator,
    Translator,
    VoiceEmbedder,
)
from dramaport.drama.languages import LANGUAGES, languages
from dramaport.errors import BadInput
from dramaport.localize.fonts import Font, font_of
from dramaport.settings import Settings, read_settings


@functools.cache
def settings() -> Settings:
    return read_settings()


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


def speaker(language: str) -> Speaker:
    """The endpoint where the settings give it the language, else who speaks it best here.

    Raises Missing where nobody can, BadInput for settings that cannot be used.
    """
    return speak.speaker_for(language, _vendor(language))


def _vendor(language: str) -> Speaker | None:
    chosen = settings()
    if not chosen.speak_url:
        return None
    told = {found.tag for found in languages(chosen.speak_languages)} if chosen.speak_languages else {language}
    if language not in told:
        return None
    key = chosen.speak_key.get_secret_value()
    return _speaking_endpoint(chosen.speak_url, chosen.speak_model, key, chosen.speak_voices)


@functools.cache
def _speaking_endpoint(url: str, model: str, key: str, voices: str) -> Speaker:
    from dramaport.ai.speak.endpoint import EndpointSpeaker, named_voices

    if not model:
        raise BadInput("DRAMAPORT_SPEAK_MODEL is empty; name the model the speaking endpoint shall use")
    names = named_voices(voices)
    if not names:
        raise BadInput("DRAMAPORT_SPEAK_VOICES is empty; list the endpoint's voices, as in nova:female:adult")
    return EndpointSpeaker(url, model, key, names)


def font(language: str) -> Font:
    """The font a language's subtitles are drawn with."""
    return font_of(LANGUAGES[language])


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
