"""`python -m dramaport.produce.animatic samples/ferry out/ --episodes E01,E02`: render while working on a script."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from dramaport.ai import models
from dramaport.ai.speak.kokoro import KokoroSpeaker
from dramaport.errors import DramaportError
from dramaport.produce.animatic import load_script, render_episode


def main() -> int:
    """Render the episodes asked for; says the time each took. Gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dramaport.produce.animatic", description=__doc__)
    parser.add_argument("script", type=Path, help="the folder with drama.toml and script/")
    parser.add_argument("out", type=Path, help="where the footage goes")
    parser.add_argument("--episodes", default="all", help="E01,E02 … or all")
    parser.add_argument("--stems", action="store_true", help="also write the music and effects alone")
    asked = parser.parse_args()
    try:
        script = load_script(asked.script)
        names = list(script.episodes) if asked.episodes == "all" else asked.episodes.split(",")
        font = models.folder("noto-sans-sc") / "NotoSansSC_700Bold.ttf"
        speaker = KokoroSpeaker(threads=2)
        for name in names:
            begun = time.perf_counter()
            truth = render_episode(script, name.strip(), asked.out, speaker, font, asked.stems)
            print(f"{name}: {truth.duration / 1000:.1f} s of footage in {time.perf_counter() - begun:.1f} s")
    except DramaportError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
