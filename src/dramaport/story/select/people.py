"""Who acts in a novel, and where it plays: found by the words that announce speech and movement, not by a dictionary.

A Chinese name has no capital letter, and segmenters trained on news cut the names of fiction wrong. What is reliable is the
place of a name: a clause that goes on with 说, 看, 走 … or stands right before 道：“ begins with somebody. Names are the beginnings
of such clauses that come again while what follows them changes. Who is never seen to act is not found.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from dramaport.drama.values import Value
from dramaport.story.intake.variant import in_simplified
from dramaport.story.manuscript import Manuscript
from dramaport.story.values import Evidence

#: Somebody counts from this many clauses in which they act, with two kinds of acts; in a text of fewer than `_SHORT` characters from
#: one less.
_LEAST: Final = 4
_SHORT: Final = 30_000

#: A longer beginning is the name where it keeps this share of the shorter one's count: 林秋 → 林秋云.
_KEEPS: Final = 0.7
_LONGEST: Final = 4

#: What follows a name is hardly ever the same: this share of the characters behind it are different ones.
_DIVERSE: Final = 0.6

_STOPS = "，。！？；：、“”‘’「」『』（）《》…—,.!?;:\"'()\\s　"
_VERB = "[说道曰问答喊叫骂喝笑叹劝应告嚷吼想哭云]"
#: The clause before 道：“ …, and the classical 曰："…".
_BEFORE = re.compile(rf"(?<=[{_STOPS}])([^{_STOPS}]{{0,14}}?){_VERB}?[道曰云说问][：:](?=\s*[“「\"‘『\w])")
#: “…”林晚低声说。
_AFTER = re.compile(rf"[”」\"]\s*([^{_STOPS}]{{1,12}}?)(?:{_VERB}?道|[说问喊叫吼骂笑])(?:了[一句声]*)?[，。！]")
_ENGLISH = re.compile(
    r"[”\"]\s*(?:said|asked|cried|whispered|shouted|replied|answered|murmured)\s+(?:the\s+)?([A-Z]\w+)"
    r"|[”\"]\s*([A-Z]\w+)\s+(?:said|asked|cried|whispered|shouted|replied|answered|murmured)\b"
)

#: What may stand before who speaks, or in their place where an earlier clause has named them.
_LEAD = re.compile(
    r"(?:却说|且说|话说|再说|只见|只听得?|当下|那时|于是|因此|忽然?|次日|一日|少刻|分付|吩咐|连声|口里|口中|心[里下中]|高声|低声|齐声"
    r"|放声|大声|开口|不觉|忍不住|便|又|乃|遂|就|那|这|因|只得|一面|连忙|忙|急|对)+"
)
#: What people do, in the character that follows their name …
_ACTS = frozenset("说道曰问答喊叫骂喝笑叹劝吼想哭看望听闻站走跑坐跪愣盯抬伸握抱怒惊喜醒把点摇拿推拉转拦扶抓")
#: … and what else may follow it. A name neither begins nor ends with one of all these.
_GOES_ON = _ACTS | frozenset(
    "应告又便就忙再却不没对向将把见和与同也都即急冷低暗只乃因遂方才已正在的了着是摇拿推拉转取唤领"
)
_NOBODY = frozenset(
    "他她我你您它其俺咱汝吾某自众人有谁此彼这那如今后古正诗词两一回抬低转起上下出进过来去点摇伸可但而若虽然几每各从到被让给很太更最还要会能以为之小大"
)
_SURNAMED = frozenset("小大")  # 小满, 大郎: names where they come twice as often
#: One character alone speaks only in classical prose, and is one of these: 生曰.
_ALONE = frozenset("生女妻母父王公僧翁妪媪叟妾帝后叔伯兄弟姊妹婢仆鬼狐")
_SENTENCE = re.compile(r"[。！？”」\n]")
_SENTENCE_REACH: Final = 120  # characters a sentence may run before its speech
_OPENING = re.compile(rf"(?<=[{_STOPS}])[^{_STOPS}]{{2,9}}")
_NO_NAMES = frozenset((
    "大惊", "大怒", "大喜", "大笑", "大叫", "大骂", "大喝", "大哭", "大声", "大家", "原来", "所以", "恰好", "当时", "当下", "思量",
    "只听", "忽听", "口里", "心里", "常言", "肚里", "内中", "书中", "少停", "次早", "次日", "声音", "小的", "大的", "小心",
))  # fmt: skip

_PLACE_ENDS = "州|府|县|镇|村|庄|寨|城|关|山|寺|庙|庵|观|院|堂|楼|阁|亭|店|铺|馆|桥|渡口|码头|江|河|湖|岭|洞|宫|殿|衙|医院|公司|酒店|学校|办公室|别墅|机场|厨房|客厅|书房|花园|后园|房中|船头|船上|街|巷|斋|市"  # noqa: E501
_PLACE = re.compile(
    rf"(?:到了?|在|至|往|来到|进了?|入|回|离了?|住在?|去)([\u4e00-\u9fff]{{1,3}}?(?:{_PLACE_ENDS}))(?![长官人令主])"
)
_NO_PLACE = re.compile(r"[他她我你其此那这一了着的是不个两三何各处到在至往]|家中|心中")


class Person(Value):
    """Somebody who acts. `lines` are speeches announced with the name, `mentions` how often it stands in the text, `first` where they
    are first seen to act."""

    name: str
    aliases: tuple[str, ...] = ()
    lines: int
    mentions: int
    first: Evidence


class Spot(Value):
    """Somewhere people go or are."""

    name: str
    mentions: int
    first: Evidence


def people_of(manuscript: Manuscript, start: int = 0, end: int | None = None) -> tuple[Person, ...]:
    """Who acts in `[start, end)` (characters), those with most lines first."""
    flat = manuscript.flat
    start, end = flat.of(start), flat.of(len(manuscript.text) if end is None else end)
    least = _LEAST - (end - start < _SHORT)
    speeches = list(_speeches(flat.plain, start, end))
    openings = [_without_lead(flat.plain, *match.span()) for match in _OPENING.finditer(flat.plain, start, end)]
    names = _names([flat.plain[a:b] for a, b in openings], [flat.plain[a:b] for (a, b), *_ in speeches], least)
    met: dict[str, list[int]] = defaultdict(list)
    for a, b in openings:
        if (name := _named(flat.plain, a, b, names)) is not None:
            met[flat.text[a : a + len(name)]].append(a)
    lines: Counter[str] = Counter()
    for spans in speeches:
        name = next((name for a, b in spans if (name := _named(flat.plain, a, b, names)) is not None), None)
        if name is not None:
            lines[name] += 1
    for match in _ENGLISH.finditer(flat.text, start, end):
        group = 1 if match[1] else 2
        met[match[group]].append(match.start(group))
        lines[match[group]] += 1
    return _merged(manuscript, met, lines, start, end)


def _named(plain: str, start: int, end: int, names: frozenset[str]) -> str | None:
    """The name a clause begins with, the longest there is."""
    return next(
        (name for n in range(min(_LONGEST, end - start), 0, -1) if (name := plain[start : start + n]) in names), None
    )


def places_of(manuscript: Manuscript, start: int = 0, end: int | None = None) -> tuple[Spot, ...]:
    """Places named at least twice after a word of movement, the most frequent first."""
    flat = manuscript.flat
    start, end = flat.of(start), flat.of(len(manuscript.text) if end is None else end)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _PLACE.finditer(flat.plain, start, end):
        if not _NO_PLACE.search(match[1]):
            found[flat.text[slice(*match.span(1))]].append(match.span(1))
    kept = [(name, places) for name, places in found.items() if len(places) >= 2]
    spots = [
        Spot(name=name, mentions=len(places), first=manuscript.evidence(*flat.span(*places[0])))
        for name, places in kept
    ]
    return tuple(sorted(spots, key=lambda spot: (-spot.mentions, spot.first.start)))


def present(names: Iterable[str], manuscript: Manuscript, start: int, end: int) -> tuple[str, ...]:
    """Which of `names` stand in `[start, end)`, in order of appearance."""
    flat = manuscript.flat
    start, end = flat.of(start), flat.of(end)
    met = [(at, name) for name in names if (at := flat.text.find(name, start, end)) >= 0]
    return tuple(name for _, name in sorted(met))


def _speeches(plain: str, start: int, end: int) -> Iterable[tuple[tuple[int, int], ...]]:
    """For each announced speech where its speaker may stand: the clause next to it, and the sentence that clause ends."""
    for match in _BEFORE.finditer(plain, start, end):
        a, b = match.span(1)
        ends = [found.end() for found in _SENTENCE.finditer(plain, max(start, a - _SENTENCE_REACH), a)]
        sentence = ends[-1] if ends else a
        yield _without_lead(plain, a, b), _without_lead(plain, sentence, min(a, sentence + 8))
    for match in _AFTER.finditer(plain, start, end):
        a, b = _without_lead(plain, *match.span(1))
        yield ((a, b),)


def _without_lead(plain: str, start: int, end: int) -> tuple[int, int]:
    while start < end:
        lead = _LEAD.match(plain, start, end)
        if lead is None and plain[start].isalnum():
            break
        start = lead.end() if lead else start + 1
    return start, end


def _names(openings: list[str], clauses: list[str], least: int) -> frozenset[str]:
    """Beginnings of clauses that are names: who acts often and in several ways, who is announced as speaking and begins other
    clauses too, and in classical prose who speaks alone."""
    counts = _prefixes(openings)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for clause in openings:
        for n in range(2, min(_LONGEST, len(clause) - 1) + 1):
            if counts[clause[:n]] >= least:
                after[clause[:n]][clause[n]] += 1
    found = {name for name, seen in after.items() if _acts(name, seen, least) and _may_be_name(name)}
    said = _prefixes(clauses)
    announced = {name for name, count in said.items() if len(name) > 1 and count >= least - 1 and _may_be_name(name)}
    found |= {name for name in announced - _cut_short(said) if counts[name] > said[name]}
    alone = Counter(clause for clause in clauses if clause in _ALONE)
    return frozenset(found - _cut_short(counts) | {name for name, count in alone.items() if count >= least - 1})


def _prefixes(clauses: Iterable[str]) -> Counter[str]:
    return Counter(clause[:n] for clause in clauses for n in range(1, min(_LONGEST + 1, len(clause)) + 1))


def _acts(name: str, after: Counter[str], least: int) -> bool:
    """Whether what follows a beginning is what follows a name: several acts, or nearly anything, an act among it."""
    acts = {symbol: count for symbol, count in after.items() if symbol in _ACTS}
    least *= 2 if name[0] in _SURNAMED else 1
    often = sum(acts.values()) >= least and len(acts) > 1
    return often or (bool(acts) and after.total() >= least + 2 and len(after) >= _DIVERSE * after.total())


def _may_be_name(name: str) -> bool:
    first_fits = name[0] not in _GOES_ON and (name[0] not in _NOBODY or name[0] in _SURNAMED)
    return (
        first_fits and name[-1] not in _GOES_ON and name not in _NO_NAMES and not any(c in "的了着是不" for c in name)
    )


def _cut_short(counts: Counter[str]) -> frozenset[str]:
    """Beginnings that nearly always go on with the same character: 林秋 of 林秋云."""
    return frozenset(
        longer[:-1]
        for longer, count in counts.items()
        if len(longer) > 2 and longer[-1] not in _GOES_ON and count > 1 and count >= _KEEPS * counts[longer[:-1]]
    )


def _merged(
    manuscript: Manuscript, met: dict[str, list[int]], lines: Counter[str], start: int, end: int
) -> tuple[Person, ...]:
    """One person for a name and the shorter form of it (朱買臣, 買臣), unless several share the short form (夫人)."""
    flat = manuscript.flat
    longer = {short: [name for name in met if name != short and name.endswith(short)] for short in met}
    same = {short: names[0] for short, names in longer.items() if len(names) == 1 and len(short) > 1}
    people: dict[str, list[str]] = {name: [name] for name in met if name not in same}
    for short, name in same.items():
        people.setdefault(same.get(name, name), [name]).append(short)
    made = []
    for name, forms in people.items():
        first = min(met[form][0] for form in forms)
        shown = next(form for form in forms if met[form][0] == first)
        made.append(
            Person(
                name=name,
                aliases=tuple(form for form in forms if form != name),
                lines=sum(lines[in_simplified(form)] for form in forms),
                mentions=flat.text.count(min(forms, key=len), start, end),
                first=manuscript.evidence(*flat.span(first, first + len(shown))),
            )
        )
    return tuple(sorted(made, key=lambda person: (-person.lines, -person.mentions, person.first.start)))
