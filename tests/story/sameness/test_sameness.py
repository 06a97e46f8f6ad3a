"""A story against a slate: what is shared is named with its evidence, and a near-copy is found."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Vectors
from dramaport.ai.sentences.usem3 import UseM3Encoder
from dramaport.drama.screenplay import load_screenplay
from dramaport.errors import BadInput
from dramaport.story.rules.book import book
from dramaport.story.sameness import Story, Verdict, compare, from_plan, from_screenplay, from_text
from dramaport.story.sameness.compare import Limits, reference
from dramaport.story.sameness.copying import copied, fingerprint
from dramaport.story.sameness.cues import lexicon, occurrences
from dramaport.story.sameness.meaning import STRETCHES, centred, closeness, stretches
from dramaport.story.sameness.profile import sentences_needed, told
from dramaport.story.sameness.values import Passage, Telling
from dramaport.story.values import EpisodePlan, Plan, SourceSpan

ROOT = Path(__file__).resolve().parents[3]
COPIES = tomllib.loads((ROOT / "bench" / "sameness_copies.toml").read_text("utf-8"))


def motifs(text: str) -> list[str]:
    return list(told(from_text("x", text)))


def tellings(text: str, motif: str) -> set[Telling]:
    passage = Passage(where="byte 0", text=text)
    return {one.telling for one in occurrences(passage) if one.motif == motif}


# The lexicon


def test_the_lexicon_is_large_and_every_motif_has_several_cues_in_both_languages() -> None:
    assert len(lexicon()) >= 80
    for motif in lexicon().values():
        assert len(motif.cues) >= 3, motif.id
        assert len(motif.cues_en) >= 2, motif.id
        assert motif.zh and motif.en
        assert all(part for cue in (*motif.cues, *motif.cues_en) for part in cue.parts for part in part), motif.id


def test_a_regulators_note_names_a_rule_that_exists() -> None:
    rules = {entry.rule.id for entry in book().entries}
    notes = {motif.note for motif in lexicon().values() if motif.note}
    assert notes <= rules
    assert {"CN-CEO", "CN-SENIOR"} <= notes


@pytest.mark.parametrize(
    ("text", "motif"),
    [
        ("冷酷的总裁独宠她一人。", "overbearing-ceo"),
        ("婆婆百般刁难，天不亮就赶她起床。", "evil-mother-in-law"),
        ("他一夜暴富，连夜搬进豪宅。", "overnight-riches"),
        ("她醒来什么都不记得了。", "amnesia"),
        ("两个孩子在产房被调换。", "switched-at-birth"),
        ("两人签下一年的契约婚姻。", "contract-marriage"),
        ("她重生回到七年前，要复仇。", "rebirth-revenge"),
        ("他替老板的儿子坐牢。", "took-the-blame"),
        ("賭輸了錢的父親要賣女兒抵債。", "debt-collector"),
        ("She signs a contract marriage with a stranger.", "contract-marriage"),
        ("The ruthless CEO is obsessed with her.", "overbearing-ceo"),
        ("He wakes from an accident and remembers nothing.", "amnesia"),
        ("Her mother-in-law humiliates her before the guests.", "evil-mother-in-law"),
    ],
)
def test_a_motif_is_told(text: str, motif: str) -> None:
    assert motif in motifs(text)


@pytest.mark.parametrize(
    ("text", "motif", "telling"),
    [
        ("他并没有失忆。", "amnesia", Telling.DENIED),
        ("他从未失忆。", "amnesia", Telling.DENIED),
        ("他不是不想走，是失忆了。", "amnesia", Telling.TOLD),
        ("不料他失忆了。", "amnesia", Telling.TOLD),
        ("她不得不替嫁。", "substitute-bride", Telling.TOLD),
        ("未婚夫失忆了。", "amnesia", Telling.TOLD),
        ("他呆呆地坐着，仿佛失忆。", "amnesia", Telling.SUPPOSED),
        ("如果他失忆，一切就都完了。", "amnesia", Telling.SUPPOSED),
        ("他是不是失忆了？", "amnesia", Telling.SUPPOSED),
        ("她在看一本叫《失忆》的书。", "amnesia", Telling.MENTIONED),
        ("海报上写着“失忆”两个字。", "amnesia", Telling.MENTIONED),
        ("“医生说他失忆了，什么都想不起来。”", "amnesia", Telling.TOLD),
        ("He does not have amnesia.", "amnesia", Telling.DENIED),
        ("If he had amnesia, nobody would know.", "amnesia", Telling.SUPPOSED),
    ],
)
def test_what_is_denied_supposed_or_only_named_is_not_told(text: str, motif: str, telling: Telling) -> None:
    assert tellings(text, motif) == {telling}
    assert (motif in motifs(text)) is (telling is Telling.TOLD)


def test_words_that_stand_far_apart_are_no_cue() -> None:
    near, far = "总裁待她冷酷。", "总裁在楼下等车，雨一直下，她想起很多年前在海边的那个清晨，父亲的脸那么冷酷。"
    assert "overbearing-ceo" in motifs(near)
    assert "overbearing-ceo" not in motifs(far)


def test_one_plain_word_tells_nothing() -> None:
    assert motifs("总裁下楼买了一份早饭。") == []


def test_in_a_long_book_a_motif_must_come_more_than_once() -> None:
    filler = "江上起了雾，船慢慢靠岸。" * 500
    assert motifs(f"他失忆了。{filler}") == []
    assert motifs(f"他失忆了。{filler}后来她也失去了记忆。") == ["amnesia"]


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_longer_book_never_needs_fewer_sentences(one: int, other: int) -> None:
    assert sentences_needed(min(one, other)) <= sentences_needed(max(one, other))


# Making stories comparable


def test_sentences_know_their_bytes() -> None:
    text = "第一句。　第二句！\nThe third one. Then a fourth.\n"
    story = from_text("x", text)
    assert [passage.text for passage in story.passages] == ["第一句。", "第二句！", "The third one", "Then a fourth."]
    data = text.encode()
    for passage in story.passages:
        start = int(passage.where.removeprefix("byte "))
        assert data[start:].startswith(passage.text.encode())


def test_filled_lines_are_one_sentence() -> None:
    story = from_text("x", "枝在牆東花在西，自從落\n地任風吹。\n\n　　這四句。\nIt was a\ndark night.")
    assert [passage.text for passage in story.passages][:2] == ["枝在牆東花在西，自從落地任風吹。", "這四句。"]
    assert story.passages[-1].text == "It was a dark night."


@given(st.text(alphabet="江雾。！\n ab.A「」", max_size=60))
def test_every_text_can_be_parted(text: str) -> None:
    data = text.encode()
    for passage in from_text("x", text).passages:
        assert 0 <= int(passage.where.removeprefix("byte ")) < len(data)
        assert "\n" not in passage.text


def test_a_script_is_compared_by_what_it_tells_and_says() -> None:
    story = from_screenplay(load_screenplay(ROOT / "samples" / "ferry"))
    where = {passage.where for passage in story.passages}
    assert {"logline", "E01 synopsis", "E01.001", "E12.011"} <= where
    found = told(story)
    assert {"token-of-kin", "lost-child-found"} <= set(found)


def test_a_plan_is_compared_by_its_words() -> None:
    span = SourceSpan(text="0" * 64, start=0, end=9, last_words="灯")
    plan = Plan(name="灯", novel_sha256="0" * 64, made_by="hand", episodes=(
        EpisodePlan(id="E01", title="夜", synopsis="他失忆了。她不信。", source=span),))  # fmt: skip
    assert [passage.where for passage in from_plan("灯", plan).passages] == [
        "E01 title",
        "E01 synopsis",
        "E01 synopsis",
    ]


# Words in common


@pytest.mark.parametrize("text", ["枝在牆東花在西，自從落地任風吹。", "枝在墙东花在西自从落地任风吹"])
def test_the_same_words_are_found_whatever_stands_between(text: str) -> None:
    other = "他念道：“枝在墙东花在西；自从落地，任风吹。”"
    assert copied(fingerprint(from_text("a", text)), fingerprint(from_text("b", other))) == 1


def test_a_copy_with_other_names_is_found_without_a_model() -> None:
    slate = reference()
    text = next(story for story in slate if story.name == "reference/opera-revenge")
    new = "".join(passage.text for passage in text.passages)
    for old, other in (
        ("白玉楼", "柳青衣"),
        ("陆督军", "韩大帅"),
        ("陆婉", "韩雪"),
        ("江城", "津门"),
        ("林冲夜奔", "挑滑车"),
    ):
        new = new.replace(old, other)
    first, second = compare(from_text("new", new), slate)[:2]
    assert (first.story, first.verdict) == ("reference/opera-revenge", Verdict.NEAR_COPY)
    assert second.verdict is not Verdict.NEAR_COPY
    pair = first.alike[0]
    assert pair.copied and pair.copied in "".join(ch for ch in pair.here.text if ch.isalnum())
    assert pair.there in text.passages


def test_shared_motifs_are_named_with_both_sides_and_are_no_copy() -> None:
    mine = from_text("new", "为了还债，她和年轻总裁签下契约婚姻。总裁冷漠，只在人前牵她的手。婚后两人日久生情。")
    other = from_text("old", "律师与总裁假结婚，总裁强势又冷酷。她本想拿钱就走，婚后却动了心。")
    (likeness,) = compare(mine, [other])
    assert likeness.verdict is Verdict.SHARES
    shared = {one.motif: one for one in likeness.motifs}
    assert {"overbearing-ceo", "contract-marriage"} <= set(shared)
    assert shared["overbearing-ceo"].note == "CN-CEO"
    for one in shared.values():
        assert all(passage in mine.passages for passage in one.here)
        assert all(passage in other.passages for passage in one.there)


def test_a_motif_that_everybody_tells_is_no_sign() -> None:
    slate = [from_text(f"s{at}", f"他失忆了，在第{at}座城里找到复仇的路。") for at in range(9)]
    likenesses = compare(from_text("new", "她失忆了，却记得要复仇。"), slate)
    assert {one.verdict for one in likenesses} == {Verdict.APART}
    assert all(one.motifs for one in likenesses)


# Meaning


class Topics:
    """An encoder whose vectors say only which of a few words a sentence holds."""

    _words = ("灯", "船", "铃", "雨", "信", "山", "刀", "火")

    @property
    def identity(self) -> str:
        return "topics"

    def languages(self) -> frozenset[str]:
        return frozenset({"zh"})

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[1.0 * (word in text) for word in self._words] + [0.5] for text in texts], dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_the_same_sense_in_the_same_order_is_a_near_copy() -> None:
    slate = [
        from_text("a", "灯灭了。船来了。铃响了。雨停了。"),
        from_text("b", "山高。刀快。火旺。信到。"),
        *(from_text(f"c{at}", f"刀{at}。山{at}。信{at}。火{at}。") for at in range(9)),
    ]
    first = compare(from_text("new", "没有了灯。有船靠岸。谁摇铃？天不下雨。"), slate, Topics())[0]
    assert (first.story, first.verdict) == ("a", Verdict.NEAR_COPY)
    assert ("没有了灯。", "灯灭了。") in {(pair.here.text, pair.there.text) for pair in first.alike}


def test_the_same_sense_in_another_order_is_further_off() -> None:
    encoder = Topics()
    straight, turned = (encoder.encode(list(order)) for order in ("灯船铃雨信山刀火", "火刀山信雨铃船灯"))
    vectors = centred({"a": straight, "b": turned})
    assert closeness(vectors["a"], vectors["a"]) > closeness(vectors["a"], vectors["b"])


def test_a_long_story_is_compared_by_equal_stretches() -> None:
    story = from_text("x", "".join(f"第{at}句话。" for at in range(1000)))
    parts = stretches(story)
    assert len(parts) == STRETCHES
    assert "".join(part.text for part in parts) == "".join(passage.text for passage in story.passages)
    assert stretches(from_text("y", "一句。两句。")) == from_text("y", "一句。两句。").passages


def test_long_stories_must_be_nearer_than_short_ones_to_be_called_a_copy() -> None:
    """Means of many sentences are nearer to each other than sentences."""
    words = "灯船铃雨信山刀火"
    short = [from_text(f"s{at}", f"{words[at % 8]}在。{words[at % 5]}来。{words[at % 3]}去。") for at in range(10)]
    long = from_text("long", "灯在。船来。铃去。" * 20)
    found = next(
        one for one in compare(from_text("new", "灯在。船来。铃响。"), [*short, long], Topics()) if one.story == "long"
    )
    strict = Limits(meaning=-1, meaning_long=2)
    assert found.meaning is not None
    (again,) = [
        one
        for one in compare(from_text("new", "灯在。船来。铃响。"), [*short, long], Topics(), strict)
        if one.story == "long"
    ]
    assert again.verdict is not Verdict.NEAR_COPY
    assert {one.verdict for one in compare(short[0], short[1:], Topics(), strict)} == {Verdict.NEAR_COPY}


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("told_copy", COPIES["copy"][:3], ids=lambda one: one["of"])
def test_a_paraphrase_is_found_among_thirty(told_copy: dict[str, str], encoder: UseM3Encoder) -> None:
    likenesses = compare(from_text("new", told_copy["text"]), reference(), encoder)
    assert len(likenesses) == 30
    near = [one.story for one in likenesses if one.verdict is Verdict.NEAR_COPY]
    assert near == [f"reference/{told_copy['of']}"]


@pytest.fixture(scope="module")
def encoder() -> UseM3Encoder:
    return UseM3Encoder()


# Bad input


def test_a_story_without_a_sentence_is_named() -> None:
    with pytest.raises(BadInput, match="empty holds no sentence"):
        compare(from_text("empty", " \n"), [])
    with pytest.raises(BadInput, match="two stories are called 'a'"):
        compare(Story(name="a", passages=from_text("a", "灯。").passages), [from_text("a", "船。")])


def test_nothing_to_compare_with_is_no_error() -> None:
    assert compare(from_text("a", "灯灭了。"), []) == ()
