"""Scenes of one place, light and cast as one, to find a good plan quickly; the full model then starts from it."""

from __future__ import annotations

from collections import defaultdict

from dramaport.produce.slate.frame import Frame
from dramaport.produce.slate.values import Drama, Light, Scene

#: Bundles up to a third of a half: larger ones leave gaps that smaller ones cannot fill.
_SHARE = 3


def bundled(frame: Frame) -> tuple[Drama, dict[str, tuple[str, ...]]]:
    """The drama with scenes of equal place, light and cast put together, and which scenes each bundle holds."""
    alike: dict[tuple[str, Light, frozenset[str]], list[Scene]] = defaultdict(list)
    for scene in frame.drama.scenes:
        alike[scene.place, scene.light, frozenset(scene.cast)].append(scene)
    bundles: list[Scene] = []
    holds: dict[str, tuple[str, ...]] = {}
    for (_, light, _), scenes in alike.items():
        most = frame.longest[light] // _SHARE
        for pack in _packs(sorted(scenes, key=lambda scene: -frame.minutes[scene.id]), frame.minutes, most):
            bundle = pack[0].model_copy(
                update={"id": f"b{len(bundles)}", "minutes": sum(frame.minutes[scene.id] for scene in pack)}
            )
            bundles.append(bundle)
            holds[bundle.id] = tuple(scene.id for scene in pack)
    return frame.drama.model_copy(update={"scenes": tuple(bundles), "max_days": frame.most_days}), holds


def _packs(scenes: list[Scene], minutes: dict[str, int], most: int) -> list[list[Scene]]:
    """Scenes, the longest first, each into the first pack that has room."""
    packs: list[list[Scene]] = []
    for scene in scenes:
        for pack in packs:
            if sum(minutes[other.id] for other in pack) + minutes[scene.id] <= most:
                pack.append(scene)
                break
        else:
            packs.append([scene])
    return packs
