"""Which voices speak which language, best first, with what was measured of each.

The last column is the share of characters Whisper base wrote down wrongly from three lines (zh and ja: four; zh by
pinyin, ja by sound): `python bench/speech.py clear LANGUAGE VOICE… --lines 3`. In English, Spanish and Italian that is
next to nothing, so the voice alone cannot be blamed for more elsewhere: Whisper base is weak in hi, ko, tr and ar.

A blend (`ff_siwis*0.5+am_michael*0.5`) is a weighted mean of style vectors. It gives the languages with one to three
native voices more of them: a native voice keeps the accent, the other one gives gender and age. Voices of other
languages alone, and blends without a native voice, are `accented`. Ages are ours, from pitch (`python bench/speech.py
kinds LANGUAGE`): children above 240 Hz, elders the lowest of their gender.
"""

from __future__ import annotations

from typing import Literal

from dramaport.ai.abilities import Voice

Gender = Literal["female", "male"]
Age = Literal["child", "young", "adult", "elder"]

#: A voice heard worse than this is not offered.
MOST_ERRORS = 0.2

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

_F: Gender = "female"
_M: Gender = "male"

#: Style, gender, age, character error rate.
_KOKORO: dict[str, tuple[tuple[str, Gender, Age, float], ...]] = {
    "zh": (
        ("zf_xiaoxiao", _F, "adult", 0.018),
        ("zm_yunxi", _M, "young", 0.0),
        ("zf_xiaoyi", _F, "young", 0.018),
        ("zm_yunjian", _M, "adult", 0.018),
        ("zf_xiaobei", _F, "adult", 0.018),
        ("zm_yunyang", _M, "adult", 0.053),
        ("zm_yunxia", _M, "child", 0.018),
    ),
    "en": (
        ("af_heart", _F, "adult", 0.011),
        ("am_michael", _M, "adult", 0.0),
        ("af_bella", _F, "adult", 0.0),
        ("am_fenrir", _M, "adult", 0.011),
        ("af_sarah", _F, "young", 0.011),
        ("am_puck", _M, "young", 0.011),
        ("af_kore", _F, "adult", 0.011),
        ("bm_george", _M, "adult", 0.011),
        ("af_sky", _F, "young", 0.0),
        ("bm_fable", _M, "adult", 0.0),
        ("bf_emma", _F, "elder", 0.011),
        ("bm_lewis", _M, "elder", 0.011),
        ("af_nova", _F, "adult", 0.011),
        ("am_onyx", _M, "elder", 0.011),
    ),
    "es": (
        ("ef_dora", _F, "adult", 0.005),
        ("em_alex", _M, "adult", 0.005),
        ("ef_dora*0.5+if_sara*0.5", _F, "young", 0.005),
        ("em_alex*0.5+am_puck*0.5", _M, "young", 0.005),
        ("pf_dora", _F, "adult", 0.005),
        ("pm_alex", _M, "adult", 0.005),
        ("ef_dora*0.6+bf_emma*0.4", _F, "elder", 0.005),
        ("em_santa", _M, "elder", 0.005),
        ("em_alex*0.5+im_nicola*0.5", _M, "adult", 0.005),
        ("af_bella", _F, "adult", 0.022),
        ("ef_dora*0.5+jf_tebukuro*0.5", _F, "child", 0.0),
        ("em_alex*0.5+zm_yunxia*0.5", _M, "child", 0.005),
    ),
    "pt-BR": (
        ("pf_dora", _F, "adult", 0.005),
        ("pm_alex", _M, "adult", 0.016),
        ("pf_dora*0.5+if_sara*0.5", _F, "young", 0.016),
        ("pm_alex*0.5+am_puck*0.5", _M, "young", 0.011),
        ("ef_dora", _F, "adult", 0.005),
        ("em_alex", _M, "adult", 0.021),
        ("pf_dora*0.6+bf_emma*0.4", _F, "elder", 0.016),
        ("pm_santa", _M, "elder", 0.011),
        ("pm_alex*0.5+im_nicola*0.5", _M, "adult", 0.016),
        ("af_bella", _F, "adult", 0.021),
        ("pf_dora*0.5+jf_tebukuro*0.5", _F, "child", 0.016),
        ("pm_alex*0.5+zm_yunxia*0.5", _M, "child", 0.011),
    ),
    "it": (
        ("if_sara", _F, "adult", 0.0),
        ("im_nicola", _M, "adult", 0.0),
        ("if_sara*0.5+ef_dora*0.5", _F, "young", 0.0),
        ("im_nicola*0.5+am_puck*0.5", _M, "young", 0.0),
        ("pf_dora", _F, "adult", 0.0),
        ("pm_alex", _M, "adult", 0.0),
        ("if_sara*0.6+bf_emma*0.4", _F, "elder", 0.0),
        ("im_nicola*0.5+em_alex*0.5", _M, "elder", 0.0),
        ("am_michael", _M, "adult", 0.006),
        ("af_bella", _F, "adult", 0.013),
        ("if_sara*0.5+jf_tebukuro*0.5", _F, "child", 0.0),
        ("im_nicola*0.5+zm_yunxia*0.5", _M, "child", 0.0),
    ),
    "fr": (
        ("ff_siwis", _F, "adult", 0.114),
        ("ff_siwis*0.5+im_nicola*0.5", _M, "adult", 0.016),
        ("ff_siwis*0.5+am_michael*0.5", _M, "adult", 0.049),
        ("pf_dora", _F, "adult", 0.049),
        ("pm_alex", _M, "adult", 0.065),
    ),
    "de": (
        ("ef_dora", _F, "adult", 0.038),
        ("im_nicola", _M, "adult", 0.029),
        ("pf_dora", _F, "adult", 0.067),
        ("pm_alex", _M, "adult", 0.048),
        ("ff_siwis", _F, "young", 0.076),
        ("em_alex", _M, "young", 0.076),
        ("af_heart", _F, "adult", 0.124),
        ("am_fenrir", _M, "adult", 0.095),
    ),
    "id": (
        ("pf_dora", _F, "adult", 0.015),
        ("em_alex", _M, "adult", 0.026),
        ("ef_dora", _F, "adult", 0.036),
        ("pm_alex", _M, "adult", 0.036),
        ("af_heart", _F, "young", 0.046),
        ("am_michael", _M, "adult", 0.041),
        ("if_sara", _F, "young", 0.077),
        ("im_nicola", _M, "elder", 0.052),
    ),
    "tr": (
        ("pf_dora", _F, "adult", 0.023),
        ("am_michael", _M, "adult", 0.057),
        ("ef_dora", _F, "adult", 0.04),
        ("am_fenrir", _M, "young", 0.063),
        ("af_heart", _F, "young", 0.114),
        ("em_alex", _M, "young", 0.063),
        ("if_sara", _F, "young", 0.131),
        ("pm_alex", _M, "adult", 0.069),
        ("im_nicola", _M, "elder", 0.086),
    ),
    "hi": (
        ("hf_alpha", _F, "adult", 0.046),
        ("hm_omega", _M, "adult", 0.046),
        ("hf_beta", _F, "adult", 0.046),
        ("hm_psi", _M, "adult", 0.057),
    ),
    "ja": (
        ("jf_alpha", _F, "adult", 0.0),
        ("jm_kumo", _M, "adult", 0.01),
        ("jf_gongitsune", _F, "adult", 0.01),
        ("jf_nezumi", _F, "young", 0.015),
        ("am_michael", _M, "adult", 0.03),
        ("zm_yunxi", _M, "young", 0.045),
        ("jf_tebukuro", _F, "child", 0.0),
    ),
    "ko": (
        ("jf_alpha", _F, "adult", 0.139),
        ("am_michael", _M, "adult", 0.177),
    ),
    "ms": (
        ("ef_dora", _F, "adult", 0.046),
        ("em_alex", _M, "adult", 0.071),
        ("if_sara", _F, "young", 0.076),
        ("pm_alex", _M, "adult", 0.081),
        ("pf_dora", _F, "adult", 0.086),
        ("im_nicola", _M, "elder", 0.117),
    ),
    "ru": (
        ("if_sara", _F, "adult", 0.107),
        ("im_nicola", _M, "adult", 0.13),
        ("pf_dora", _F, "adult", 0.178),
        ("pm_alex", _M, "adult", 0.183),
    ),
}


