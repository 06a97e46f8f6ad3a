"""docs/gates.md, made from the gates themselves: `python -m dramaport.story.gates > docs/gates.md`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources

from dramaport.story.gates import GATES
from dramaport.story.gates.limits import house_limits

_INTRODUCTION = """\
# Gates of a story

<!-- Made by `python -m dramaport.story.gates > docs/gates.md`; a test keeps it true. -->

A gate is a pure function over a script, a plan, or both. `dramaport story check NAME --only gates` runs all of them. A gate
**passes**, **fails** with every place it objects to (episode, scene, beat, the words, what was found) and what to do, or only
**reports** what it lacks: a script without labels is not judged by its turns. Nothing is guessed from words: hooks, turns and
pay-offs count where somebody labelled a beat, lengths come from the one speech rate (`drama/speech_rate.py`), and who is a lead
follows from who speaks.

A gate says whether a script keeps a rule of the trade. It does not say whether the story is good.

## A drama's own limits

A drama of another kind puts a `gates.toml` beside its `drama.toml`. A limit without a reason is not taken, and the report
shows the reason:

```toml
[episode_seconds_min]
value = 12
why = "an animated sample whose episodes last a quarter of a minute"
```
"""


def document() -> str:
    """The whole page."""
    limits = house_limits()
    return "\n".join(
        [
            _INTRODUCTION,
            f"## The {len(GATES)} gates",
            "",
            "| gate | asks | what to do | idea |",
            "|---|---|---|---|",
            *(_row(gate.name, gate.in_words(limits), gate.remedy, gate.source) for gate in GATES),
            "",
            "## Limits",
            "",
            "| limit | value | used by | set by |",
            "|---|---|---|---|",
            *(
                _row(name, f"{limit.value:g} {limit.unit}", ", ".join(_users(name)), limit.source)
                for name, limit in limits.table.items()
            ),
            "",
            "## The 52 gates of shuohao-skills, and who holds them here",
            "",
            "| their gate | here |",
            "|---|---|",
            *(
                _row(f"{stage}/{name}", ", ".join(held) if isinstance(held, list) else held)
                for stage, name, held in origins()
            ),
            "",
        ]
    )


def origins() -> Iterator[tuple[str, str, list[str] | str]]:
    """Stage, gate, and the gates that hold it here, or the words that say what does."""
    text = resources.files(__package__).joinpath("origins.toml").read_text("utf-8")
    for stage, gates in tomllib.loads(text).items():
        for name, held in gates.items():
            yield stage, name, held


def _users(limit: str) -> list[str]:
    return [gate.name for gate in GATES if limit in gate.limits]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
