"""Chinese text: one script, and likelier texts are those made of words."""

from __future__ import annotations

import pytest

from dramaport.ai.recognize.han import likelihood, simplified


def test_traditional_becomes_simplified() -> None:
    assert simplified("對，這就是我們的頭髮和皇后") == "对，这就是我们的头发和皇后"


@pytest.mark.parametrize(
    ("words", "noise"),
    [("房地产", "佛地产"), ("希望你以后", "西老年以后"), ("亲子鉴定", "亲子坚定"), ("为所欲为", "为索月为")],
)
def test_words_are_likelier_than_syllables(words: str, noise: str) -> None:
    assert likelihood(words) > likelihood(noise)


def test_punctuation_and_script_do_not_count() -> None:
    assert likelihood("我們，回家！") == likelihood("我们回家")
    assert likelihood("") == 0.0
