"""The contract: memory first, then the model; refused lines asked again; never the source, nothing, or an excuse as a
translation.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate_making import ScriptedTranslator, entry, full, line, table, term

from dramaport.ai.abilities import Scene, TranslationRefused
from dramaport.ai.translate import TranslatorUnavailable
from dramaport.drama.values import Address, Bible, Draft, Line, LineKind, Translation
from dramaport.localize.translate.contract import Brief, budgets, by_length, scene_of
from dramaport.localize.translate.faults import fault
from dramaport.localize.translate.lines import Failure, translate_lines
from dramaport.localize.translate.memory import Memory, MemoryEntry

LINES = [line(1, "爷爷，水里有个人！"), line(2, "别喊，把灯给我！"), line(3, "小渡！")]
GOOD = {"L1": "Grandpa! Someone's in the water!", "L2": "Hush. Hand me the lamp!", "L3": "Xiaodu!"}
BIBLE = Bible(terms=(term("爷爷", "Grandpa"), term("小渡", "Xiaodu")))


def run(
    translator: ScriptedTranslator | None,
    *entries: MemoryEntry,
    wanted: list[Line] | None = None,
    bible: Bible = BIBLE,
    budgets: dict[str, int] | None = None,
) -> dict[str, Translation | Failure]:
    lines = LINES if wanted is None else wanted
    return translate_lines(lines, LINES, Memory(entries), bible, translator, "en", budgets=budgets)


def text(result: Translation | Failure) -> str:
    assert isinstance(result, Translation), result
    return result.text


def reason(result: Translation | Failure) -> str:
    assert isinstance(result, Failure), result
    return result.reason


def test_what_the_memory_knows_is_not_asked_for() -> None:
    model = ScriptedTranslator(table(**GOOD))
    made = run(model, entry("别喊，把灯给我！", "Quiet. The lamp!"))
    assert model.asked() == [["E01.001", "E01.003"]]
    known = made["E01.002"]
    assert isinstance(known, Translation)
    assert (known.draft, known.by, known.flags) == (Draft.MEMORY, "memory", ())
    asked = made["E01.001"]
    assert isinstance(asked, Translation)
    assert (asked.draft, asked.by) == (Draft.MACHINE, "scripted:1")
    assert list(made) == [one.id for one in LINES]


def test_a_misread_line_is_taken_from_the_memory_with_a_warning() -> None:
    made = run(
        None, entry("爷爷，水里有个人！", "Grandpa! Someone's in the water!"), wanted=[line(1, "爷爷，水里有各人！")]
    )
    found = made["E01.001"]
    assert isinstance(found, Translation)
    assert (found.draft, found.flags) == (Draft.FUZZY, ("fuzzy:0.86",))


def test_two_translations_of_the_same_words_are_flagged() -> None:
    entries = [entry("小渡！", "Xiaodu!", context="E09.001"), entry("小渡！", "Xiaodu, no!", context="E10.001")]
    found = run(None, *entries, wanted=[LINES[2]])["E01.003"]
    assert isinstance(found, Translation)
    assert found.flags == ("ambiguous",)


def test_without_memory_and_model_a_line_fails_and_says_so() -> None:
    made = run(None)
    assert all("memory" in reason(result) and "zh to en" in reason(result) for result in made.values())


def test_only_the_wanted_are_asked_the_rest_is_context() -> None:
    model = ScriptedTranslator(table(**GOOD))
    run(model, wanted=[LINES[1]])
    (scene,) = model.scenes
    assert [ask.id for ask in scene.asks] == ["E01.002"]
    assert [one for one, _, _ in scene.context] == ["E01.001", "E01.002", "E01.003"]


def test_terms_go_only_where_they_occur() -> None:
    model = ScriptedTranslator(table(**GOOD))
    run(model)
    assert [ask.terms for ask in model.scenes[0].asks] == [(("爷爷", "Grandpa"),), (), (("小渡", "Xiaodu"),)]


BAD = ["", "别喊，把灯给我！", "TRANSLATION FAILED", "Hush, 把灯给我!", "x" * 400]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_line_alone_is_asked_again_with_what_was_wrong(bad: str) -> None:
    model = ScriptedTranslator(table(**(GOOD | {"L2": bad})), table(**GOOD))
    assert text(run(model)["E01.002"]) == GOOD["L2"]
    assert model.asked() == [["E01.001", "E01.002", "E01.003"], ["E01.002"]]
    assert any(note.startswith("your last answer was refused") for note in model.scenes[1].asks[0].notes)


@pytest.mark.parametrize("bad", BAD)
def test_a_line_that_stays_bad_fails_and_the_others_do_not(bad: str) -> None:
    model = ScriptedTranslator(table(**(GOOD | {"L2": bad})))
    made = run(model)
    assert fault(LINES[1].text, bad, "zh", "en") == reason(made["E01.002"])
    assert text(made["E01.001"]) == GOOD["L1"]
    assert model.asked() == [["E01.001", "E01.002", "E01.003"], *[["E01.002"]] * 3]


def test_a_missing_answer_is_a_failed_line() -> None:
    made = run(ScriptedTranslator(table(L1=GOOD["L1"], L3=GOOD["L3"])))
    assert "no translation came back" in reason(made["E01.002"])


def test_a_breach_of_the_bible_is_asked_again_then_flagged_but_kept() -> None:
    model = ScriptedTranslator(table(**(GOOD | {"L3": "Du!"})))
    found = run(model)["E01.003"]
    assert isinstance(found, Translation)
    assert (found.text, found.flags) == ("Du!", ("term:小渡",))
    assert "小渡 must be Xiaodu" in model.scenes[1].asks[0].notes[0]


def test_a_candidate_that_keeps_the_bible_goes_before_one_that_does_not() -> None:
    model = ScriptedTranslator(table(**(GOOD | {"L3": ("Du!", "Xiaodu!")})))
    assert text(run(model)["E01.003"]) == "Xiaodu!"
    assert len(model.scenes) == 1


def test_a_remembered_text_that_breaks_the_bible_is_translated_anew() -> None:
    changed = Bible(terms=(term("小渡", "Little Du"),))
    known = entry("小渡！", "Xiaodu!")
    model = ScriptedTranslator(table(L3="Little Du!"))
    assert text(run(model, known, wanted=[LINES[2]], bible=changed)["E01.003"]) == "Little Du!"
    kept = run(None, known, wanted=[LINES[2]], bible=changed)["E01.003"]
    assert isinstance(kept, Translation)
    assert kept.flags == ("term:小渡",)
    refusing = ScriptedTranslator(table(L3=""))
    assert text(run(refusing, known, wanted=[LINES[2]], bible=changed)["E01.003"]) == "Xiaodu!"


def test_remembered_shorter_forms_that_break_the_bible_are_left_out() -> None:
    found = run(None, entry("爷爷，水里有个人！", "Grandpa! In the water!", "In the water!"), wanted=[LINES[0]])[
        "E01.001"
    ]
    assert isinstance(found, Translation)
    assert (found.text, found.shorter) == ("Grandpa! In the water!", ())


def refuse(error: type[TranslationRefused], message: str) -> object:
    def reply(_: Scene) -> list[tuple[str, tuple[str, ...]]]:
        raise error(message)

    return reply


def test_a_refused_scene_is_asked_line_by_line() -> None:
    model = ScriptedTranslator(refuse(TranslationRefused, "ids twice"), table(**GOOD))  # type: ignore[arg-type]
    made = run(model)
    assert [text(made[full(key)]) for key in GOOD] == list(GOOD.values())
    assert model.asked() == [["E01.001", "E01.002", "E01.003"], ["E01.001"], ["E01.002"], ["E01.003"]]


def test_lines_that_are_refused_alone_fail_with_the_reason() -> None:
    made = run(ScriptedTranslator(refuse(TranslationRefused, "ids twice: E01.001")))  # type: ignore[arg-type]
    assert {reason(result) for result in made.values()} == {"ids twice: E01.001"}
    assert not any(result.passing for result in made.values() if isinstance(result, Failure))


def test_an_endpoint_that_is_gone_is_not_asked_a_hundred_times() -> None:
    model = ScriptedTranslator(refuse(TranslatorUnavailable, "host answers 503"))  # type: ignore[arg-type]
    made = run(model)
    assert len(model.scenes) == 1
    assert all(isinstance(result, Failure) and result.passing for result in made.values())
    assert {reason(result) for result in made.values()} == {"host answers 503"}


def test_a_second_best_answer_never_stands_in_for_one_that_may_come_next_time() -> None:
    """Neither a remembered text that breaks the bible nor an answer that does: either would be kept for ever."""
    gone = refuse(TranslatorUnavailable, "host answers 429")
    remembered = run(ScriptedTranslator(gone), entry("小渡！", "Little Ferry!"), wanted=LINES[2:])["E01.003"]  # type: ignore[arg-type]
    assert isinstance(remembered, Failure) and remembered.passing
    answered = run(ScriptedTranslator(table(L3="Little Ferry!"), gone), wanted=LINES[2:])["E01.003"]  # type: ignore[arg-type]
    assert isinstance(answered, Failure) and answered.passing
    kept = run(None, entry("小渡！", "Little Ferry!"), wanted=LINES[2:])["E01.003"]
    assert isinstance(kept, Translation) and kept.flags == ("term:小渡",)


def test_a_language_the_translator_cannot_do_is_not_asked_for() -> None:
    model = ScriptedTranslator(table(**GOOD))
    made = translate_lines(LINES, LINES, Memory([]), BIBLE, model, "tr")
    assert not model.scenes
    assert all(isinstance(result, Failure) for result in made.values())


def test_drafts_are_flagged() -> None:
    found = run(ScriptedTranslator(table(**GOOD), quality="draft"))["E01.001"]
    assert isinstance(found, Translation)
    assert found.flags == ("draft",)


def test_candidates_are_ordered_by_how_long_they_take_to_say() -> None:
    forms = (
        "Someone is in the water over there!",
        "Look!",
        "Someone's in the water!",
        "Someone is drowning out there, in the water!",
    )
    assert by_length(forms, "en") == (forms[0], forms[2], forms[1])


def test_a_line_too_long_for_its_time_is_asked_for_once_more_and_keeps_its_best_form() -> None:
    long = "Grandpa, there is somebody in the water over there by the boat!"
    model = ScriptedTranslator(table(L1=long), table(L1="Grandpa, someone's there!"))
    found = run(model, wanted=[LINES[0]], budgets={"E01.001": 2000})["E01.001"]
    assert isinstance(found, Translation)
    assert (found.text, found.shorter) == (long, ("Grandpa, someone's there!",))
    assert "too long" in model.scenes[1].asks[0].notes[0]


def test_asking_for_a_shorter_form_can_only_help() -> None:
    long = "Grandpa, there is somebody in the water over there by the boat!"
    model = ScriptedTranslator(table(L1=long), table(L1="爷爷！"))
    found = run(model, wanted=[LINES[0]], budgets={"E01.001": 2000})["E01.001"]
    assert isinstance(found, Translation)
    assert (found.text, found.shorter) == (long, ())


def test_asks_carry_address_screen_text_optional_terms_and_syllables() -> None:
    lines = (line(1, "姐姐，你看！"), line(2, "我看。"), line(3, "林晚，来找弟弟的人", kind=LineKind.SCREEN))
    brief = Brief(
        source="zh",
        language="en",
        terms=(term("姐姐", "sister", "Miss", optional=True),),
        context=lines,
        memory=Memory([entry("姐姐，你看这个！", "Miss, take a look at this!")]),
        address=(Address(speaker="xm", listener="lw", form="familiar"),),
        speakers={"E01.001": "xm", "E01.002": "lw"},
        names={"xm": "Xiaoman", "lw": "Lin Wan"},
        budgets={"E01.001": 1500},
    )
    first, _, card = scene_of(lines, brief).asks
    assert first.speaker == "Xiaoman"
    assert first.terms == (("姐姐", "sister"),)
    assert "姐姐 may be left out; as good: Miss" in first.notes
    assert "said to Lin Wan, familiar address" in first.notes
    assert "translated before: 姐姐，你看这个！ = Miss, take a look at this!" in first.notes
    assert any("syllables" in note for note in first.notes)
    assert any("on screen" in note for note in card.notes)


def test_budgets_borrow_from_the_pause_and_leave_short_slots_alone() -> None:
    lines = [
        line(1, "甲", start=0, length=2000),
        line(2, "乙", start=2000, length=300),
        line(3, "丙", start=2400, length=2000),
        line(4, "丁", start=9000, length=2000, kind=LineKind.SCREEN),
    ]
    found = budgets(lines, until=6000)
    assert found.keys() == {"E01.001", "E01.003"}
    assert found["E01.001"] == 2000
    assert 2000 < found["E01.003"] < 3600


answers = st.one_of(
    st.sampled_from(["", "小渡！", "爷爷，水里有个人！", "Grandpa! Look!", "Xiaodu!", "TRANSLATION FAILED", "Hush!"]),
    st.text(max_size=30),
)


@given(st.lists(st.dictionaries(st.sampled_from(["L1", "L2", "L3", "L9"]), answers), min_size=1, max_size=5))
def test_whatever_a_model_says_every_line_ends_as_a_translation_or_a_failure(replies: list[dict[str, str]]) -> None:
    model = ScriptedTranslator(*(table(**reply) for reply in replies))
    made = run(model)
    assert list(made) == [one.id for one in LINES]
    for one in LINES:
        result = made[one.id]
        if isinstance(result, Translation):
            for candidate in (result.text, *result.shorter):
                assert fault(one.text, candidate, "zh", "en", BIBLE.terms) == ""
        else:
            assert result.reason
