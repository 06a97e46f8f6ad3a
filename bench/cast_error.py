"""Lines found, their text, and who says them, on rendered episodes: fuse and cast against the script.

    python -m bench.cast_error samples/out           # E01.mp4 beside E01.truth.json, and so on
    python -m bench.cast_error samples/out --captions truth

`--captions truth` takes the captions from the truth and so measures fusing without reading's errors. The voices are
measured twice: with every group of voices named once, by one line each, and with every character named by one line, the
longest it speaks plainly and alone.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from dramaport.ai.read.rapid import RapidReader
from dramaport.ai.recognize.whisper import WhisperRecognizer
from dramaport.ai.voices.dvector import DVectorEmbedder
from dramaport.drama.values import Line, LineKind
from dramaport.localize.cast import cluster, line_vectors
from dramaport.localize.cast.values import Casting, LineVector
from dramaport.localize.fuse import fuse
from dramaport.localize.hear import hear, speech_spans
from dramaport.localize.read import read_captions
from dramaport.localize.read.values import CaptionLine, Captions
from dramaport.media.audio import decode
from dramaport.produce.animatic.truth import LineTruth, Truth

RATE = 16_000


@dataclass(frozen=True)
class Episode:
    """An episode's spoken lines as found, their voices, and each true line with the found line that stands for it."""

    truth: Truth
    lines: tuple[Line, ...]
    vectors: tuple[LineVector, ...]
    pairs: tuple[tuple[LineTruth, Line | None], ...]


def bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class Finder:
    """The models, loaded once."""

    def __init__(self, true_captions: bool) -> None:
        self.reader = None if true_captions else RapidReader(threads=2)
        self.recognizer = WhisperRecognizer(threads=2)
        self.embedder = DVectorEmbedder(threads=1)

    def episode(self, video: Path, truth: Truth) -> Episode:
        pcm = decode(video, RATE)
        captions = read_captions(video, self.reader) if self.reader else _true_captions(truth)
        fused = fuse(truth.episode, hear(pcm, self.recognizer, "zh"), captions, speech_spans(pcm))
        lines = tuple(line for line in fused if line.kind is LineKind.SPEECH)
        return Episode(truth, lines, line_vectors(pcm, lines, self.embedder), _paired(truth.lines, lines))


def _true_captions(truth: Truth) -> Captions:
    shown = [line.caption for line in truth.lines if line.caption]
    return Captions(lines=tuple(CaptionLine(span=c.span, text=c.text, score=0.95, box=c.box) for c in shown))


def _paired(said: Sequence[LineTruth], lines: Sequence[Line]) -> tuple[tuple[LineTruth, Line | None], ...]:
    """Each true line with the found line most alike among those that share its time; each found line once."""
    free = list(lines)
    pairs: list[tuple[LineTruth, Line | None]] = []
    for true in said:
        near = [line for line in free if line.span.overlap(true.span) > 0]
        best = max(near, key=lambda line: (_alike(line, true), line.span.overlap(true.span)), default=None)
        if best is not None:
            free.remove(best)
        pairs.append((true, best))
    return tuple(pairs)


def _alike(line: Line, true: LineTruth) -> float:
    return Levenshtein.normalized_similarity(bare(line.text), bare(true.text))


def report_lines(episodes: Sequence[Episode]) -> None:
    pairs = [pair for episode in episodes for pair in episode.pairs]
    found = sum(line is not None and _alike(line, true) >= 0.5 for true, line in pairs)
    wrong = sum(Levenshtein.distance(bare(true.text), bare(line.text) if line else "") for true, line in pairs)
    taken = {line.id for _, line in pairs if line}
    made_up = [line for episode in episodes for line in episode.lines if line.id not in taken]
    wrong += sum(len(bare(line.text)) for line in made_up)
    letters = sum(len(bare(true.text)) for true, _ in pairs)
    print(f"lines found {found} of {len(pairs)}, made up {len(made_up)}, CER {100 * wrong / letters:.2f} %")
    for edge in ("start", "end"):
        off = sorted(abs(getattr(line.span, edge) - getattr(true.span, edge)) for true, line in pairs if line)
        print(f"{edge} off by {off[len(off) // 2]} ms (median), {off[len(off) * 9 // 10]} ms (nine of ten)")
    both = sum(true.overlap and line.overlaps for true, line in pairs if line)
    marked = sum(line.overlaps for _, line in pairs if line)
    print(f"overlaps: {sum(true.overlap for true, _ in pairs)} true, {marked} marked, {both} of them rightly")


def report_voices(episodes: Sequence[Episode]) -> None:
    vectors = [vector for episode in episodes for vector in episode.vectors]
    who = {line.id: true.character for episode in episodes for true, line in episode.pairs if line}
    vectors = [vector for vector in vectors if vector.line in who]
    unnamed = cluster(vectors, {})
    groups = _named_by_group(unnamed, who)
    _report("every group named once", cluster(vectors, groups), who, len(groups))
    characters = _named_by_character(episodes)
    _report("every character named once", cluster(vectors, characters), who, len(characters))


def _named_by_group(casting: Casting, who: Mapping[str, str]) -> dict[str, str]:
    """One line of each group, said by whoever says most of it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for line, group in casting.speaker_of.items():
        groups[group].append(line)
    anchors = {}
    for lines in groups.values():
        most = Counter(who[line] for line in lines).most_common(1)[0][0]
        anchors[next(line for line in lines if who[line] == most)] = most
    return anchors


def _named_by_character(episodes: Sequence[Episode]) -> dict[str, str]:
    longest: dict[str, tuple[int, str]] = {}
    for episode in episodes:
        for true, line in episode.pairs:
            clear = line is not None and not true.overlap and true.delivery == "normal"
            if clear and line and true.span.duration > longest.get(true.character, (0, ""))[0]:
                longest[true.character] = (true.span.duration, line.id)
    return {line: character for character, (_, line) in longest.items()}


def _report(how: str, casting: Casting, who: Mapping[str, str], named: int) -> None:
    wrong = {line for line, character in casting.speaker_of.items() if who[line] != character}
    doubts = {doubt.line for doubt in casting.uncertain}
    total = len(casting.speaker_of)
    print(
        f"{how} ({named}): {total - len(wrong)} of {total} lines with the right character; "
        f"{len(doubts)} listed as uncertain, {len(doubts & wrong)} of the {len(wrong)} wrong ones among them"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("codes", nargs="*", help="only these episodes")
    parser.add_argument("--captions", choices=("read", "truth"), default="read")
    asked = parser.parse_args()
    finder = Finder(asked.captions == "truth")
    episodes = []
    for path in sorted(asked.folder.glob("*.truth.json")):
        truth = Truth.model_validate_json(path.read_text("utf-8"))
        if not asked.codes or truth.episode in asked.codes:
            episodes.append(finder.episode(asked.folder / f"{truth.episode}.mp4", truth))
    if not episodes:
        parser.error(f"no episode with its truth in {asked.folder}")
    report_lines(episodes)
    report_voices(episodes)


if __name__ == "__main__":
    main()
