"""What the bible, the memory and the gate on words are worth, measured on the sample and on parallel text.

    python -m bench.translate_sample             # no model, about a minute; the encoder's 32 MB are fetched
    python -m bench.translate_sample --model     # Chinese to English by the embedded model as well (1.1 GB)

Errors are planted where the truth is known: words of the bible taken out, characters changed as recognition changes
them, translations exchanged, shifted, and taken from other episodes. chrF needs sacrebleu and is left out without it.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import random
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pypinyin import lazy_pinyin

from bench.remembering import Remembering
from dramaport.ai.abilities import SentenceEncoder
from dramaport.ai.sentences.usem3 import UseM3Encoder
from dramaport.drama.values import Bible, Draft, Line, LineKind, Origin, Span, Term, TermState, Translation
from dramaport.localize.bible import grammar
from dramaport.localize.bible.check import broken, violations
from dramaport.localize.bible.occur import occurring
from dramaport.localize.check.text import meaning
from dramaport.localize.translate.lines import translate_lines
from dramaport.localize.translate.memory import Memory, MemoryEntry
from dramaport.localize.translate.tongue import other_tongue

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "ferry"
PARALLEL = ROOT.parent / "shared" / "data" / "isometric"
STRANGER = {"ar": "محمد", "hi": "मोहन", "th": "สมชาย", "ja": "タナカ", "ko": "철수"}
LATIN = ("en", "es", "pt-BR", "fr", "de", "it", "id", "vi", "tr")

Made = dict[str, Translation]


def line(one: str, text: str, start: int, kind: LineKind = LineKind.SPEECH) -> Line:
    span = Span(start=start, end=start + 1500)
    episode = one.split(".")[0]
    return Line(id=one, episode=episode, kind=kind, span=span, text=text, origin=Origin.SCRIPT, confidence=1)


def made(language: str, texts: Mapping[str, str]) -> Made:
    """As a machine's, so that nothing is excused."""
    return {
        one: Translation(line=one, language=language, text=text, draft=Draft.MACHINE) for one, text in texts.items()
    }


def sample() -> tuple[list[Line], Bible, dict[str, Made]]:
    """The sample's lines, its bible approved, and its translations by language."""
    lines = [
        line(beat["id"], beat["text"], 2000 * number, LineKind.SCREEN if beat["kind"] == "screen" else LineKind.SPEECH)
        for script in sorted((SAMPLE / "script").glob("*.toml"))
        for number, beat in enumerate(tomllib.loads(script.read_text("utf-8"))["beats"])
        if beat.get("text")
    ]
    entries = tomllib.loads((SAMPLE / "bible.toml").read_text("utf-8"))["terms"]
    terms = [Term.model_validate({**entry, "state": TermState.APPROVED}) for entry in entries]
    targets = {
        path.stem: {one: forms[0] for one, forms in tomllib.loads(path.read_text("utf-8")).items()}
        for path in sorted((SAMPLE / "targets").glob("*.toml"))
    }
    return lines, Bible(terms=tuple(terms)), {tag: made(tag, texts) for tag, texts in targets.items()}


def parallel() -> Iterator[tuple[str, list[Line], Made]]:
    """isometric-slt's pairs, 20 lines an episode."""
    for folder in sorted(PARALLEL.glob("en-*")):
        language = folder.name.removeprefix("en-")
        sides = [(folder / f"test.{tag}").read_text("utf-8").splitlines() for tag in ("en", language)]
        lines = [line(f"E{n // 20 + 1:02}.{n:03}", text.strip(), 2000 * n) for n, text in enumerate(sides[0])]
        yield (
            language,
            lines,
            made(language, dict(zip((one.id for one in lines), map(str.strip, sides[1]), strict=True))),
        )


def by_episode(lines: Sequence[Line]) -> list[list[Line]]:
    episodes: dict[str, list[Line]] = {}
    for one in lines:
        episodes.setdefault(one.episode, []).append(one)
    return list(episodes.values())


def bench_bible(lines: Sequence[Line], bible: Bible, targets: Mapping[str, Made]) -> None:
    print("\nbible: mentions kept in translations by people, and planted breaches found")
    for language, translations in targets.items():
        wrong = violations(lines, translations, bible, language)
        planted = found = 0
        for one in lines:
            text = translations[one.id].text
            for term in occurring(bible.terms, one.text):
                places = [span for form in term.targets[language] for span in grammar.spans(form, text, language)]
                if term.optional or not places:
                    continue
                start, end = max(places, key=lambda span: span[1] - span[0])
                other = text[:start] + STRANGER.get(language, "Bob") + text[end:]
                planted += 1
                found += term in broken(one.text, other, bible.terms, language)
        print(f"  {language:6} false violations {len(wrong)}   planted {planted}   found {found}")


