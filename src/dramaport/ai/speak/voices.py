"""Which voices speak which language, best first, with what was measured of each.

The last column is the share of characters Whisper base wrote down wrongly from three lines (zh and ja: four), spaces
aside; zh is compared by pinyin, ja by sound, hi by consonants: `python bench/speech.py clear LANGUAGE VOICE… --lines 3`.
One or two characters in a hundred are Whisper's own share in es, it and en, and more in the languages it is weak in (ko,
hi, tr, id). Robotic espeak-ng, heard the same way: vi 31 to 48 %, ar 53 to 61 %.

A blend (`ff_siwis*0.5+am_michael*0.5`) is a weighted mean of style vectors. It gives the languages with one to three
native voices more of them: a native voice keeps the accent, the other one gives gender and age. What has no native voice
in it is `accented`. Ages are ours, by pitch (`python bench/speech.py kinds LANGUAGE`).
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
        ("zf_xiaoxiao*0.6+bf_emma*0.4", _F, "elder", 0.035),
        ("zm_yunyang*0.5+zm_yunjian*0.5", _M, "elder", 0.018),
        ("zm_yunxia", _M, "child", 0.018),
    ),
    "en": (
        ("af_heart", _F, "adult", 0.007),
        ("am_michael", _M, "adult", 0.0),
        ("af_bella", _F, "adult", 0.0),
        ("am_fenrir", _M, "adult", 0.007),
        ("af_sarah", _F, "young", 0.007),
        ("am_puck", _M, "young", 0.007),
        ("af_kore", _F, "adult", 0.007),
        ("bm_george", _M, "adult", 0.007),
        ("af_sky", _F, "young", 0.0),
        ("bm_fable", _M, "adult", 0.0),
        ("bf_emma", _F, "elder", 0.007),
        ("bm_lewis", _M, "elder", 0.007),
        ("af_nova", _F, "adult", 0.007),
        ("am_onyx", _M, "elder", 0.007),
        ("af_heart*0.5+jf_tebukuro*0.5", _F, "child", 0.007),
        ("am_puck*0.5+zm_yunxia*0.5", _M, "child", 0.007),
    ),
    "es": (
        ("ef_dora", _F, "adult", 0.007),
        ("em_alex", _M, "adult", 0.007),
        ("ef_dora*0.5+if_sara*0.5", _F, "young", 0.007),
        ("em_alex*0.5+am_puck*0.5", _M, "young", 0.007),
        ("pf_dora", _F, "adult", 0.007),
        ("pm_alex", _M, "adult", 0.007),
        ("ef_dora*0.6+bf_emma*0.4", _F, "elder", 0.007),
        ("em_santa", _M, "elder", 0.007),
        ("em_alex*0.5+im_nicola*0.5", _M, "adult", 0.007),
        ("af_bella", _F, "adult", 0.013),
        ("ef_dora*0.5+jf_tebukuro*0.5", _F, "child", 0.0),
        ("em_alex*0.5+zm_yunxia*0.5", _M, "child", 0.007),
    ),
    "pt-BR": (
        ("pf_dora", _F, "adult", 0.007),
        ("pm_alex", _M, "adult", 0.02),
        ("pf_dora*0.5+if_sara*0.5", _F, "young", 0.02),
        ("pm_alex*0.5+am_puck*0.5", _M, "young", 0.013),
        ("ef_dora", _F, "adult", 0.007),
        ("em_alex", _M, "adult", 0.02),
        ("pf_dora*0.6+bf_emma*0.4", _F, "elder", 0.02),
        ("pm_santa", _M, "elder", 0.013),
        ("pm_alex*0.5+im_nicola*0.5", _M, "adult", 0.02),
        ("af_bella", _F, "adult", 0.026),
        ("pf_dora*0.5+jf_tebukuro*0.5", _F, "child", 0.02),
        ("pm_alex*0.5+zm_yunxia*0.5", _M, "child", 0.013),
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
        ("am_michael", _M, "adult", 0.008),
        ("af_bella", _F, "adult", 0.016),
        ("if_sara*0.5+jf_tebukuro*0.5", _F, "child", 0.0),
        ("im_nicola*0.5+zm_yunxia*0.5", _M, "child", 0.0),
    ),
    "fr": (
        ("ff_siwis", _F, "adult", 0.131),
        ("ff_siwis*0.5+im_nicola*0.5", _M, "adult", 0.021),
        ("ff_siwis*0.5+am_michael*0.5", _M, "adult", 0.062),
        ("ff_siwis*0.5+em_alex*0.5", _M, "young", 0.062),
        ("ff_siwis*0.5+if_sara*0.5", _F, "young", 0.021),
        ("pf_dora", _F, "adult", 0.055),
        ("pm_alex", _M, "adult", 0.076),
        ("ff_siwis*0.4+am_puck*0.6", _M, "young", 0.11),
        ("ff_siwis*0.6+bf_emma*0.4", _F, "elder", 0.055),
        ("ff_siwis*0.4+am_onyx*0.6", _M, "elder", 0.09),
        ("ff_siwis*0.5+jf_tebukuro*0.5", _F, "child", 0.028),
        ("ff_siwis*0.5+zm_yunxia*0.5", _M, "child", 0.041),
    ),
    "de": (
        ("ef_dora", _F, "adult", 0.04),
        ("im_nicola", _M, "adult", 0.023),
        ("pf_dora", _F, "adult", 0.063),
        ("pm_alex", _M, "adult", 0.051),
        ("ff_siwis", _F, "young", 0.069),
        ("em_alex", _M, "young", 0.069),
        ("af_heart", _F, "adult", 0.126),
        ("am_fenrir", _M, "adult", 0.097),
        ("ef_dora*0.5+jf_tebukuro*0.5", _F, "child", 0.103),
        ("em_alex*0.5+zm_yunxia*0.5", _M, "child", 0.08),
    ),
    "id": (
        ("pf_dora", _F, "adult", 0.012),
        ("em_alex", _M, "adult", 0.012),
        ("ef_dora", _F, "adult", 0.024),
        ("pm_alex", _M, "adult", 0.012),
        ("af_heart", _F, "young", 0.043),
        ("am_michael", _M, "adult", 0.024),
        ("if_sara", _F, "young", 0.049),
        ("im_nicola", _M, "elder", 0.018),
        ("ef_dora*0.5+jf_tebukuro*0.5", _F, "child", 0.012),
        ("em_alex*0.5+zm_yunxia*0.5", _M, "child", 0.018),
    ),
    "tr": (
        ("pf_dora", _F, "adult", 0.026),
        ("am_michael", _M, "adult", 0.053),
        ("ef_dora", _F, "adult", 0.033),
        ("am_fenrir", _M, "young", 0.053),
        ("af_heart", _F, "young", 0.099),
        ("em_alex", _M, "young", 0.066),
        ("if_sara", _F, "young", 0.112),
        ("pm_alex", _M, "adult", 0.053),
        ("im_nicola", _M, "elder", 0.066),
        ("ef_dora*0.5+jf_tebukuro*0.5", _F, "child", 0.046),
        ("em_alex*0.5+zm_yunxia*0.5", _M, "child", 0.053),
    ),
    "hi": (
        ("hf_alpha", _F, "adult", 0.046),
        ("hm_omega", _M, "adult", 0.046),
        ("hf_beta", _F, "adult", 0.046),
        ("hm_psi", _M, "adult", 0.057),
        ("hm_omega*0.5+zm_yunxia*0.5", _M, "child", 0.241),
    ),
    "ja": (
        ("jf_alpha", _F, "adult", 0.0),
        ("jm_kumo", _M, "adult", 0.01),
        ("jf_gongitsune", _F, "adult", 0.01),
        ("jm_kumo*0.5+zm_yunxi*0.5", _M, "adult", 0.02),
        ("jf_nezumi", _F, "young", 0.015),
        ("jm_kumo*0.5+am_puck*0.5", _M, "young", 0.01),
        ("am_michael", _M, "adult", 0.03),
        ("zm_yunxi", _M, "young", 0.045),
        ("jf_tebukuro", _F, "child", 0.0),
        ("jm_kumo*0.5+zm_yunxia*0.5", _M, "child", 0.01),
    ),
    "ko": (
        ("jf_alpha", _F, "adult", 0.105),
        ("jm_kumo*0.5+zm_yunxi*0.5", _M, "young", 0.123),
        ("jf_gongitsune", _F, "adult", 0.158),
        ("jm_kumo", _M, "adult", 0.158),
        ("jf_nezumi", _F, "young", 0.158),
        ("am_michael", _M, "adult", 0.158),
        ("jf_nezumi*0.5+bf_emma*0.5", _F, "elder", 0.193),
        ("jf_tebukuro", _F, "child", 0.123),
        ("jm_kumo*0.6+zm_yunxia*0.4", _M, "child", 0.158),
    ),
    "ms": (
        ("ef_dora", _F, "adult", 0.036),
        ("em_alex", _M, "adult", 0.054),
        ("if_sara", _F, "young", 0.06),
        ("pm_alex", _M, "adult", 0.066),
        ("pf_dora", _F, "adult", 0.066),
        ("im_nicola", _M, "elder", 0.102),
    ),
    "ru": (
        ("if_sara", _F, "adult", 0.101),
        ("im_nicola", _M, "adult", 0.116),
        ("pf_dora", _F, "adult", 0.159),
        ("pm_alex", _M, "adult", 0.167),
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
