"""Which voices speak which language, best first."""

from __future__ import annotations

from dramaport.ai.abilities import Voice

#: The language of a Kokoro voice by the first letter of its name (b is British English).
KOKORO_LANGUAGES = {
    "a": "en",
    "b": "en",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt-BR",
    "z": "zh",
}

_NATIVE = {
    "zh": "zf_xiaoxiao zm_yunxi zf_xiaoyi zm_yunjian zf_xiaobei zm_yunyang zf_xiaoni zm_yunxia",
    "en": "af_heart am_michael af_bella am_fenrir bf_emma am_puck af_sarah bm_george af_kore bm_fable am_onyx",
    "es": "ef_dora em_alex em_santa",
    "pt-BR": "pf_dora pm_alex pm_santa",
    "fr": "ff_siwis",
    "it": "if_sara im_nicola",
    "hi": "hf_alpha hm_omega hf_beta hm_psi",
    "ja": "jf_alpha jm_kumo jf_gongitsune jf_tebukuro jf_nezumi",
}


def kokoro_voices(language: str) -> tuple[Voice, ...]:
    """Kokoro's voices for a language, best first."""
    return tuple(
        Voice(f"kokoro:{name}", language, "female" if name[1] == "f" else "male", "adult", "native")
        for name in _NATIVE.get(language, "").split()
    )


#: Variant and pitch of espeak-ng's voices, with gender and age: the pitches lie apart, since the timbres hardly do.
_ESPEAK = (
    ("+f3", "female", "adult"),
    ("+m3", "male", "adult"),
    ("+f5@62", "female", "young"),
    ("+m2@62", "male", "young"),
    ("+f2@40", "female", "adult"),
    ("+m1@35", "male", "adult"),
    ("+aunty@38", "female", "elder"),
    ("+grandpa@40", "male", "elder"),
    ("+f4@85", "female", "child"),
    ("+m7@90", "male", "child"),
)


def espeak_voices(language: str) -> tuple[Voice, ...]:
    """espeak-ng's variants as voices of a language."""
    return tuple(
        Voice(f"espeak:{language}{variant}", language, gender, age, "robotic") for variant, gender, age in _ESPEAK
    )
