"""A term is found in the forms its language gives it, and in no other word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.localize.bible.grammar import fold, spans

FOUND = [
    ("en", "Shen Du", "SHEN DU's boat"),
    ("en", "Shen Du", "Shen\u00a0Du’s boat"),
    ("en", "ferry", "two ferries"),
    ("en", "the crossing", "At the crossing."),
    ("en", "the crossing", "A crossing!"),
    ("de", "Opa", "Opas Boot"),
    ("de", "der Grüne Fluss", "im Grünen Fluss"),
    ("de", "Lin", "die Lin-Flotte"),
    ("de", "Straße", "STRASSE"),
    ("fr", "ami", "l'ami"),
    ("fr", "l'embarcadère", "L’EMBARCADÈRE"),
    ("es", "el río Qing", "del río Qing"),
    ("es", "barco", "los barcos"),
    ("it", "nonno", "i nonni"),
    ("pt-BR", "a placa", "das placas"),
    ("id", "kakek", "Kakekku!"),
    ("id", "kakek", "kakeknya"),
    ("vi", "mẹ", "Mẹ ơi"),
    ("vi", "mẹ", "Me\u0323 ơi"),
    ("tr", "Shen Du", "Shen Du'nun teknesi"),
    ("tr", "anne", "Anneciğim!"),
    ("tr", "anne", "Annen perişan."),
    ("tr", "kitap", "kitabı"),
    ("tr", "Lin", "LİN"),
    ("tr", "Lin", "LIN"),
    ("ru", "мама", "маму"),
    ("ar", "جرس", "الجرس"),
    ("ar", "جرس", "وبالجرس"),
    ("ar", "جدي", "جَدّي"),
    ("ar", "جدة", "جدتي"),
    ("ar", "أمي", "امي"),
    ("ar", "شن دو", "شـن دو"),
    ("hi", "बेटा", "बेटे को"),
    ("hi", "घंटी", "घंटियाँ"),
    ("hi", "माँ", "मां!"),
    ("ko", "할아버지", "할아버지께서"),
    ("ko", "형", "형이 왔다"),
    ("ko", "친 할아버지", "친할아버지"),
    ("ja", "シェン・ドゥー", "シェンドゥーさん"),
    ("ja", "シェン・ドゥー", "シェン・ドゥーだ"),
    ("ja", "弟", "弟が"),
    ("th", "เสิ่นตู้", "คุณเสิ่นตู้มาแล้ว"),
    ("zh", "沈渡", "我叫沈渡！"),
]
NOT_FOUND = [
    ("en", "Lin", "Linen"),
    ("en", "Mom", "Momentum"),
    ("en", "Du", "Duke"),
    ("de", "Lin", "Linie"),
    ("fr", "fils", "petit-fils"),
    ("es", "son", "sonrisa"),
    ("it", "nonno", "nonna"),
    ("vi", "mẹ", "mệt"),
    ("tr", "ana", "anahtar"),
    ("ar", "جد", "جديد"),
    ("hi", "माँ", "माँग"),
    ("ko", "형", "형제"),
    ("ko", "형", "인형"),
    ("ja", "リン", "プリン"),
    ("ja", "母", "祖母"),
]


@pytest.mark.parametrize(("language", "form", "text"), FOUND)
def test_found(language: str, form: str, text: str) -> None:
    assert spans(form, text, language)


@pytest.mark.parametrize(("language", "form", "text"), NOT_FOUND)
def test_not_found(language: str, form: str, text: str) -> None:
    assert not spans(form, text, language)


def test_places_are_those_of_the_text_as_it_stands() -> None:
    text = "Große Ruhe. Shen  Du!"
    ((start, end),) = spans("Shen Du", text, "de")
    assert text[start:end] == "Shen  Du"
    ((start, end),) = spans("José", "el Jose\u0301 vino", "es")
    assert (start, end) == (3, 8)


letters = st.text(st.characters(categories=["Ll", "Lo"]), min_size=2, max_size=8)


@given(st.sampled_from(RELEASE_LANGUAGES), letters, st.text(" .,!?…—«»“”0123456789", max_size=5))
def test_a_form_standing_alone_is_always_found(language: str, form: str, around: str) -> None:
    text = f"{around} {form} {around}"
    if fold(form, language).strip("・"):
        assert spans(form, text, language)


@given(st.sampled_from(RELEASE_LANGUAGES), letters, st.text(max_size=30))
def test_every_place_lies_in_the_text(language: str, form: str, text: str) -> None:
    for start, end in spans(form, text, language):
        assert 0 <= start < end <= len(text)
