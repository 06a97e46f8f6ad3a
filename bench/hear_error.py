"""How much is heard wrong, and how fast: character error rate and real-time factor.

    python -m bench.hear_error                      # the shared clips that have a text
    python -m bench.hear_error samples/out E01 E02  # rendered episodes: E01.mp4 beside E01.truth.json

Clips count letters only, in simplified characters. Of an episode everything said is compared with everything heard, over
its music and effects. Speed is processor time, which other work on the machine does not change: at two cores fully used,
real time is `2 x sound / processor time`, an upper bound.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from dramaport.ai.recognize.han import simplified
from dramaport.ai.recognize.whisper import WhisperRecognizer
from dramaport.localize.hear import hear
from dramaport.media.audio import decode, seconds
from dramaport.produce.animatic.truth import Truth

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "speech"
RATE = 16_000
CORES = 2


@dataclass(frozen=True)
class Heard:
    """One clip or episode: letters said, letters wrong, and its seconds of sound and of processor time."""

    name: str
    letters: int
    wrong: int
    sound: float
    spent: float


def letters(text: str) -> str:
    return "".join(letter for letter in simplified(text).casefold() if letter.isalnum())


def measured(name: str, path: Path, told: str, recognizer: WhisperRecognizer) -> Heard:
    pcm = decode(path, RATE)
    begun = time.process_time()
    said = "".join(utterance.text for utterance in hear(pcm, recognizer, "zh"))
    spent = time.process_time() - begun
    return Heard(
        name, len(letters(told)), Levenshtein.distance(letters(told), letters(said)), seconds(pcm, RATE), spent
    )


def clips(recognizer: WhisperRecognizer) -> Iterator[Heard]:
    for text in sorted(SHARED.glob("*.txt")):
        yield measured(text.stem, text.with_suffix(".wav"), text.read_text("utf-8"), recognizer)


def episodes(folder: Path, codes: Sequence[str], recognizer: WhisperRecognizer) -> Iterator[Heard]:
    for path in sorted(folder.glob("*.truth.json")):
        code = path.name.removesuffix(".truth.json")
        if codes and code not in codes:
            continue
        truth = Truth.model_validate_json(path.read_text("utf-8"))
        told = "".join(line.text for line in truth.lines)
        yield measured(code, folder / f"{code}.mp4", told, recognizer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="rendered episodes; without it the shared clips")
    parser.add_argument("codes", nargs="*", help="only these episodes")
    asked = parser.parse_args()
    recognizer = WhisperRecognizer(threads=CORES)
    found = list(episodes(asked.folder, asked.codes, recognizer) if asked.folder else clips(recognizer))
    if not found:
        parser.error(f"nothing to hear in {asked.folder or SHARED}")
    for one in found:
        print(f"{one.name:28} {one.wrong:4} of {one.letters:4}  {one.sound:6.1f} s of sound in {one.spent:5.1f} s")
    wrong, told = sum(one.wrong for one in found), sum(one.letters for one in found)
    sound, spent = sum(one.sound for one in found), sum(one.spent for one in found)
    print(f"CER {100 * wrong / told:.1f} %, up to {CORES * sound / spent:.1f} x real time on {CORES} cores")


if __name__ == "__main__":
    main()
