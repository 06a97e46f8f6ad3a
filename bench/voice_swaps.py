"""How many swapped voices the wrong-voice check finds, and how many right ones it accuses.

    python bench/voice_swaps.py en

The best seven voices of a language each speak five lines of the sample drama; the voices' references are made from
three other lines. Then 35 swaps are planted: each clip is handed in as another voice's. Bar: 30 of 35 found.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from pathlib import Path

from dramaport.ai.speak import speaker_for
from dramaport.ai.voices.dvector import DVectorEmbedder
from dramaport.localize.speak.fit import at_rate
from dramaport.localize.speak.voicecheck import DubbedClip, spoken_reference, wrong_voices

TARGETS = Path(__file__).parent.parent / "samples" / "ferry" / "targets"
VOICES, LINES_EACH, REFERENCE_LINES = 7, 5, 3


def measure(language: str) -> dict[str, object]:
    texts = {line: forms[0] for line, forms in tomllib.loads((TARGETS / f"{language}.toml").read_text("utf-8")).items()}
    pick = random.Random(7)  # noqa: S311
    longest = sorted(texts, key=lambda line: len(texts[line]), reverse=True)[:REFERENCE_LINES]
    others = pick.sample(sorted(set(texts) - set(longest)), VOICES * LINES_EACH)
    speaker, embedder = speaker_for(language), DVectorEmbedder()
    voices = [voice.id for voice in speaker.voices(language)[:VOICES]]

    references = {v: spoken_reference(v, [texts[line] for line in longest], speaker, embedder) for v in voices}
    clips = [
        DubbedClip(line, voice, voice, at_rate(speaker.speak(texts[line], voice)))
        for voice, line in zip(voices * LINES_EACH, others, strict=True)
    ]
    swapped = [
        DubbedClip(clip.line, clip.character, pick.choice([v for v in voices if v != clip.voice]), clip.pcm)
        for clip in clips
    ]
    found = wrong_voices(swapped, references, embedder)
    accused = wrong_voices(clips, references, embedder)
    missed = {clip.line for clip in swapped} - {wrong.line for wrong in found}
    return {
        "language": language,
        "voices": voices,
        "swaps": len(swapped),
        "found": len(found),
        "named_rightly": sum(w.sounds_like == c.character for w in found for c in swapped if c.line == w.line),
        "right_clips": len(clips),
        "falsely_accused": [(w.line, w.voice, w.sounds_like, w.margin) for w in accused],
        "missed": [(c.line, c.character, c.voice, round(len(c.pcm) / 24_000, 2)) for c in swapped if c.line in missed],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="+")
    for language in parser.parse_args().languages:
        print(json.dumps(measure(language), ensure_ascii=False, indent=1), flush=True)


if __name__ == "__main__":
    main()
