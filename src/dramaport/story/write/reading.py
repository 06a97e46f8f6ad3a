"""An episode as somebody reads it."""

from __future__ import annotations

from dramaport.drama.screenplay.values import ActionBeat, Episode, LineBeat, ScreenBeat, Screenplay


def as_read(play: Screenplay, episode: Episode) -> str:
    """An episode as a reader sees it: places, lines, actions. Titles, labels, ids and notes are left out."""
    rows = []
    for scene in episode.scenes:
        rows.append(f"[{play.place(scene.place).name} · {scene.time}]")
        for beat in scene.beats:
            match beat:
                case LineBeat():
                    manner = beat.manner or ("" if beat.delivery == "normal" else beat.delivery)
                    rows.append(f"{play.role(beat.character).name}{f' ({manner})' if manner else ''}: {beat.text}")
                case ActionBeat():
                    rows.append(f"△ {beat.text}")
                case ScreenBeat():
                    rows.append(f"▣ {beat.text}")
                case _:
                    pass
    return "\n".join(rows)
