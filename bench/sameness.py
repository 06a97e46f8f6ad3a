"""What the comparison of stories finds, and what it raises falsely.

    python -m bench.sameness                          # the reference stories and near-copies of them; about a minute
    python -m bench.sameness --book BOOK.txt          # also every pair of a book's tales, and a planted copy of one of them
    python -m bench.sameness --no-meaning             # words and motifs alone, no model

A near-copy is compared with all thirty stories at once. The book is parted at its headings (第一卷 …): 喻世明言 of Project
Gutenberg (27582) has 40 tales, which gives 780 pairs that are no copies of each other. Its planted copy has other names and
places, simplified characters, and every fourth sentence left out.
"""

from __future__ import annotations

import argparse
import re
import time
import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.remembering import Remembering
from dramaport.ai.abilities import SentenceEncoder
from dramaport.ai.sentences.usem3 import UseM3Encoder
from dramaport.story.sameness import Verdict, compare, copying, from_text, meaning
from dramaport.story.sameness.compare import LIMITS, reference
from dramaport.story.sameness.cues import lexicon, simplified
from dramaport.story.sameness.profile import told
from dramaport.story.sameness.values import Story

COPIES = Path(__file__).with_name("sameness_copies.toml")
_TALE = re.compile(r"(?m)^第[一二三四五六七八九十百]+卷[　 ]")
#: The planted copy of tale 27: who and where, changed throughout.
_PLANTED = 27
_CHANGED = {
    "金玉奴": "銀小雀", "玉奴": "小雀", "莫稽": "馮遠", "金老大": "銀三爺", "團頭": "窯主", "許德厚": "趙文廣", "許公": "趙公",
    "臨安": "揚州", "杭州": "蘇州", "無為軍": "寧州", "采石江": "洞庭湖",
}  # fmt: skip


def copies() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(COPIES.read_text("utf-8"))


def tales(book: str) -> list[Story]:
    """A book parted at its headings."""
    parts = _TALE.split(book)[1:]
    return [from_text(f"tale {number}", part) for number, part in enumerate(parts, start=1)]


def planted(tale: str) -> Story:
    """A near-copy by systematic substitution."""
    for old, new in _CHANGED.items():
        tale = tale.replace(old, new)
    sentences = [passage.text for passage in from_text("planted", simplified(tale)).passages]
    return from_text("planted", "".join(sentence for at, sentence in enumerate(sentences) if at % 4 != 3))


def measure_copies(encoder: SentenceEncoder | None) -> None:
    slate = reference()
    for group, told_copies in copies().items():
        found = 0
        for told_copy in told_copies:
            likenesses = compare(from_text("new", told_copy["text"]), slate, encoder)
            wanted = f"reference/{told_copy['of']}"
            mine = next(one for one in likenesses if one.story == wanted)
            rest = [one for one in likenesses if one is not mine]
            false = sum(one.verdict is Verdict.NEAR_COPY for one in rest)
            found += mine.verdict is Verdict.NEAR_COPY and likenesses[0] is mine
            best = max(one.meaning or 0 for one in rest)
            print(
                f"  {group:9} {told_copy['of']:18} {mine.verdict}, meaning {mine.meaning}, next {best:.3f}, false {false}"
            )
        print(f"{group}: {found} of {len(told_copies)} found as the nearest near-copy among {len(slate)}")


def measure_pairs(name: str, stories: list[Story], encoder: SentenceEncoder | None) -> None:
    """How many pairs of different stories are called near-copies."""
    prints = {story.name: copying.fingerprint(story) for story in stories}
    vectors = meaning.centred(meaning.encoded(stories, encoder)) if encoder else {}
    least = LIMITS.meaning if all(map(meaning.by_sentence, stories)) else LIMITS.meaning_long
    words, near, alarms = [], [], []
    for one, other in combinations(prints, 2):
        words.append(copying.copied(prints[one], prints[other]))
        near.append(meaning.closeness(vectors[one], vectors[other]) if vectors else 0.0)
        if words[-1] >= LIMITS.copied or near[-1] >= least:
            alarms.append((one, other, round(words[-1], 3), round(near[-1], 3)))
    pairs = len(words)
    print(f"{name}: {len(alarms)} false alarms in {pairs} pairs ({100 * len(alarms) / pairs:.2f} %)")
    print(
        f"  words in common at most {max(words):.3f} (limit {LIMITS.copied}), meaning at most {max(near):.3f} (limit {least})"
    )
    for alarm in alarms[:10]:
        print("  false:", *alarm)


def measure_book(book: str, encoder: SentenceEncoder | None) -> None:
    stories = tales(book)
    measure_pairs(f"{len(stories)} tales", stories, encoder)
    motifs = [len(told(story)) for story in stories]
    print(f"motifs told a tale: {min(motifs)} to {max(motifs)}, {sum(motifs) / len(motifs):.1f} on average")
    copy = planted(_TALE.split(book)[_PLANTED])
    likenesses = compare(copy, stories, encoder)
    first, second = likenesses[0], likenesses[1]
    print(
        f"planted copy of tale {_PLANTED}: nearest is {first.story}, {first.verdict}, words {first.copied}, meaning {first.meaning}"
    )
    print(f"  next is {second.story}, {second.verdict}, words {second.copied}, meaning {second.meaning}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--no-meaning", dest="meaning", action="store_false")
    given = parser.parse_args()
    encoder = Remembering(UseM3Encoder()) if given.meaning else None
    began = time.monotonic()
    print(f"{len(lexicon())} motifs, {sum(len(motif.cues) + len(motif.cues_en) for motif in lexicon().values())} cues")
    measure_copies(encoder)
    measure_pairs("reference stories", list(reference()), encoder)
    if given.book:
        measure_book(given.book.read_text("utf-8"), encoder)
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