def bench_memory(lines: Sequence[Line], bible: Bible, targets: Mapping[str, Made]) -> None:
    print("\nmemory: lines found again after one character was changed as recognition changes it")
    memory = Memory([MemoryEntry(source=one.text, targets={"en": (targets["en"][one.id].text,)}) for one in lines])
    names = tuple(term.source for term in bible.terms)
    hanzi = sorted({c for one in lines for c in one.text if "一" <= c <= "鿿"})
    for error, alike in (("same sound", True), ("any character", False)):
        chance = random.Random(7)  # noqa: S311 (planted errors, no secret)
        for least, most in ((1, 3), (4, 6), (7, 9), (10, 99)):
            tried = right = wrong = 0
            for one in lines:
                at = [n for n, c in enumerate(one.text) if c in hanzi]
                if not least <= len(at) <= most:
                    continue
                place = chance.choice(at)
                sound = lazy_pinyin(one.text[place])
                others = [c for c in hanzi if c != one.text[place] and (not alike or lazy_pinyin(c) == sound)]
                if not others:
                    continue
                damaged = one.text[:place] + chance.choice(others) + one.text[place + 1 :]
                match = memory.near(one.model_copy(update={"text": damaged}), "en", names)
                tried += 1
                right += match is not None and match.source == one.text
                wrong += match is not None and match.source != one.text
            print(f"  {error:14} {least:2}–{most:2} characters: {tried:3} tried, {right:3} found, {wrong} mistaken")


def bench_tongue(targets: Mapping[str, Made]) -> None:
    print("\nlanguage: lines of one language passed off as another")
    for language in LATIN:
        own = sum(bool(other_tongue(made.text, language)) for made in targets[language].values())
        others = [other for other in LATIN if other != language]
        seen = sum(bool(other_tongue(made.text, other)) for other in others for made in targets[language].values())
        share = seen / (len(others) * len(targets[language]))
        print(f"  {language:6} false alarms {own} of {len(targets[language])}   found {share:.0%} of lines")


def bench_meaning(
    name: str, lines: Sequence[Line], right: Made, language: str, source: str, encoder: SentenceEncoder
) -> None:
    episodes = by_episode(lines)
    chance = random.Random(7)  # noqa: S311 (planted errors, no secret)

    def issues(episode: Sequence[Line], translations: Made) -> dict[str | None, bool]:
        return {i.line: i.severity == "error" for i in meaning(episode, translations, encoder, language, source)}

    def put(target: Line, taken: Line) -> Made:
        return {target.id: right[taken.id].model_copy(update={"line": target.id})}

    tally: dict[str, list[bool | None]] = {"right": [], "exchanged": [], "foreign": [], "shifted": []}
    for episode in episodes:
        found = issues(episode, right)
        tally["right"] += [found.get(one.id) for one in episode]
        for one, other in itertools.pairwise(episode):
            found = issues(episode, {**right, **put(one, other), **put(other, one)})
            tally["exchanged"] += [found.get(one.id), found.get(other.id)]
        for one in episode:
            stranger = chance.choice([other for others in episodes if others is not episode for other in others])
            tally["foreign"].append(issues(episode, {**right, **put(one, stranger)}).get(one.id))
        moved = {**right}
        for one, other in itertools.pairwise(episode):
            moved |= put(one, other)
        found = issues(episode[:-1], moved)
        tally["shifted"] += [found.get(one.id) for one in episode[:-1]]
    shown = (f"{kind} {share(seen)} listed {share([s or None for s in seen])} blocked" for kind, seen in tally.items())
    print(f"  {name:9}" + "   ".join(shown))


def share(seen: Sequence[bool | None]) -> str:
    return f"{sum(one is not None for one in seen) / len(seen):6.1%}"


def bench_model(lines: Sequence[Line], bible: Bible, right: Made) -> None:
    from dramaport.ai.translate.gguf import GgufTranslator

    model = GgufTranslator()
    print(f"\nmodel: zh to en by {model.identity}")
    begin, said, meant, failed, flagged = time.monotonic(), [], [], 0, 0
    for episode in by_episode(lines):
        results = translate_lines(episode, episode, Memory([]), bible, model, "en")
        for one in episode:
            result = results[one.id]
            if not isinstance(result, Translation):
                failed += 1
                continue
            flagged += any(flag.startswith("term:") for flag in result.flags)
            said.append(result.text)
            meant.append(right[one.id].text)
            print(f"    {one.id} {one.text} | {result.text} | {right[one.id].text}")
    seconds = (time.monotonic() - begin) / len(lines)
    print(f"  lines {len(lines)}   failed {failed}   against the bible {flagged}   {seconds:.1f} s a line")
    if importlib.util.find_spec("sacrebleu"):
        from sacrebleu import corpus_chrf

        print(f"  chrF {corpus_chrf(said, [meant]).score:.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", action="store_true", help="translate with the embedded model as well")
    chosen = arguments.parse_args()
    lines, bible, targets = sample()
    print(f"{len(lines)} lines, {len(bible.terms)} terms, {len(targets)} languages")
    bench_bible(lines, bible, targets)
    bench_memory(lines, bible, targets)
    bench_tongue(targets)
    encoder = Remembering(UseM3Encoder())
    print("\nmeaning: right translations, neighbours exchanged, lines of other episodes, all shifted by one")
    for language, translations in targets.items():
        if language in encoder.languages():
            bench_meaning(f"zh–{language}", lines, translations, language, "zh", encoder)
        else:
            print(f"  zh–{language:6} not judged: the encoder does not know the language")
    for language, sentences, translations in parallel():
        bench_meaning(f"en–{language}", sentences, translations, language, "en", encoder)
    if chosen.model:
        bench_model(lines, bible, targets["en"])


if __name__ == "__main__":
    main()
