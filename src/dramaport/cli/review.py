"""What leaves for review and what comes back: rows of a season, and the decisions that follow from changed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dramaport.cli.season import Run
from dramaport.drama.decisions import Anchor, Decision, DecisionKind
from dramaport.drama.interchange.matching import match_rows
from dramaport.drama.interchange.rows import Imported, ReviewRow
from dramaport.drama.interchange.srt import read_srt, write_srt
from dramaport.drama.interchange.tmx import read_tmx, write_tmx
from dramaport.drama.interchange.ttml import write_ttml
from dramaport.drama.interchange.vtt import VERTICAL, read_vtt, write_vtt
from dramaport.drama.interchange.xliff import read_xliff, write_xliff
from dramaport.drama.interchange.xlsx import read_xlsx, write_xlsx
from dramaport.drama.values import Cue, Line
from dramaport.errors import BadInput

#: Formats that hold a whole season in one file, and those that hold one episode's subtitles.
SEASON_FORMATS = ("xlsx", "xliff", "tmx")
EPISODE_FORMATS = ("srt", "vtt", "ttml")

_WRITERS: Mapping[str, Callable[[Sequence[ReviewRow], str, str], bytes]] = {
    "xlsx": write_xlsx,
    "xliff": write_xliff,
    "tmx": write_tmx,
}


@dataclass(frozen=True)
class Outcome:
    """What an import changes, and what it could not place."""

    decisions: tuple[Decision, ...]
    unchanged: int
    unmatched: tuple[ReviewRow, ...]
    warnings: tuple[str, ...]


def rows_of(done: Run, tag: str) -> list[ReviewRow]:
    """Every line of the run's episodes with its translation, as reviewers see it."""
    names = {character.id: character.name for character in done.season.casting.characters}
    rows = []
    for footage in done.drama.episodes:
        release = done.release(footage.code, tag)
        for line in done.season.of(footage.code):
            translation = release.translations.get(line.id)
            problems = [issue.gate for issue in release.issues if issue.line == line.id]
            rows.append(
                ReviewRow(
                    line=line.id,
                    episode=line.episode,
                    start=line.span.start,
                    end=line.span.end,
                    character=names.get(done.season.casting.speaker_of.get(line.id, ""), ""),
                    source=line.text,
                    target=translation.text if translation else "",
                    shorter=translation.shorter if translation else (),
                    flags=(*(translation.flags if translation else ("untranslated",)), *dict.fromkeys(problems)),
                )
            )
    return rows


def write_season(done: Run, tag: str, form: str) -> bytes:
    """All episodes in one review file."""
    return _WRITERS[form](rows_of(done, tag), done.drama.source, tag)


def write_episode(cues: Sequence[Cue], tag: str, form: str) -> bytes:
    """One episode's subtitles as they are released."""
    match form:
        case "srt":
            return write_srt(cues)
        case "vtt":
            return write_vtt(cues, VERTICAL)
        case _:
            return write_ttml(cues, tag)


def read_review(data: bytes, name: str, form: str, source: str, tag: str) -> Imported:
    """The rows of a review file. Raises BadInput naming the file and what is wrong in it."""
    match form:
        case "xlsx":
            return read_xlsx(data, name)
        case "xliff":
            return read_xliff(data, name)
        case "srt":
            return read_srt(data, name)
        case "vtt":
            return read_vtt(data, name)
        case "tmx":
            return read_tmx(data, name, source, tag)
    raise BadInput(f"{form} files cannot be imported; use {', '.join((*SEASON_FORMATS, 'srt', 'vtt'))}")


def decisions_from(imported: Imported, done: Run, tag: str, origin: str, episode: str | None) -> Outcome:
    """Decisions for the rows whose text is not the one the drama has. Rows without a text decide nothing."""
    lines = [line for line in done.season.lines if episode is None or line.episode == episode]
    matched = match_rows(imported.rows, lines)
    by_id = {line.id: line for line in lines}
    current = {row.line: row for row in rows_of(done, tag)}
    made: list[Decision] = []
    unchanged = 0
    for pair in matched.pairs:
        line, row = by_id[pair.line], pair.row
        new = _changed(line, row, current[line.id], tag, origin)
        made += new
        unchanged += not new
    return Outcome(tuple(made), unchanged, matched.unmatched, imported.warnings)


def _changed(line: Line, row: ReviewRow, now: ReviewRow, tag: str, origin: str) -> list[Decision]:
    anchor = Anchor(episode=line.episode, start=line.span.start, text=line.text)
    made = []
    target = _flat(row.target)
    if target and (target != _flat(now.target) or (row.shorter and row.shorter != now.shorter)):
        value = {"text": target, "shorter": list(row.shorter if row.shorter else ()), "by": origin}
        made.append(
            Decision(
                kind=DecisionKind.TRANSLATION, subject=line.id, language=tag, value=value, anchor=anchor, origin=origin
            )
        )
    if row.line and row.source and _flat(row.source) != _flat(now.source):
        value = {"text": _flat(row.source)}
        made.append(Decision(kind=DecisionKind.SOURCE, subject=line.id, value=value, anchor=anchor, origin=origin))
    return made


def _flat(text: str) -> str:
    """One row: subtitle files break lines where the text does not."""
    return " ".join(text.split())
