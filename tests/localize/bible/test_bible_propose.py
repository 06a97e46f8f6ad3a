"""Proposals: what a season's lines suggest for its bible."""

from __future__ import annotations

from bible_making import line

from dramaport.drama.values import Age, Character, Gender, LineKind, Term, TermKind, TermState
from dramaport.localize.bible.propose import propose
from dramaport.localize.bible.spelling import pinyin

SEASON = [
    line(1, "沈渡，渡口船工", "E01", LineKind.SCREEN),
    line(2, "爷爷，水里有个人！", "E01"),
    line(3, "我叫沈渡！", "E02"),
    line(4, "林总，人在渡口。", "E02"),
    line(5, "林总，我欠您一句实话。", "E03"),
    line(6, "别信赵叔！", "E03"),
    line(7, "推我的是赵叔。", "E04"),
    line(8, "小满呢？", "E04"),
    line(9, "小满！", "E05"),
    line(10, "他淹死在青江里。", "E05"),
    line(11, "青江那晚的案子重启。", "E06"),
    line(12, "渡口要拆了。", "E06"),
    line(13, "谢谢，谢谢爷爷。", "E06"),
]


def by_source(*terms: Term) -> dict[str, Term]:
    return {term.source: term for term in terms}


def test_names_kin_titles_places_and_courtesy_are_told_apart() -> None:
    found = {source: term.kind for source, term in by_source(*propose(SEASON)).items()}
    assert found["沈渡"] is TermKind.NAME
    assert found["小满"] is TermKind.NAME
    assert found["爷爷"] is TermKind.KINSHIP
    assert found["林总"] is TermKind.TITLE
    assert found["赵叔"] is TermKind.ADDRESS
    assert found["青江"] is TermKind.PLACE


def test_everyday_words_are_no_terms() -> None:
    assert not {"谢谢", "谢爷爷", "水里", "实话", "人"} & by_source(*propose(SEASON)).keys()


def test_a_proposal_binds_nobody_and_tells_its_evidence() -> None:
    shen_du = by_source(*propose(SEASON))["沈渡"]
    assert shen_du.state is TermState.PROPOSED
    assert shen_du.note == "2 lines in 2 episodes, first E01.001"


def test_names_are_spelled_where_letters_are_latin_and_kin_everywhere() -> None:
    found = by_source(*propose(SEASON))
    assert found["沈渡"].targets["en"] == ("Shen Du",)
    assert not {"vi", "ja", "ar"} & found["沈渡"].targets.keys()
    assert found["爷爷"].targets["ja"][0] == "おじいちゃん"
    assert len(found["爷爷"].targets) == 14


def test_named_characters_are_always_proposed_and_clusters_never() -> None:
    people = [
        Character(id="a", name="顾北辰", gender=Gender.MALE, named=True),
        Character(id="C3", name="C3", gender=Gender.FEMALE, age=Age.CHILD),
    ]
    found = by_source(*propose(SEASON, people))
    assert found["顾北辰"].targets["de"] == ("Gu Beichen",)
    assert "C3" not in found


def test_pinyin_of_surnames_given_names_and_pet_names() -> None:
    assert [pinyin(name) for name in ("单雄信", "诸葛亮", "小满", "苏苏", "吕布")] == [
        "Shan Xiongxin",
        "Zhuge Liang",
        "Xiaoman",
        "Susu",
        "Lü Bu",
    ]


def test_the_season_decides_the_proposals_not_the_order_of_asking() -> None:
    assert propose(SEASON) == propose(SEASON)
    assert {t.source for t in propose(list(reversed(SEASON)))} == {t.source for t in propose(SEASON)}


def test_english_names_are_words_with_a_capital_inside_a_sentence() -> None:
    lines = [
        line(1, "Tell Anna Bell I'm here."),
        line(2, "Did Anna Bell call Mr. Gray?"),
        line(3, "Ask Mr. Gray. The Boat is gone."),
        line(4, "What Boat? That boat?"),
        line(5, "And I said: I am Marcus."),
    ]
    found = {term.source: term for term in propose(lines, source="en")}
    assert found["Anna Bell"].kind is TermKind.NAME
    assert found["Mr Gray"].kind is TermKind.TITLE
    assert found["Anna Bell"].targets["de"] == ("Anna Bell",)
    assert "Boat" not in found  # also written small
    assert "Marcus" not in found  # once only
    assert "I" not in found


def test_nothing_said_proposes_nothing() -> None:
    assert propose([]) == ()
