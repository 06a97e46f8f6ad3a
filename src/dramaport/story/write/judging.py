"""What the gates say of one episode, in words a writer can mend it by."""

from __future__ import annotations

from pathlib import Path

from dramaport.drama.screenplay.values import Episode, Screenplay
from dramaport.story.gates import Case, Finding, Spot, Verdict, judge
from dramaport.story.gates.limits import limits_of
from dramaport.story.values import Plan


def findings_on(id: str, episode: Episode, play: Screenplay, plan: Plan, folder: Path) -> tuple[str, ...]:
    """The gates that fail in an episode, with the places; what the whole drama lacks is not this episode's fault."""
    told = play.model_copy(update={"episodes": {**play.episodes, id: episode}})
    found = judge(Case(play=told, plan=plan, limits=limits_of(folder)))
    return tuple(
        _in_words(finding, spot)
        for finding in found
        if finding.verdict is Verdict.FAIL
        for spot in finding.spots
        if spot.episode == id
    )


def _in_words(finding: Finding, spot: Spot) -> str:
    place = f"{spot.beat or spot.scene} " if spot.beat or spot.scene else ""
    quote = f"“{spot.quote}” " if spot.quote else ""
    return f"{finding.gate}: {place}{quote}{spot.found}. {finding.asks}. {finding.remedy}".replace("..", ".")
