"""The script as a workbook: one sheet of every beat, one of scenes for the schedule, one of the cast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from dramaport.drama.interchange.office import new_book, saved, text_cell
from dramaport.drama.screenplay.timing import beat_ms, eighths, scene_ms
from dramaport.drama.screenplay.values import ActionBeat, Beat, LineBeat, ScreenBeat, Screenplay, SoundBeat

_BEATS: Final = {
    "episode": 9, "scene": 9, "id": 10, "kind": 8, "character": 14, "text": 60, "manner": 16, "delivery": 10, "emotion": 12,
    "labels": 20, "opens": 14, "closes": 14, "seconds": 9, "note": 30,
}  # fmt: skip
_SCENES: Final = {
    "episode": 9, "scene": 9, "number": 9, "place": 22, "int/ext": 9, "time": 8, "cast": 40, "seconds": 9, "eighths": 9,
    "synopsis": 50,
}  # fmt: skip
_CAST: Final = {"id": 16, "name": 16, "gender": 10, "age": 8, "episodes": 12, "lines": 8, "seconds": 9, "note": 60}


def write_sheet(play: Screenplay) -> bytes:
    """The bytes of an .xlsx file. Every cell is text."""
    book = new_book()
    _table(book.worksheets[0], "beats", _BEATS, _beats(play))
    _table(book.create_sheet(), "scenes", _SCENES, _scenes(play))
    _table(book.create_sheet(), "cast", _CAST, _cast(play))
    return saved(book)


def _table(sheet: Worksheet, title: str, columns: dict[str, int], rows: Iterable[Sequence[str]]) -> None:
    sheet.title = title
    sheet.freeze_panes = "A2"
    for column, (name, width) in enumerate(columns.items(), start=1):
        head = text_cell(sheet, 1, column, name)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDE3EA")
        sheet.column_dimensions[head.column_letter].width = width
    for place, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            text_cell(sheet, place, column, text).alignment = Alignment(wrap_text=True, vertical="top")


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f}"


def _beats(play: Screenplay) -> Iterable[Sequence[str]]:
    names = {role.id: role.name for role in play.characters}
    for episode, scene, beat in play.beats():
        who, text, manner, delivery, emotion = _told(beat, names)
        told = (", ".join(beat.labels), ", ".join(beat.opens), ", ".join(beat.closes))
        name = "" if isinstance(beat, SoundBeat) else beat.id
        seconds = _seconds(beat_ms(beat, play.source))
        yield episode, scene.id, name, beat.kind, who, text, manner, delivery, emotion, *told, seconds, beat.note


def _told(beat: Beat, names: dict[str, str]) -> tuple[str, str, str, str, str]:
    match beat:
        case LineBeat():
            return names[beat.character], beat.text, beat.manner, beat.delivery, beat.emotion
        case ActionBeat():
            seen = ", ".join(names[acting.character] for acting in beat.acting)
            return seen, beat.text, "", "", ", ".join(acting.emotion for acting in beat.acting)
        case ScreenBeat():
            return "", beat.text, beat.style, "", ""
        case SoundBeat():
            return "", beat.effect, "", "", ""


def _scenes(play: Screenplay) -> Iterable[Sequence[str]]:
    names = {role.id: role.name for role in play.characters}
    for name, episode in play.episodes.items():
        for scene in episode.scenes:
            cast = ", ".join(names[who] for who in scene.cast)
            head = (name, scene.id, scene.number, play.place(scene.place).name, scene.setting, scene.time)
            yield (
                *head, cast, _seconds(scene_ms(scene, play.source)), str(eighths(scene, play.source)), scene.synopsis,
            )  # fmt: skip


def _cast(play: Screenplay) -> Iterable[Sequence[str]]:
    for role in play.characters:
        lines = [line for episode in play.episodes.values() for line in episode.lines if line.character == role.id]
        seen = sum(role.id in episode.cast for episode in play.episodes.values())
        said = sum(beat_ms(line, play.source) for line in lines)
        yield role.id, role.name, role.gender, role.age, str(seen), str(len(lines)), _seconds(said), role.note
