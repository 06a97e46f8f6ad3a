"""Written text to the phonemes Kokoro knows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.ai.speak.phonemes import phonemes
from dramaport.ai.speak.phonemes.ipa import ESPEAK_VOICES
from dramaport.ai.speak.phonemes.japanese import japanese_number, kana_phonemes, kana_table, reading
from dramaport.ai.speak.phonemes.korean import hangul_phonemes, korean_number
from dramaport.ai.speak.phonemes.symbols import NUMBERS, kept, numbers
from dramaport.ai.speak.phonemes.written import clauses, spoken_form


def test_the_vocabulary_is_kokoros() -> None:
    assert len(NUMBERS) == 114
    # Spot checks against Kokoro's config.json, from every part of the table.
    expected = {";": 1, " ": 16, "A": 24, "O": 31, "a": 43, "z": 68, "ɡ": 92, "ʧ": 133, "ˈ": 156, "→": 171, "ᵻ": 177}
    assert {symbol: NUMBERS[symbol] for symbol in expected} == expected
    assert len(set(NUMBERS.values())) == 114


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("你竟敢背叛我！！！", "你竟敢背叛我!"),
        ("什么？！", "什么?"),
        ("等等……别走", "等等…别走"),
        ("“Stop,” he said.", "Stop, he said."),
        ("¡No! ¿Por qué?", "No! Por qué?"),
        ("I — no -- wait", "I — no — wait"),
        ("हाँ।", "हाँ."),
        ("لماذا؟", "لماذا?"),
        ("Go!!! 😡❤️", "Go!"),
        ("<b>Hi</b> *there*", "b Hi /b there"),
        ("don’t", "don't"),
        ("  \n ", ""),
        ("……", "…"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_punctuation_and_what_has_no_sound(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


def test_a_mark_inside_a_number_does_not_cut() -> None:
    assert clauses("it costs 3.50, at 10:30. ok") == [("it costs 3.50", ","), ("at 10:30", "."), ("ok", "")]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("How dare you betray me!", "en", "hˌW dˈɛɹ ju bᵻtɹˈA mˌi!"),
        ("Go home.", "en-GB", "ɡˌQ hˈQm."),
        ("¡Cállate!", "es", "kˈaʝate!"),
        ("Je t'aime, toi.", "fr", "ʒə tˈɛm, twˈa."),
        ("Ciao, ragazzi", "it", "ʧˈao, raɡˈaʦːɪ"),
        ("तुम", "hi", "tˌʊm"),
        ("çocuk", "tr", "ʧoʤʊk"),
    ],
)
def test_languages_read_by_espeak(text: str, language: str, expected: str) -> None:
    assert phonemes(text, language) == expected


def test_mandarin_has_tones_and_reads_numbers_and_latin_words() -> None:
    assert phonemes("你好", "zh") == "ni↓xau↓"
    assert phonemes("3个亿，OK？", "zh") == "sa→nkɤ↘ i↘, ˌOkˈA?"


@pytest.mark.parametrize(
    "text", ["1.2.3.4", "3/4", "１２：３０", "-5℃", "2026年11月21日", "0.1%", "99999999999999999999999999", "〇", "A1"]
)
def test_no_number_breaks_mandarin(text: str) -> None:
    assert set(phonemes(f"他说{text}。", "zh")) <= set(NUMBERS)


@pytest.mark.parametrize(
    ("kana", "expected"),
    [
        ("キョー", "kʲoː"),
        ("シュミ", "ɕɨmʲi"),
        ("サンビャク", "sambʲakɯ"),
        ("マンガ", "maŋɡa"),
        ("コンニチ", "koɲɲiʨi"),
        ("ホントー", "hontoː"),
        ("ホン", "hoɴ"),
        ("ファン", "ɸaɴ"),
        ("ッテ", "ʔte"),
    ],
)
def test_kana_follow_the_sound_rules(kana: str, expected: str) -> None:
    assert kana_phonemes(kana) == expected


def test_every_kana_has_phonemes_kokoro_knows() -> None:
    for kana, sounds in kana_table().items():
        assert sounds == kept(sounds), kana
    plain = {chr(code) for code in range(ord("ァ"), ord("ヴ") + 1)} - set("ンヮ")
    assert plain <= kana_table().keys()


def test_japanese_is_read_as_people_talk() -> None:
    assert reading("お母さんは私を裏切った") == "オカーサンワワタシオウラギッタ"
    assert phonemes("東京へ行こう！", "ja") == "toːkʲoː e ikoː!"
    assert phonemes("iPhoneを買って", "ja").startswith("ˈI fˈOn o")


@pytest.mark.parametrize(
    ("digits", "numeral"),
    [
        ("0", "ゼロ"), ("7", "七"), ("10", "十"), ("325", "三百二十五"), ("1000", "千"), ("10000", "一万"),
        ("12000000", "千二百万"), ("10000000", "一千万"), ("007", "ゼロゼロ七"), ("100000001", "一億一"),
    ],
)  # fmt: skip
def test_numbers_in_japanese(digits: str, numeral: str) -> None:
    assert japanese_number(digits) == numeral


@pytest.mark.parametrize(
    ("hangul", "expected"),
    [
        ("입학", "ipʰak"),  # ㅂ and ㅎ join
        ("앉히다", "anʨʰida"),
        ("좋아", "ʨoa"),  # ㅎ is silent before a vowel
        ("많아요", "manajo"),
        ("같이", "kaʨʰi"),  # palatal before i
        ("국물", "kuŋmul"),  # nasal before a nasal
        ("독립", "toŋnip"),
        ("신라", "ɕilla"),
        ("학교", "hakʔkjo"),  # tense after an obstruent
        ("값이", "kapɕi"),
        ("읽고", "ikʔko"),
        ("꽃잎", "koʨʰip"),
        ("바보", "pabo"),  # voiced between vowels
    ],
)
def test_hangul_follow_the_standard_pronunciation(hangul: str, expected: str) -> None:
    assert hangul_phonemes(hangul) == expected


@pytest.mark.parametrize(
    ("digits", "read"), [("0", "영"), ("25000", "이만오천"), ("12", "십이"), ("10000", "만"), ("010", "영일영")]
)
def test_numbers_in_korean(digits: str, read: str) -> None:
    assert korean_number(digits) == read


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60), language=st.sampled_from(sorted(ESPEAK_VOICES)))
def test_any_text_gives_phonemes_the_model_takes(text: str, language: str) -> None:
    said = phonemes(text, language)
    assert all(number > 0 for number in numbers(said))
    assert said == said.strip()


@pytest.mark.parametrize("language", ["zh", "ja", "en", "de"])
@pytest.mark.parametrize("text", ["", "…", "！！！", "😡", "♪♪"])
def test_nothing_to_say_gives_nothing(text: str, language: str) -> None:
    assert phonemes(text, language) == ""
