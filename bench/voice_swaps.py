"""How many swapped voices the wrong-voice check finds, and how many right ones it accuses.

    python bench/voice_swaps.py en

The best seven voices of a language each speak five lines of the sample drama, as in an episode with a full cast. Then
35 swaps are planted, one at a time: each clip is handed in as another voice's. Bar: 30 of 35 found.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from dataclasses import replace
from pathlib import Path

from dramaport.ai.speak import speaker_for
from dramaport.ai.voices.dvector import DVectorEmbedder
from dramaport.localize.speak.fit import at_rate
from dramaport.localize.speak.voicecheck import DubbedClip, compared, voice_vectors

TARGETS = Path(__file__).parent.parent / "samples" / "ferry" / "targets"
VOICES, LINES_EACH = 7, 5


def measure(language: str) -> dict[str, object]:
    texts = {line: forms[0] for line, forms in tomllib.loads((TARGETS / f"{language}.toml").read_text("utf-8")).items()}
    pick = random.Random(7)  # noqa: S311
    lines = pick.sample(sorted(texts), VOICES * LINES_EACH)
    speaker = speaker_for(language)
    voices = [voice.id for voice in speaker.voices(language)[:VOICES]]
    clips = [
        DubbedClip(line, voice, voice, at_rate(speaker.speak(texts[line], voice)))
        for voice, line in zip(voices * LINES_EACH, lines, strict=True)
    ]
    vectors = voice_vectors([clip.pcm for clip in clips], DVectorEmbedder())
    missed, named = [], 0
    for place, clip in enumerate(clips):
        swapped = replace(clip, voice=pick.choice([voice for voice in voices if voice != clip.voice]))
        found = compared([*clips[:place], swapped, *clips[place + 1 :]], vectors)
        wrong = next((wrong for wrong in found if wrong.line == clip.line), None)
        named += wrong is not None and wrong.sounds_like == clip.character
        if wrong is None:
            missed.append((clip.line, clip.character, swapped.voice, round(len(clip.pcm) / 24_000, 2)))
    return {
        "language": language,
        "voices": voices,
        "swaps": len(clips),
        "found": len(clips) - len(missed),
        "named_rightly": named,
        "falsely_accused": [(w.line, w.voice, w.sounds_like, w.margin) for w in compared(clips, vectors)],
        "missed": missed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="+")
    for language in parser.parse_args().languages:
        print(json.dumps(measure(language), ensure_ascii=False, indent=1), flush=True)


if __name__ == "__main__":
    main()
