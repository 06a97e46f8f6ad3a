"""A drama in another market: every change traced, back and forth, and the same over a hundred episodes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.drama.screenplay import Screenplay, load_screenplay
from dramaport.drama.screenplay.values import Role
from dramaport.drama.values import Age, Gender
from dramaport.errors import BadInput
from dramaport.story.repackage.adapt import decide, inconsistencies, repackage
from dramaport.story.repackage.amounts import number, rounded, written
from dramaport.story.repackage.bible import terms_of
from dramaport.story.repackage.notes import Entry, lexicon, noted
from dramaport.story.repackage.packs import markets, pack_of, read_pack
from dramaport.story.repackage.substitute import restored, substituted, texts
from dramaport.story.repackage.surnames import split
from dramaport.story.repackage.values import Decided, Keep, Kind, Substitution
from screenplays import screenplays

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "ferry"
US = pack_of("us")


@pytest.fixture(scope="module")
def play() -> Screenplay:
    return load_screenplay(SAMPLE)


@pytest.mark.parametrize("market", markets())
def test_every_change_leads_back_to_the_original(play: Screenplay, market: str) -> None:
    new, trace = repackage(play, pack_of(market))
    assert new != play
    assert restored(new, trace.occurrences) == play
    assert inconsistencies(new, trace) == ()


_word = st.text("沈渡林晚河总", min_size=1, max_size=3)
_changes = st.dictionaries(_word, st.text("伊桑·沈渡ab", min_size=1, max_size=4), max_size=4)


@settings(max_examples=80, deadline=None)
@given(play=screenplays(), changes=_changes)
def test_any_substitutions_lead_back(play: Screenplay, changes: dict[str, str]) -> None:
    entries = [Substitution(source=old, becomes=new, kind=Kind.THING) for old, new in changes.items()]
    new, occurrences = substituted(play, entries)
    assert restored(new, occurrences) == play


def test_what_was_put_in_is_never_replaced_again(play: Screenplay) -> None:
    swapped = [
        Substitution(source="沈渡", becomes="林晚", kind=Kind.NAME),
        Substitution(source="林晚", becomes="沈渡", kind=Kind.NAME),
    ]
    new, occurrences = substituted(play, swapped)
    assert new.role("shen_du").name == "林晚"
    assert new.role("lin_wan").name == "沈渡"
    assert restored(new, occurrences) == play


def test_a_hundred_episodes_agree(play: Screenplay) -> None:
    season = play.model_copy(
        update={"episodes": {f"E{n:02}": list(play.episodes.values())[n % 12] for n in range(1, 101)}}
    )
    new, trace = repackage(season, US)
    assert inconsistencies(new, trace) == ()
    assert new.episodes["E01"] == new.episodes["E97"]
    assert {entry.source: entry.becomes for entry in repackage(play, US)[1].substitutions} == {
        entry.source: entry.becomes for entry in trace.substitutions
    }


def test_families_stay_families_and_no_two_people_share_a_name(play: Screenplay) -> None:
    new, _ = repackage(play, US)
    names = {role.id: role.name for role in new.characters}
    family = {who: name.split("·")[-1] for who, name in names.items() if "·" in name}
    assert family["shen_du"] == family["shen_shouhe"]
    assert family["lin_wan"] == family["lin_qiuyun"] != family["shen_du"]
    assert len(set(names.values())) == len(names)


def test_a_character_who_joins_changes_nobodys_name(play: Screenplay) -> None:
    late = Role(id="wang_ma", name="王妈", gender=Gender.FEMALE, age=Age.ELDER)
    joined = play.model_copy(update={"characters": (*play.characters, late)})
    before, after = (repackage(script, US)[0] for script in (play, joined))
    assert [role.name for role in after.characters][: len(before.characters)] == [
        role.name for role in before.characters
    ]


def test_people_win_over_the_pack_and_may_keep_a_word(play: Screenplay) -> None:
    decided = Decided(
        substitutions=(Substitution(source="沈渡", becomes="艾什", target="Ash", kind=Kind.NAME),),
        keep=(Keep(term="小满", reason="the name of a feast that the story is about"),),
    )
    new, trace = repackage(play, US, decided)
    assert new.role("shen_du").name == "艾什"
    assert new.role("xiaoman").name == "小满"
    assert inconsistencies(new, trace) == ()
    assert [entry.made for entry in trace.substitutions if entry.source == "沈渡"] == ["person"]


def test_two_decisions_on_one_word_are_refused(play: Screenplay) -> None:
    twice = tuple(Substitution(source="沈渡", becomes=name, kind=Kind.NAME) for name in ("艾什", "伊桑"))
    with pytest.raises(BadInput, match="沈渡 is to become 艾什 and 伊桑"):
        decide(play, US, Decided(substitutions=twice))


def test_a_source_that_still_stands_is_found(play: Screenplay) -> None:
    new, trace = repackage(play, US)
    scene = new.episode("E01").scenes[0]
    line = scene.beats[0].model_copy(update={"text": "沈渡，水里有个人！"})
    scene = scene.model_copy(update={"beats": (line, *scene.beats[1:])})
    edited = new.model_copy(
        update={"episodes": new.episodes | {"E01": new.episode("E01").model_copy(update={"scenes": (scene,)})}}
    )
    assert inconsistencies(edited, trace) == ("episodes/E01/scenes/E01.S1/beats/E01.001/text: 沈渡 still stands",)


def test_ids_voices_and_the_novel_are_no_texts(play: Screenplay) -> None:
    paths = [where for where, _ in texts(play)]
    assert not [where for where in paths if where.endswith(("/id", "/voice", "/effect", "/place"))]
    assert "episodes/E01/scenes/E01.S1/beats/E01.001/text" in paths


def test_the_markets_forms_become_terms_of_the_bible(play: Screenplay) -> None:
    _, trace = repackage(play, US)
    terms = {term.source: term.targets["en"] for term in terms_of(trace.substitutions, "en")}
    names = [entry for entry in trace.substitutions if entry.source == "沈渡"]
    assert terms[names[0].becomes] == (names[0].target,)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("沈渡", ("沈", "渡")), ("沈守河", ("沈", "守河")), ("小满", ("", "小满")), ("欧阳娜娜", ("欧阳", "娜娜")),
        ("司马光", ("司马", "光")),
    ],
)  # fmt: skip
def test_a_name_has_a_surname_or_none(name: str, parts: tuple[str, str]) -> None:
    assert split(name) == parts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五十万", 500_000), ("300万", 3_000_000), ("一百二十", 120), ("两千", 2000), ("1.5亿", 150_000_000), ("十", 10),
        ("十二万三千", 123_000),
    ],
)  # fmt: skip
def test_numbers_are_read_in_digits_and_hanzi(text: str, value: float) -> None:
    assert number(text) == value


@given(st.floats(0.5, 1e9))
def test_a_round_figure_is_near_and_can_be_named(value: float) -> None:
    assert 0.8 <= rounded(value) / value <= 1.25
    assert len(written(rounded(value)).strip("0万亿")) <= 4


def test_sums_become_the_markets_money_and_pieces_stay(play: Screenplay) -> None:
    scene = play.episode("E01").scenes[0]
    line = scene.beats[0].model_copy(update={"text": "五十万元，一块木板，三块钱。"})
    changed = scene.model_copy(update={"beats": (line, *scene.beats[1:])})
    episode = play.episode("E01").model_copy(update={"scenes": (changed,)})
    new, _ = repackage(play.model_copy(update={"episodes": {"E01": episode}}), US)
    assert new.episode("E01").lines[0].text == "7万美元，一块木板，0.4美元。"


def test_a_note_stands_where_a_thing_is_met_first_and_only_there(play: Screenplay) -> None:
    bell = Entry(term="铜铃", words=("铜铃",), kind="craft", texts={"en": "A bronze bell."})
    marked = noted(play, (bell,))
    notes = [(name, note.beat) for name, episode in marked.episodes.items() for note in episode.notes]
    assert notes == [("E01", "E01.008")]
    assert noted(marked, (bell,)) == marked


@pytest.mark.parametrize("market", markets())
def test_a_pack_is_whole(market: str) -> None:
    pack = pack_of(market)
    assert pack.market == market
    assert all("{}" in form for form in (*pack.titles.male, *pack.titles.female))
    assert len({name.name for name in pack.given}) == len(pack.given)
    for gender in Gender:
        for age in Age:
            fitting = [name for name in pack.given if name.gender is gender and age in name.ages]
            assert len(fitting) >= 3, (market, gender, age)
    assert all(norm.cues and norm.remedy for norm in pack.norms)


def test_every_entry_of_the_lexicon_is_told_in_every_language() -> None:
    languages = {frozenset(entry.texts) for entry in lexicon()}
    assert len(languages) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff", "is not valid TOML"),
        (b"market = 3", "market"),
        (b'market = "us"\nlanguage = "en"\nnames = 1', "own.toml"),
    ],
)
def test_a_wrong_pack_is_named(data: bytes, said: str) -> None:
    with pytest.raises(BadInput) as error:
        read_pack(data, "own.toml")
    assert said in str(error.value)


def test_an_unknown_market_is_told_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"no culture pack for zz; use one of .*us"):
        pack_of("zz")
    with pytest.raises(BadInput, match="is no market's code"):
        pack_of("../us")