def kokoro_voices(language: str) -> tuple[Voice, ...]:
    """Kokoro's voices for a language that are understood, best first."""
    return tuple(
        Voice(f"kokoro:{_named(style, language)}", language, gender, age, _quality(style, language))
        for style, gender, age, errors in _KOKORO.get(language, ())
        if errors <= MOST_ERRORS
    )


def _named(style: str, language: str) -> str:
    """A voice of its own language goes by its name alone; all else says which language it speaks."""
    own = "+" not in style and KOKORO_LANGUAGES[style[0]] == language
    return style if own else f"{language}/{style}"


def _quality(style: str, language: str) -> Literal["native", "accented"]:
    native = any(KOKORO_LANGUAGES[part[0]] == language for part in style.split("+"))
    return "native" if native else "accented"


#: Variant and pitch of espeak-ng's voices, with gender and age. Of 40 variants these are the ones that lie farthest apart
#: (for the speaker embedder, any two at most 0.88 alike) and are understood best (Vietnamese, 31 to 48 % errors).
_ESPEAK: tuple[tuple[str, Gender, Age], ...] = (
    ("+f2@40", _F, "adult"),
    ("+m3", _M, "adult"),
    ("+f3", _F, "adult"),
    ("+m5@55", _M, "adult"),
    ("+f5@62", _F, "young"),
    ("+m2@62", _M, "young"),
    ("+f1@30", _F, "elder"),
    ("+robert@40", _M, "elder"),
    ("+f4@85", _F, "child"),
    ("+m7@90", _M, "child"),
)


def espeak_voices(language: str) -> tuple[Voice, ...]:
    """espeak-ng's variants as voices of a language."""
    return tuple(
        Voice(f"espeak:{language}{variant}", language, gender, age, "robotic") for variant, gender, age in _ESPEAK
    )
