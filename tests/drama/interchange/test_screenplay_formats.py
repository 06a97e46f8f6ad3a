"""Final Draft, Word, Excel and JSON: what is written, what comes back, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from openpyxl import load_workbook

from dramaport.drama.interchange.screenplay.compose import compose
from dramaport.drama.interchange.screenplay.fdx import read_fdx, write_fdx
from dramaport.drama.interchange.screenplay.recover import recover
from dramaport.drama.interchange.screenplay.sheet import write_sheet
from dramaport.drama.interchange.screenplay.word import write_word
from dramaport.drama.screenplay import Episode, Scene, Screenplay, load_screenplay
from dramaport.drama.screenplay.values import Acting, ActionBeat, LineBeat, ScreenBeat, SoundBeat
from dramaport.errors import BadInput
from screenplays import screenplays

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "ferry"

FOREIGN = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="4">
  <Content>
    <Paragraph Number="1" Type="Scene Heading">
      <SceneProperties Length="1/8" Page="1" Title=""/>
      <Text>EXT. LANDING - NIGHT</Text>
    </Paragraph>
    <Paragraph Type="Action"><Text>Rain. </Text><Text Style="Bold">No boat.</Text></Paragraph>
    <Paragraph>
      <DualDialogue>
        <Paragraph Type="Character"><Text>AN (O.S.)</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>Who is there?</Text></Paragraph>
        <Paragraph Type="Character"><Text>BO</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>Hush!</Text></Paragraph>
      </DualDialogue>
    </Paragraph>
    <Paragraph Type="Sidebar"><Text>The bell rings.</Text>
      <ScriptNote ID="1"><Paragraph><Text>ask sound</Text></Paragraph></ScriptNote>
    </Paragraph>
    <Paragraph Type="Transition"><Text>FADE OUT.</Text></Paragraph>
  </Content>
  <TitlePage><Content><Paragraph><Text>The Lamp</Text></Paragraph></Content></TitlePage>
</FinalDraft>
"""


@settings(max_examples=80, deadline=None)
@given(play=screenplays())
def test_final_draft_loses_nothing(play: Screenplay) -> None:
    again = recover(read_fdx(write_fdx(compose(play)), "play.fdx"), "play.fdx")
    assert again.play == play
    assert (again.added, again.left) == ((), ())


def test_a_final_draft_file_of_another_program_is_read_as_its_writer_meant_it() -> None:
    got = recover(read_fdx(FOREIGN.encode(), "lamp.fdx"), "lamp.fdx")
    (scene,) = got.play.episodes["E01"].scenes
    first, an, bo, bell = scene.beats
    assert (got.play.title, got.play.source, scene.number, scene.transition) == ("The Lamp", "en", "1", "FADE OUT.")
    assert first.kind == "action"
    assert first.text == "Rain. No boat."
    assert an.kind == bo.kind == "line"
    assert (an.channel, an.dual, bo.dual) == ("off", False, True)
    assert bell.note == "ask sound"
    assert got.added == ("AN", "BO")
    assert [said for said in got.left if "Sidebar" in said]
    assert [said for said in got.left if "bold" in said]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"<FinalDraft><Content>", "play.fdx"),
        (b"<html><body/></html>", "is not an FDX screenplay"),
        (b"<FinalDraft DocumentType='Script'><Content/></FinalDraft>", "holds no scene"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><FinalDraft><Content/></FinalDraft>", "play.fdx"),
    ],
)
def test_what_is_no_screenplay_is_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=r"play\.fdx") as error:
        recover(read_fdx(data, "play.fdx"), "play.fdx")
    assert said in str(error.value)


def test_an_import_into_a_drama_keeps_its_people_and_gives_no_id_twice() -> None:
    play = load_screenplay(SAMPLE)
    page = compose(play.model_copy(update={"episodes": {"E01": play.episode("E01")}}))
    bare = page.model_copy(update={"data": "", "elements": tuple(e for e in page.elements if e.kind != "note")})
    again = recover(bare, "bare.fountain", base=play)
    assert again.added == ()
    assert [line.character for line in again.play.episode("E01").lines] == [
        line.character for line in play.episode("E01").lines
    ]
    old = {beat.id for beat in play.episode("E01").beats if beat.kind != "sound"}
    assert not old & {beat.id for beat in again.play.episode("E01").beats if beat.kind != "sound"}


def test_another_name_on_a_line_is_another_speaker_whatever_its_note_remembers() -> None:
    play = load_screenplay(SAMPLE)
    page = compose(play)
    first = next(at for at, element in enumerate(page.elements) if element.kind == "character")
    changed = page.elements[first].model_copy(update={"text": "林晚"})
    edited = page.model_copy(update={"elements": (*page.elements[:first], changed, *page.elements[first + 1 :])})
    assert recover(edited, "x").play.episode("E01").lines[0].character == "lin_wan"


def test_word_shows_every_line_and_equal_scripts_are_equal_files() -> None:
    play = load_screenplay(SAMPLE)
    book = Document(io.BytesIO(write_word(play)))
    text = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert all(line.text in text for episode in play.episodes.values() for line in episode.lines)
    assert write_word(play) == write_word(play)


def test_a_workbook_holds_beats_scenes_and_cast_as_text() -> None:
    play = load_screenplay(SAMPLE)
    first = play.episode("E01").lines[0]
    trick = first.model_copy(update={"text": '=HYPERLINK("http://x","水")'})
    scene = play.episode("E01").scenes[0]
    scene = scene.model_copy(update={"beats": (trick, *scene.beats[1:])})
    episode = play.episode("E01").model_copy(update={"scenes": (scene,)})
    tricky = play.model_copy(update={"episodes": play.episodes | {"E01": episode}})
    book = load_workbook(io.BytesIO(write_sheet(tricky)))
    assert book.sheetnames == ["beats", "scenes", "cast"]
    assert {
        cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    } == {"s"}
    assert book["beats"]["F2"].value.startswith("=HYPERLINK")
    assert book["beats"]["F2"].quotePrefix
    assert write_sheet(play) == write_sheet(play)


def test_the_made_up_scripts_hold_every_field_a_script_has() -> None:
    """A field that is added to a script is added to `screenplays` too, or no round trip would try it."""
    fields = {
        Screenplay: {"title", "source", "logline", "platform", "characters", "places", "threads", "episodes"},
        Episode: {
            "title", "synopsis", "hook", "hook_kind", "cliffhanger", "cliffhanger_kind", "scenes", "source", "notes",
        },
        Scene: {
            "id", "number", "place", "setting", "time", "weather", "synopsis", "extras", "transition", "beats",
        },
        LineBeat: {
            *TOLD, "id", "character", "text", "delivery", "emotion", "manner", "channel", "caption", "overlap", "dual", "pause",
        },
        ActionBeat: {*TOLD, "id", "text", "acting", "seconds"},
        ScreenBeat: {*TOLD, "id", "style", "text", "seconds"},
        SoundBeat: {*TOLD, "effect"},
        Acting: {"character", "emotion", "pose"},
    }  # fmt: skip
    assert {kind: set(kind.model_fields) for kind in fields} == fields


TOLD = ("kind", "labels", "opens", "closes", "note")
