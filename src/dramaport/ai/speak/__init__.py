"""Text to speech: Kokoro's neural voices, espeak-ng's robotic ones, and voices behind an endpoint.

`speaker_for` chooses who speaks a language, `speaker_of` finds who a voice belongs to. A voice's id starts with its
provider: `kokoro:af_heart`, `espeak:vi+f3`, `endpoint:nova`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from dramaport.ai.abilities import Speaker
from dramaport.errors import BadInput, Missing

__all__ = ["embedded", "speaker_for", "speaker_of", "speakers"]


@functools.cache
def embedded(threads: int = 1) -> dict[str, Speaker]:
    """The speakers that come with Dramaport by the prefix of their voices, best first. Loads no model yet."""
    from dramaport.ai.speak.espeak import EspeakSpeaker
    from dramaport.ai.speak.kokoro import KokoroSpeaker

    return {"kokoro": KokoroSpeaker(threads), "espeak": EspeakSpeaker()}


def speaker_for(language: str, endpoint: Speaker | None = None, threads: int = 1) -> Speaker:
    """Who speaks a language: an endpoint that has voices, Kokoro where it is understood, else espeak-ng.

    Raises Missing where nobody can.
    """
    for speaker in (*filter(None, [endpoint]), *embedded(threads).values()):
        if speaker.voices(language):
            return speaker
    raise Missing(f"no voice speaks {language!r}: set DRAMAPORT_SPEAK_URL to an endpoint that does")


def speakers(languages: Iterable[str], endpoint: Speaker | None = None, threads: int = 1) -> dict[str, Speaker]:
    """`speaker_for` of each language."""
    return {language: speaker_for(language, endpoint, threads) for language in languages}


def speaker_of(voice: str, endpoint: Speaker | None = None, threads: int = 1) -> Speaker:
    """Whose voice it is, by its prefix. Raises BadInput for a voice of no provider here."""
    prefix = voice.partition(":")[0]
    speaker = endpoint if prefix == "endpoint" else embedded(threads).get(prefix)
    if speaker is None:
        raise BadInput(f"the voice {voice!r} belongs to no speaker here; ids start with kokoro:, espeak: or endpoint:")
    return speaker
