"""Forms of address: whether a translation says du or Sie where the bible says which.

Only plain evidence counts, and only as a note for review: a polite plural looks like the polite form, one line may
speak to two people, and a listener is guessed from the scene. Languages whose politeness lies in verbs and pronouns of
many kinds (Japanese, Korean, Thai, Vietnamese, Indonesian) are judged by their commonest marks, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dramaport.drama.values import Address, Line, LineKind, Translation, Value


class AddressNote(Value):
    """A line whose words of address are of the other kind than the bible asks."""

    line: str
    language: str
    speaker: str
    listener: str
    expected: str  # "formal" | "familiar"
    found: str  # the word that shows the other kind


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)", re.IGNORECASE)


# Language: (words that only familiar speech has, words that only formal speech has).
_MARKS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    # At a sentence's start "Sie" and "Ihr" may be she, they, her: only inside one does the capital tell.
    "de": (
        _any("du dich dir dein deine deinen deinem deiner deines"),
        re.compile(r"(?<=[a-zäöüß,] )(?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b"),
    ),
    "fr": (_any("tu toi te ton tes t['’]\\w+"), _any("vous votre vos")),
    "es": (_any("tú ti te contigo tuyo tuya"), _any("usted ustedes")),
    "it": (_any("tu ti te tuo tua tuoi tue"), re.compile(r"(?<=[a-zàèéìòù,] )(?:Lei|Le|La|Suo|Sua|Suoi|Sue)\b")),
    "pt-BR": (_any("você cê teu tua te contigo"), re.compile(r"\b(?:o senhor|a senhora)\b", re.IGNORECASE)),
    "ru": (_any("ты тебя тебе тобой твой твоя твоё твои"), _any("вы вас вам вами ваш ваша ваше ваши")),
    "tr": (_any("sen seni sana senin sende senden"), _any("siz sizi size sizin sizde sizden")),
    "hi": (_any("तू तुम तुझे तुम्हें तेरा तेरी तेरे तुम्हारा तुम्हारी तुम्हारे"), _any("आप आपको आपका आपकी आपके")),
    "id": (_any("kamu kau engkau lu"), _any("anda")),
    "ja": (re.compile("お前|おまえ|てめえ|あんた|君"), re.compile("です|ます|ください|でしょう|ました|ません")),
}


def listeners(lines: Sequence[Line], speaker_of: Mapping[str, str], most_pause_ms: int = 3000) -> dict[str, str]:
    """Whom each line is most likely said to: the nearest other speaker, before it or after it, within `most_pause_ms`.

    A guess, good for scenes of two; lines with nobody near are left out.
    """
    spoken = [line for line in lines if line.kind is LineKind.SPEECH and line.id in speaker_of]
    found: dict[str, str] = {}
    for index, line in enumerate(spoken):
        near: list[tuple[int, str]] = []
        for step in (-1, 1):
            other = index + step
            while 0 <= other < len(spoken) and speaker_of[spoken[other].id] == speaker_of[line.id]:
                other += step
            if 0 <= other < len(spoken) and spoken[other].episode == line.episode:
                pause = max(spoken[other].span.start - line.span.end, line.span.start - spoken[other].span.end)
                near.append((pause, speaker_of[spoken[other].id]))
        if near and min(near)[0] <= most_pause_ms:
            found[line.id] = min(near)[1]
    return found


def address_notes(
    lines: Sequence[Line],
    translations: Mapping[str, Translation],
    address: Sequence[Address],
    language: str,
    speaker_of: Mapping[str, str],
) -> tuple[AddressNote, ...]:
    """Lines that show the other form than the bible's; empty for a language whose forms are not checked."""
    if language not in _MARKS:
        return ()
    forms = {(entry.speaker, entry.listener): entry.form for entry in address}
    listener_of = listeners(lines, speaker_of)
    notes = []
    for line in lines:
        pair = (speaker_of.get(line.id, ""), listener_of.get(line.id, ""))
        translation = translations.get(line.id)
        if translation is None or pair not in forms:
            continue
        found = _other_form(translation.text, forms[pair], language)
        if found:
            notes.append(
                AddressNote(
                    line=line.id,
                    language=language,
                    speaker=pair[0],
                    listener=pair[1],
                    expected=forms[pair],
                    found=found,
                )
            )
    return tuple(notes)


def _other_form(text: str, form: str, language: str) -> str:
    """A word of the other form, where the text has none of the right one."""
    familiar, formal = _MARKS[language]
    right, wrong = (formal, familiar) if form == "formal" else (familiar, formal)
    found = wrong.search(text)
    return found[0].strip() if found and not right.search(text) else ""
