"""What no step can make again: originals, and translation memories people brought. Lost ones are named with the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.build.schedule import StillDamaged
from dramaport.build.store import Artifact
from dramaport.drama.decisions import Decision, DecisionKind
from dramaport.drama.repository import Drama
from dramaport.errors import DramaportError, Missing


def named(error: StillDamaged, drama: Drama, log: Sequence[Decision]) -> DramaportError:
    """The error that names what a producer must bring again; `error` itself where nothing of theirs is lost."""
    lost = set(error.artifacts)
    originals = [footage.file for footage in drama.episodes if footage.video in lost]
    if originals:
        return Missing(
            f"originals are damaged or gone from the store: {_listed(originals)}; "
            f"bring them back with dramaport new {drama.title!r} --add --from their folder"
        )
    memories = [d.subject for d in log if d.kind is DecisionKind.MEMORY and Artifact.model_validate(d.value) in lost]
    if memories:
        return Missing(
            f"a translation memory is damaged or gone from the store: {_listed(memories)}; "
            f"bring it back with dramaport import {drama.title!r} --as tmx"
        )
    return error


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(map(repr, dict.fromkeys(names[:most])))
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
