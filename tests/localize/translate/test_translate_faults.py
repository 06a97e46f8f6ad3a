"""What is no translation is told apart from what only looks odd."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate_making import term

from dramaport.drama.languages import RELEASE_LANGUAGES
from dramaport.localize.translate.faults import fault

BAD = [
    ("en", "我怕。", "", "empty"),
    ("en", "我怕。", "  \n", "empty"),
    ("en", "我怕。", "…!", "no words"),
    ("en", "我怕。", "我怕。", "source text"),
    ("en", "没有人能再欺负你。", "No one can欺负 you again.", "欺负"),
    ("ko", "没有人能再欺负你。", "아무도 널 欺负 못해.", "欺负"),
    ("ja", "别怕，从今天起没有人能再欺负你。", "怖がらないで、没有人能欺负你。", "source language"),
    ("ja", "我下去！", "我下去！", "source text"),
    ("th", "我怕。", "I'm scared.", "Thai"),
    ("ar", "我怕。", "I'm scared.", "Arabic"),
    ("hi", "我怕。", "mujhe dar lag raha hai", "Hindi"),
    ("en", "我怕。", "As an AI language model, I cannot translate this.", "not a translation"),
    ("en", "我怕。", "TRANSLATION FAILED", "not a translation"),
    ("en", "我怕。", "Error: 429 Too Many Requests", "not a translation"),
    ("en", "我怕。", "Translation: I'm scared.", "not a translation"),
    ("en", "我怕。", "Here is the translation: I'm scared.", "not a translation"),
    ("en", "我怕。", '{"text": "I\'m scared."}', "not a translation"),
    ("en", "我怕。", "<think>The line means", "not a translation"),
    ("en", "我怕。", "null", "not a translation"),
    ("en", "我怕。", "N/A", "not a translation"),
    ("en", "我怕。", "I am so very afraid. " * 5, "long"),
    ("ja", "我怕。", "とても怖いんですよ、" * 5, "long"),
    ("hi", "这份离婚协议，你签还是不签？", "तुम तुम तुम तुम तुम", "repeats"),
    ("en", "这份离婚协议，你签还是不签？", "sign it sign it sign it sign it", "repeats"),
]
FINE = [
    ("en", "我怕。", "I'm scared."),
    ("en", "我怕。", "I'm sorry, but I can't."),  # a line, not an excuse
    ("en", "不不不不！", "No, no, no, no!"),
    ("en", "哈哈哈", "Ha ha ha ha ha!"),
    ("en", "……", "…"),
    ("en", "OK！", "OK!"),
    ("ja", "二十五。", "二十五。"),
    ("ja", "林家二号", "林家二号"),
    ("ja", "小渡！", "小渡！"),
    ("ko", "你听过K-pop吗？", "K-pop 들어봤어?"),
    ("th", "OK！", "OK!"),
    ("vi", "谁？", "Ai đó?"),
    ("zh", "林总在吗？", "林总在吗"),
]


@pytest.mark.parametrize(("target", "source_text", "text", "said"), BAD)
def test_no_translation(target: str, source_text: str, text: str, said: str) -> None:
    assert said in fault(source_text, text, "zh", target)


@pytest.mark.parametrize(("target", "source_text", "text"), FINE)
def test_a_translation(target: str, source_text: str, text: str) -> None:
    source = "en" if target == "zh" else "zh"
    assert fault(source_text, text, source, target, [term("小渡", "小渡", language="ja")]) == ""


def test_names_may_be_written_as_in_the_source_only_where_the_bible_says_so() -> None:
    assert fault("她叫沈渡吗", "她叫沈渡吗", "zh", "ja", [term("沈渡", "沈渡", language="ja")])
    assert "source" in fault("林晚在吗？", "Is 林晚 there?", "zh", "en")
    assert fault("林晚在吗？", "Is 林晚 there?", "zh", "en", [term("林晚", "林晚")]) == ""


def test_latin_to_latin_a_short_text_may_stay_as_it_is() -> None:
    assert fault("Okay.", "Okay.", "en", "de") == ""
    assert "source text" in fault("You lied to me again!", "you lied to me again", "en", "de")


@given(st.sampled_from(RELEASE_LANGUAGES), st.text("我你他不来去了吗林晚沈渡口妈，。！？", min_size=1, max_size=20))
def test_the_source_is_never_its_own_translation(target: str, text: str) -> None:
    has_words = any("一" <= c <= "鿿" for c in text)
    if has_words and target != "ja":
        assert fault(text, text, "zh", target)


@given(st.sampled_from(RELEASE_LANGUAGES), st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_are_judged_without_failing(target: str, source_text: str, text: str) -> None:
    assert isinstance(fault(source_text, text, "zh", target), str)


@given(st.sampled_from(RELEASE_LANGUAGES), st.text(min_size=1, max_size=20))
def test_nothing_is_never_a_translation(target: str, source_text: str) -> None:
    assert fault(source_text, "", "zh", target)
