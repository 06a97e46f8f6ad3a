"""Providers of `abilities.Translator`: a GGUF model in this process, and any OpenAI-compatible endpoint."""

from dramaport.ai.abilities import TranslationRefused


class TranslatorUnavailable(TranslationRefused):
    """The provider cannot be reached or refuses everything for now: asking for fewer lines would not help, asking later
    may.
    """
