"""A line of dialogue tells its language by small words and own letters, or says nothing."""

from __future__ import annotations

import pytest

from dramaport.localize.translate.tongue import other_tongue

SAID = {
    "en": "What are you doing here?",
    "es": "¿Qué haces tú aquí?",
    "pt-BR": "O que você está fazendo aqui?",
    "fr": "Qu'est-ce que tu fais là ?",
    "de": "Was machst du denn hier?",
    "it": "Che cosa ci fai tu qui?",
    "id": "Apa yang kamu lakukan di sini?",
    "vi": "Anh đang làm gì ở đây?",
    "tr": "Senin burada ne işin var?",
}


@pytest.mark.parametrize("language", SAID)
def test_a_line_passes_as_its_own_language_and_as_no_other(language: str) -> None:
    assert other_tongue(SAID[language], language) == ""
    for claimed in SAID.keys() - {language}:
        assert other_tongue(SAID[language], claimed) == language


@pytest.mark.parametrize("text", ["Shen Du!", "Lin Wan?", "…", "No!", "Ms. Lin", "OK", "12", ""])
def test_a_line_without_evidence_passes_anywhere(text: str) -> None:
    assert not any(other_tongue(text, language) for language in SAID)


def test_other_scripts_are_not_judged_here() -> None:
    assert other_tongue("What are you doing here?", "th") == ""


def test_indonesian_and_malay_are_not_told_apart() -> None:
    assert other_tongue("Awak nak pergi mana malam ni?", "id") == ""
