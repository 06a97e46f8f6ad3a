"""Each rule finds what breaks it, and mends it or says why not. A rule without a case here fails the suite."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from subtitle_making import cue, rows, times

from dramaport.drama.values import Cue
from dramaport.localize.subtitle.profile import Profile, profile
from dramaport.localize.subtitle.rules import RULES, Severity, rule

NBSP = "\u00a0"


@dataclass(frozen=True)
class Case:
    """Cues that break a rule, and what its fix makes of them; `reason` where it cannot be mended."""

    rule: str
    broken: tuple[Cue, ...]
    tag: str = "en"
    rows: tuple[tuple[str, ...], ...] | None = None
    times: tuple[tuple[int, int], ...] | None = None
    reason: str = ""
    cuts: tuple[int, ...] = ()
    until: int | None = None
    glyphs: str | None = None
    kind: str = "vertical"
    found: int = 1

    def profile(self) -> Profile:
        seen = profile(self.tag, self.kind).seen(self.cuts, self.until)  # type: ignore[arg-type]
        return seen if self.glyphs is None else seen.fonted(map(ord, self.glyphs), None, 0)


def text(name: str, tag: str, before: str, after: str) -> Case:
    return Case(name, (cue(0, 2000, before),), tag, ((after,),) if after else ((),))


TEXTS = [
    text("controls", "en", "Wake\u200b up!\ufeff\x07", "Wake up!"),
    text("controls", "vi", "Bến đo\u0300", "Bến đò"),  # composed
    text("controls", "en", "Left\u200f to right", "Left to right"),
    text("markup", "ar", "<i>من هناك؟</i>", "من هناك؟"),
    text("markup", "en", r"{\an8\b1}Wake<br/>up!</font>", "Wake up!"),
    text("markup", "en", "<<i>b>bold</b>", "bold"),
    text("ellipsis", "en", "I was pushed...", "I was pushed…"),
    text("ellipsis", "zh", "是谁……", "是谁…"),
    text("repeated-marks", "en", "Run!!! What?!?!", "Run! What?!"),
    text("marks", "en", "Wake up！Hush，child。", "Wake up! Hush, child."),
    text("marks", "ar", "من هناك?", "من هناك؟"),
    text("marks", "ar", "نعم, سيدي", "نعم، سيدي"),
    text("marks", "zh", "走,快走!", "走，快走！"),
    text("marks", "ja", "誰?", "誰？"),
    text("marks", "de", "Ａ１", "A1"),
    text("stops", "zh", "渡口要拆了。", "渡口要拆了"),
    text("stops", "ko", "나루터가 곧 헐립니다.", "나루터가 곧 헐립니다"),
    text("stops", "ja", "そうか、帰ろう。もう遅い。", "そうか 帰ろう\u3000もう遅い"),
    text("stops", "ja", "「帰ろう。」", "「帰ろう」"),
    text("whitespace", "en", "  Wake   up ! ", "Wake up!"),
    text("spacing", "fr", "Qui est là ?", f"Qui est là{NBSP}?"),
    text("spacing", "fr", "«Non!» dit-elle", f"«{NBSP}Non{NBSP}!{NBSP}» dit-elle"),
    text("quotes", "en", 'He said "no".', "He said “no”."),
    text("quotes", "de", "Er sagte “nein”.", "Er sagte „nein“."),
    text("quotes", "fr", 'Il a dit "non".', "Il a dit «non»."),
    text("quotes", "ja", "“渡し場”か", "「渡し場」か"),
    text("digits", "hi", "२५ साल", "25 साल"),
    text("digits", "ar", "٢٥ عاما", "25 عاما"),
    text("digits", "ja", "3人と25人", "３人と25人"),
    text("direction", "ar", "اسمي Lin Wan الآن", "اسمي \u2066Lin Wan\u2069 الآن"),
    text("direction", "ar", "OK!", "\u200f\u2066OK\u2069!"),
    text("not-empty", "en", "\u200b \u3000", ""),
]

CONTENT = [
    Case("dashes", (cue(0, 2000, "–Wake up!", "— No."),), rows=(("-Wake up!", "-No."),)),
    Case("dashes", (cue(0, 2000, "-Despierta", "No"),), "es", rows=(("Despierta", "No"),)),
    Case("dashes", (cue(0, 2000, "Despierta", "-No"),), "es", rows=(("- Despierta", "- No"),)),
    Case("dashes", (cue(0, 2000, "- Wake up!"),), rows=(("Wake up!",),)),
    Case("script", (cue(0, 2000, "My name is 沈渡."),), reason="translator"),
    Case("script", (cue(0, 2000, "这条河我渡过"),), "ja", reason="translator"),
    Case("script", (cue(0, 2000, "沈渡입니다"),), "ko", reason="translator"),
    Case("glyphs", (cue(0, 2000, "Wake ☃"),), glyphs="Wake ", reason="font"),
    Case("inverted-marks", (cue(0, 2000, "Quién está ahí?"),), "es", reason="translator"),
]

TIMES = [
    Case("order", (cue(2000, 3000, "two"), cue(0, 1000, "one")), rows=(("one",), ("two",))),
    Case("no-overlap", (cue(0, 2000, "one"), cue(1500, 3000, "two")), times=((0, 1500), (1500, 3000))),
    # They speak at once: each gets its share of the time, by text.
    Case("no-overlap", (cue(0, 3000, "Wake up!"), cue(100, 3000, "Who's there?")), times=((0, 1200), (1200, 3000))),
    Case("least-gap", (cue(0, 1980, "one"), cue(2000, 3000, "two")), times=((0, 1920), (2000, 3000))),
    Case("within-episode", (cue(0, 2500, "one"),), until=2000, times=((0, 2000),)),
    Case("within-episode", (cue(3000, 3500, "one"),), until=2000, reason="over"),
    Case("reading-speed", (cue(0, 1000, "Give me back my son, now!"),), times=((0, 1250),)),
    Case(
        "reading-speed", (cue(0, 1000, "Give me back my son, now!"), cue(1080, 2000, "No.")), reason="next cue starts"
    ),
    Case("reading-speed", (cue(0, 1000, "Give me back my son, now!"),), until=1000, reason="episode ends"),
    Case("least-time", (cue(0, 400, "No."),), times=((0, 833),)),
    Case("least-time", (cue(0, 400, "No."), cue(480, 2000, "Yes.")), reason="next cue starts", found=1),
    Case("most-time", (cue(0, 6000, "No"),), times=((0, 5000),)),
    Case("most-time", (cue(0, 6000, "No. Never again."),), rows=(("No.",), ("Never again.",))),
    Case("closed-gap", (cue(0, 1000, "one"), cue(1300, 2500, "two")), times=((0, 1220), (1300, 2500))),
    Case("shot-in", (cue(1900, 3500, "one"),), cuts=(2000,), times=((2000, 3500),)),
    Case("shot-in", (cue(2100, 3500, "one"),), cuts=(2000,), times=((2000, 3500),)),
    Case("shot-in", (cue(1650, 3500, "one"),), cuts=(2000,), times=((1500, 3500),)),
    Case("shot-in", (cue(1900, 2740, "one"), cue(2820, 4000, "two")), cuts=(2000,), reason="read"),
    Case("shot-out", (cue(0, 1700, "one"),), cuts=(2000,), times=((0, 1920),)),
    Case("shot-out", (cue(0, 2100, "one"),), cuts=(2000,), times=((0, 1920),)),
    Case("shot-out", (cue(0, 2400, "one"),), cuts=(2000,), times=((0, 2500),)),
    Case(
        "shot-out", (cue(1000, 1900, "one two three four"), cue(1990, 3900, "two")), cuts=(1960,), reason="in the way"
    ),
]

LAYOUT = [
    Case("row-count", (cue(0, 3000, "one", "two", "three"),), rows=(("one two three",),)),
    Case(
        "row-width",
        (cue(0, 3000, "I pulled it from the river, with you."),),
        rows=(("I pulled it from", "the river, with you."),),
    ),
    Case("row-width", (cue(0, 3000, "Donaudampfschifffahrtsgesellschaft"),), "de", reason="one word"),
    Case(
        "row-width",
        (cue(0, 4000, "-Grandpa, whose bell is that?", "-Hush, child."),),
        rows=(("Grandpa,", "whose bell is that?"), ("Hush, child.",)),
    ),
    Case("one-row", (cue(0, 3000, "Wake", "up!"),), rows=(("Wake up!",),)),
    Case(
        "break-place",
        (cue(0, 3000, "This is the", "bell of my son"),),
        rows=(("This is the bell", "of my son"),),
    ),
    Case(
        "break-place",
        (cue(0, 3000, "渡口要拆了", "，您想清楚再说话"),),
        "zh",
        rows=(("渡口要拆了，", "您想清楚再说话"),),
    ),
]

CASES = TEXTS + CONTENT + TIMES + LAYOUT


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.tag}")
def test_a_rule_finds_what_breaks_it_and_mends_it_or_says_why_not(case: Case) -> None:
    broken, wanted, checked = case.broken, case.profile(), rule(case.rule)
    found = checked.check(broken, wanted)
    assert len(found) == case.found
    assert found[0].rule == case.rule
    assert found[0].message
    if case.reason:
        assert case.reason in found[0].reason
        assert checked.fix(broken, wanted) == list(broken)
        return
    assert found[0].reason == ""
    mended = checked.fix(broken, wanted)
    if case.rows is not None:
        assert rows(mended) == [each for each in case.rows if each]
    if case.times is not None:
        assert times(mended) == list(case.times)
    assert checked.check(mended, wanted) == []
    assert checked.fix(mended, wanted) == mended


def test_every_rule_has_a_case_that_breaks_it() -> None:
    assert {case.rule for case in CASES} == {each.id for each in RULES}


def test_every_rule_says_what_it_asks_and_where_that_is_written() -> None:
    for each in RULES:
        assert each.text.endswith(".")
        assert each.source
        assert each.severity in Severity
    assert len({each.id for each in RULES}) == len(RULES)


def test_the_page_on_subtitles_names_every_rule() -> None:
    page = (Path(__file__).parents[3] / "docs" / "subtitles.md").read_text("utf-8")
    assert {each.id for each in RULES if f"`{each.id}`" not in page} == set()


RIGHT = [
    ("en", "3:30, or 1,000 a.m."),
    ("en", "-5 degrees"),
    ("fr", f"À 10:30, il dit{NBSP}: «{NBSP}Non{NBSP}!{NBSP}»"),
    ("es", "Oye, ¿vienes?"),
    ("ar", "من هناك؟ 25 عاما"),
    ("zh", "你说“渡口”，3:30走"),
    ("ja", "３人 25人！"),
    ("th", "ท่าข้ามจะถูกรื้อแล้ว คิดให้ดีก่อนพูดนะ"),
    ("hi", "घाट टूटने वाला है, सोच-समझकर बोलिए।"),
    ("de", "Er sagte „nein“."),
    ("ru", "«Река» – моя"),
]


@pytest.mark.parametrize(("tag", "written"), RIGHT)
def test_what_is_right_is_left_alone(tag: str, written: str) -> None:
    right = (cue(0, 6900, written),)
    for each in RULES:
        assert each.fix(right, profile(tag, "broadcast")) == list(right), each.id
        assert each.check(right, profile(tag, "broadcast")) == [], each.id


def test_speech_and_screen_text_may_stand_at_the_same_time() -> None:
    both = (cue(0, 2000, "Wake up!"), cue(500, 2500, "Shen Du, boatman", screen=True))
    assert rule("no-overlap").check(both, profile("en")) == []
    assert rule("least-gap").check(both, profile("en")) == []


def test_a_gap_before_a_cut_stays_open() -> None:
    two = (cue(0, 1920, "one"), cue(2300, 3500, "two"))
    assert rule("closed-gap").check(two, profile("en").seen((2000,))) == []
    assert rule("closed-gap").check(two, profile("en")) != []


def test_japanese_leaves_gaps_alone() -> None:
    two = (cue(0, 1000, "一"), cue(1300, 2500, "二"))
    assert rule("closed-gap").check(two, profile("ja")) == []


def test_a_spanish_question_may_begin_in_an_earlier_cue() -> None:
    two = (cue(0, 1000, "¿Sabes dónde"), cue(1080, 2500, "está mi hija?"))
    assert rule("inverted-marks").check(two, profile("es")) == []
